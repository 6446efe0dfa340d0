package dev.assay.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.ModelTask;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.UpdateKind;
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
import net.jqwik.api.Assume;
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
                        Arbitraries.of(UpdateKind.values()),
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
        EncodedUpdate read =
                (EncodedUpdate) SERIALIZER.fromBinary(SERIALIZER.toBinary(new SiteTrained(update)), UPDATE);
        ModelUpdate decoded = FederationWire.update(read.bytes());

        assertThat(decoded).isEqualTo(update);
        assertThat(decoded.local().diff().toBytes())
                .isEqualTo(update.local().diff().toBytes());
        assertThat(SERIALIZER.toBinary(read)).isEqualTo(read.bytes());
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
            Object read = SERIALIZER.fromBinary(bytes, manifest);
            if (read instanceof EncodedUpdate encoded) {
                read = FederationWire.update(encoded.bytes());
            }
            assertThat(read).isNotNull();
        } catch (NotSerializableException e) {
            assertThat(e).hasMessageContaining(manifest);
        } catch (UnsoundUpdate e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    /** Whatever bit of a vector is lost on the way, the digest shows it. */
    @Property(tries = 200)
    void vectorsThatAreNotThoseThatWereSentAreRefused(@ForAll("updates") ModelUpdate update, @ForAll int at)
            throws Exception {
        FederationV1.ModelUpdate sent =
                FederationV1.ModelUpdate.parseFrom(SERIALIZER.toBinary(new SiteTrained(update)));
        byte[] diff = sent.getDiff().toByteArray();
        Assume.that(diff.length > 0);
        diff[Math.floorMod(at, diff.length)] ^= 1;
        byte[] altered =
                sent.toBuilder().setDiff(ByteString.copyFrom(diff)).build().toByteArray();

        assertThatThrownBy(() -> FederationWire.update(altered))
                .isInstanceOf(UnsoundUpdate.class)
                .hasMessageContaining("digest");
    }

    @Test
    void emptyMessageIsRefused() {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], TASK))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("malformed ModelTask.v1");
        assertThatThrownBy(() -> FederationWire.update(new byte[0]))
                .isInstanceOf(UnsoundUpdate.class)
                .hasMessageContaining("digest");
    }

    @Test
    void unknownKindOfMessageIsRefusedByItsName() {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], "ModelTask.v2"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("ModelTask.v2");
    }

    /** The guard refuses it then, so that the refusal is recorded. */
    @Test
    void unknownKindOfUpdateIsReadAsSuch() throws Exception {
        byte[] other = sound().toBuilder().setKindValue(17).build().toByteArray();

        assertThat(FederationWire.update(other).kind()).isEqualTo(UpdateKind.UNKNOWN);
    }

    @Test
    void vectorOfBrokenLengthIsRefusedWithWhoseItIs() throws Exception {
        byte[] broken = sound().toBuilder()
                .setDiff(sound().getDiff().substring(1))
                .build()
                .toByteArray();

        assertThatThrownBy(() -> FederationWire.update(broken)).isInstanceOfSatisfying(UnsoundUpdate.class, e -> {
            assertThat(e.trialId()).isEqualTo("t");
            assertThat(e.round()).isEqualTo(3);
            assertThat(e.site()).isEqualTo(2);
        });
    }

    @Property(tries = 200)
    void senderIsReadOffTheFirstBytes(@ForAll("updates") ModelUpdate update, @ForAll int length) {
        byte[] bytes = SERIALIZER.toBinary(new SiteTrained(update));
        Assume.that(!update.trialId().isEmpty());

        assertThat(UpdateSender.of(bytes)).isEqualTo(new UpdateSender(update.trialId(), update.round(), update.site()));
        assertThat(UpdateSender.of(Arrays.copyOf(bytes, Math.floorMod(length, bytes.length)))
                        .site())
                .isIn(-1, update.site());
    }

    @Property(tries = 500)
    void senderOfAnyBytesIsReadOrUnknown(@ForAll byte[] bytes) {
        assertThat(UpdateSender.of(bytes)).isNotNull();
    }

    @Test
    void senderOfBytesThatNameNoTrialIsUnknown() {
        assertThat(UpdateSender.of(new byte[2048])).isEqualTo(new UpdateSender("", -1, -1));
        assertThat(UpdateSender.of(new byte[] {(byte) 0xff, 1, 2, 3})).isEqualTo(new UpdateSender("", -1, -1));
    }

    private static FederationV1.ModelUpdate sound() throws Exception {
        ModelUpdate update = new ModelUpdate("t", 3, 2, Digest.ofText("schema"), local(ModelVector.zeros(2)));
        return FederationV1.ModelUpdate.parseFrom(SERIALIZER.toBinary(new SiteTrained(update)));
    }

    @Test
    void isBoundToTheTwoMessagesThatHoldModels() throws Exception {
        Serialization serialization = SerializationExtension.get(KIT.system());

        assertThat(serialization.serializerFor(TrainRound.class)).isInstanceOf(FederationSerializer.class);
        assertThat(serialization.serializerFor(SiteTrained.class)).isInstanceOf(FederationSerializer.class);
        assertThat(serialization.serializerFor(EncodedUpdate.class)).isInstanceOf(FederationSerializer.class);
    }

    private static LocalUpdate local(ModelVector diff) {
        return new LocalUpdate(diff, Optional.empty(), 1, 1, 0, SiteState.FRESH);
    }
}
