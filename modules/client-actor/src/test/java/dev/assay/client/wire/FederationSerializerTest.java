package dev.assay.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.ModelTask;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.proto.federation.v1.FederationV1;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FederationSerializerTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final FederationSerializer SERIALIZER =
            new FederationSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));
    private static final TestProbe<SiteReport> SERVER = KIT.createTestProbe(SiteReport.class);
    private static final String TASK = "ModelTask.v1";
    private static final String UPDATE = "ModelUpdate.v1";

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** Any bits are allowed, with every NaN and infinity: it is the guard that judges values. */
    @Provide
    Arbitrary<ModelVector> vectors() {
        return Arbitraries.integers().array(int[].class).ofMaxSize(20).map(bits -> {
            float[] values = new float[bits.length];
            for (int i = 0; i < bits.length; i++) {
                values[i] = Float.intBitsToFloat(bits[i]);
            }
            return ModelVector.adopt(values);
        });
    }

    @Provide
    Arbitrary<ModelTask> tasks() {
        return Combinators.combine(
                        Arbitraries.strings(),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.strings().map(Digest::ofText),
                        vectors(),
                        vectors().optional())
                .as(ModelTask::new);
    }

    @Provide
    Arbitrary<ModelUpdate> updates() {
        Arbitrary<SiteState> states = Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(0),
                        vectors().optional(),
                        vectors().optional())
                .as(SiteState::new);
        Arbitrary<LocalUpdate> locals = Combinators.combine(
                        vectors(),
                        vectors().optional(),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.longs().map(Double::longBitsToDouble),
                        states)
                .as(LocalUpdate::new);
        return Combinators.combine(
                        Arbitraries.strings(),
                        Arbitraries.integers(),
                        Arbitraries.integers(),
                        Arbitraries.strings().map(Digest::ofText),
                        locals)
                .as(ModelUpdate::new);
    }

    @Property(tries = 200)
    void tasksSurviveToTheBit(@ForAll("tasks") ModelTask task) throws Exception {
        TrainRound read =
                (TrainRound) SERIALIZER.fromBinary(SERIALIZER.toBinary(new TrainRound(task, SERVER.ref())), TASK);

        assertThat(read.task()).isEqualTo(task);
        assertThat(read.task().global().toBytes()).isEqualTo(task.global().toBytes());
        assertThat(read.replyTo()).isEqualTo(SERVER.ref());
    }

    @Property(tries = 200)
    void updatesSurviveToTheBit(@ForAll("updates") ModelUpdate update) throws Exception {
        SiteTrained read = (SiteTrained) SERIALIZER.fromBinary(SERIALIZER.toBinary(new SiteTrained(update)), UPDATE);

        assertThat(read.update()).isEqualTo(update);
        assertThat(read.update().local().diff().toBytes())
                .isEqualTo(update.local().diff().toBytes());
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefusedButNeverAnotherException(@ForAll byte[] bytes, @ForAll boolean asTask) {
        readOrRefuse(bytes, asTask ? TASK : UPDATE);
    }

    @Property(tries = 300)
    void damagedUpdatesAreReadOrRefusedButNeverAnotherException(
            @ForAll("updates") ModelUpdate update, @ForAll int at, @ForAll byte value, @ForAll int length) {
        byte[] bytes = SERIALIZER.toBinary(new SiteTrained(update));
        bytes[Math.floorMod(at, bytes.length)] = value;
        readOrRefuse(bytes, UPDATE);
        readOrRefuse(Arrays.copyOf(bytes, Math.floorMod(length, bytes.length)), UPDATE);
    }

    @Property(tries = 300)
    void damagedTasksAreReadOrRefusedButNeverAnotherException(
            @ForAll("tasks") ModelTask task, @ForAll int at, @ForAll byte value, @ForAll int length) {
        byte[] bytes = SERIALIZER.toBinary(new TrainRound(task, SERVER.ref()));
        bytes[Math.floorMod(at, bytes.length)] = value;
        readOrRefuse(bytes, TASK);
        readOrRefuse(Arrays.copyOf(bytes, Math.floorMod(length, bytes.length)), TASK);
    }

    private static void readOrRefuse(byte[] bytes, String manifest) {
        try {
            assertThat(SERIALIZER.fromBinary(bytes, manifest)).isNotNull();
        } catch (NotSerializableException e) {
            assertThat(e).hasMessageContaining(manifest);
        }
    }

    @Test
    void emptyMessageIsRefused() {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], TASK))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("malformed ModelTask.v1");
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], UPDATE))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("kind");
    }

    @Test
    void unknownKindOfMessageIsRefusedByItsName() {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], "ModelTask.v2"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("ModelTask.v2");
    }

    @Test
    void updateThatIsNoDiffIsRefused() throws Exception {
        FederationV1.ModelUpdate sound = FederationV1.ModelUpdate.parseFrom(SERIALIZER.toBinary(
                new SiteTrained(new ModelUpdate("t", 0, 0, Digest.ofText("schema"), local(ModelVector.zeros(2))))));
        byte[] other = sound.toBuilder().setKindValue(2).build().toByteArray();

        assertThatThrownBy(() -> SERIALIZER.fromBinary(other, UPDATE))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("kind 2");
    }

    @Test
    void vectorOfBrokenLengthIsRefused() throws Exception {
        FederationV1.ModelUpdate sound = FederationV1.ModelUpdate.parseFrom(SERIALIZER.toBinary(
                new SiteTrained(new ModelUpdate("t", 0, 0, Digest.ofText("schema"), local(ModelVector.zeros(2))))));
        byte[] broken =
                sound.toBuilder().setDiff(sound.getDiff().substring(1)).build().toByteArray();

        assertThatThrownBy(() -> SERIALIZER.fromBinary(broken, UPDATE))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("7 bytes");
    }

    @Test
    void isBoundToTheTwoMessagesThatHoldModels() throws Exception {
        Serialization serialization = SerializationExtension.get(KIT.system());

        assertThat(serialization.serializerFor(TrainRound.class)).isInstanceOf(FederationSerializer.class);
        assertThat(serialization.serializerFor(SiteTrained.class)).isInstanceOf(FederationSerializer.class);
    }

    private static LocalUpdate local(ModelVector diff) {
        return new LocalUpdate(diff, Optional.empty(), 1, 1, 0, SiteState.FRESH);
    }
}
