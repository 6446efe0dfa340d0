package dev.assay.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.client.site.AnnouncedState;
import dev.assay.client.site.AnnouncedTask;
import dev.assay.client.site.AnnouncedUpdate;
import dev.assay.client.site.ClientNode.OpenSites;
import dev.assay.client.site.ClientNode.TrainAnnouncedRound;
import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.SiteReport.UpdateAnnounced;
import dev.assay.client.site.UpdateKind;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.privacy.Protection;
import dev.assay.proto.federation.v1.FederationV1;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.TransferAddress;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    private static final String TASK = "ModelTask.v2";
    private static final String UPDATE = "ModelUpdate.v2";

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Provide
    Arbitrary<AnnouncedVector> vectors() {
        return Combinators.combine(
                        Arbitraries.strings().map(Digest::ofText),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(255),
                        Arbitraries.integers().between(1, 65_535),
                        Arbitraries.longs())
                .as((digest, values, host, port, incarnation) ->
                        new AnnouncedVector(digest, values, new TransferAddress(host, port, incarnation)));
    }

    @Provide
    Arbitrary<AnnouncedTask> tasks() {
        return Combinators.combine(
                        Arbitraries.strings(),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.strings().map(Digest::ofText),
                        vectors(),
                        vectors().optional())
                .as(AnnouncedTask::new);
    }

    @Provide
    Arbitrary<AnnouncedUpdate> updates() {
        Arbitrary<AnnouncedState> states = Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(0),
                        vectors().optional(),
                        vectors().optional())
                .as(AnnouncedState::new);
        Arbitrary<List<Integer>> numbers = Arbitraries.integers().list().ofSize(3);
        return Combinators.combine(
                        Arbitraries.strings(),
                        numbers,
                        Arbitraries.longs(),
                        Arbitraries.of(UpdateKind.values()),
                        vectors(),
                        vectors().optional(),
                        Arbitraries.longs().map(Double::longBitsToDouble),
                        Combinators.combine(states, protections().optional()).as(Map::entry))
                .as((trial, number, samples, kind, diff, control, loss, rest) -> new AnnouncedUpdate(
                        trial,
                        number.get(0),
                        number.get(1),
                        Digest.ofText(trial),
                        kind,
                        diff,
                        control,
                        number.get(2),
                        samples,
                        loss,
                        rest.getKey(),
                        rest.getValue()));
    }

    private static Arbitrary<Protection> protections() {
        Arbitrary<Double> numbers = Arbitraries.doubles().between(0.01, 100);
        Arbitrary<Protection.Noise> noises =
                Combinators.combine(numbers, numbers, numbers).as(Protection.Noise::new);
        return Combinators.combine(numbers, Arbitraries.of(true, false), noises.optional())
                .as(Protection::new);
    }

    @Property(tries = 200)
    void announcedTasksSurvive(@ForAll("tasks") AnnouncedTask task) throws Exception {
        TrainAnnouncedRound read = (TrainAnnouncedRound)
                SERIALIZER.fromBinary(SERIALIZER.toBinary(new TrainAnnouncedRound(task, SERVER.ref())), TASK);

        assertThat(read).isEqualTo(new TrainAnnouncedRound(task, SERVER.ref()));
    }

    @Property(tries = 200)
    void announcedUpdatesSurviveAndAreSmall(@ForAll("updates") AnnouncedUpdate update) throws Exception {
        EncodedUpdate read =
                (EncodedUpdate) SERIALIZER.fromBinary(SERIALIZER.toBinary(new UpdateAnnounced(update)), UPDATE);

        assertThat(FederationWire.update(read.bytes())).isEqualTo(update);
        assertThat(SERIALIZER.toBinary(read)).isEqualTo(read.bytes());
        assertThat(read.bytes().length).isLessThan(4_096 + 3 * update.trialId().length());
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefusedButNeverAnotherException(@ForAll byte[] bytes, @ForAll boolean asTask) {
        readOrRefuse(bytes, asTask ? TASK : UPDATE);
    }

    @Property(tries = 300)
    void damagedUpdatesAreReadOrRefusedButNeverAnotherException(
            @ForAll("updates") AnnouncedUpdate update, @ForAll int at, @ForAll byte value, @ForAll int length) {
        byte[] bytes = SERIALIZER.toBinary(new UpdateAnnounced(update));
        bytes[Math.floorMod(at, bytes.length)] = value;
        readOrRefuse(bytes, UPDATE);
        readOrRefuse(Arrays.copyOf(bytes, Math.floorMod(length, bytes.length)), UPDATE);
    }

    @Property(tries = 300)
    void damagedTasksAreReadOrRefusedButNeverAnotherException(
            @ForAll("tasks") AnnouncedTask task, @ForAll int at, @ForAll byte value, @ForAll int length) {
        byte[] bytes = SERIALIZER.toBinary(new TrainAnnouncedRound(task, SERVER.ref()));
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

    @Test
    void emptyMessageIsRefused() {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], TASK))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("malformed ModelTask.v2");
        assertThatThrownBy(() -> FederationWire.update(new byte[0]))
                .isInstanceOf(UnsoundUpdate.class)
                .hasMessageContaining("digest");
    }

    @Test
    void unknownKindOfMessageIsRefusedByItsName() {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], "ModelTask.v1"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("ModelTask.v1");
    }

    /** The guard refuses it then, so that the refusal is recorded. */
    @Test
    void unknownKindOfUpdateIsReadAsSuch() throws Exception {
        byte[] other = sound().toBuilder().setKindValue(17).build().toByteArray();

        assertThat(FederationWire.update(other).kind()).isEqualTo(UpdateKind.UNKNOWN);
    }

    @Test
    void protectionByNumbersThatAreNoneIsRefused() throws Exception {
        FederationV1.UpdateProtection.Builder protection =
                FederationV1.UpdateProtection.newBuilder().setClipNorm(Double.NaN);

        assertRefused(sound().toBuilder().setProtection(protection), "a clip norm of NaN");
        assertRefused(
                sound().toBuilder().setProtection(protection.setClipNorm(1).setNoiseMultiplier(-1)),
                "a noise multiplier of -1.0");
    }

    @Test
    void announcementThatIsNoneIsRefusedWithWhoseItIs() throws Exception {
        FederationV1.ModelUpdate.Builder noDiff = sound().toBuilder().clearPublishedDiff();
        FederationV1.ModelUpdate.Builder noDigest = sound().toBuilder();
        noDigest.getPublishedDiffBuilder().clearDigest();
        FederationV1.ModelUpdate.Builder noHost = sound().toBuilder();
        noHost.getPublishedStateBuilder()
                .setMomentum(sound().getPublishedDiff().toBuilder().clearHost());

        assertRefused(noDiff, "no DIFF");
        assertRefused(noDigest, "the announcement of its DIFF is none: not a SHA-256 digest");
        assertRefused(noHost, "the announcement of its momentum is none: a host of 0 characters");
    }

    private static void assertRefused(FederationV1.ModelUpdate.Builder update, String words) {
        assertThatThrownBy(() -> FederationWire.update(update.build().toByteArray()))
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(UnsoundUpdate.class, e -> {
                    assertThat(e.trialId()).isEqualTo("t");
                    assertThat(e.round()).isEqualTo(3);
                    assertThat(e.site()).isEqualTo(2);
                });
    }

    @Property(tries = 200)
    void senderIsReadOffTheFirstBytes(@ForAll("updates") AnnouncedUpdate update, @ForAll int length) {
        byte[] bytes = SERIALIZER.toBinary(new UpdateAnnounced(update));
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
        AnnouncedVector diff = new AnnouncedVector(Digest.ofText("diff"), 2, new TransferAddress("node-1", 7_000, 1));
        AnnouncedUpdate update = new AnnouncedUpdate(
                "t",
                3,
                2,
                Digest.ofText("schema"),
                UpdateKind.DIFF,
                diff,
                Optional.empty(),
                1,
                1,
                0,
                new AnnouncedState(0, Optional.empty(), Optional.empty()));
        return FederationV1.ModelUpdate.parseFrom(SERIALIZER.toBinary(new UpdateAnnounced(update)));
    }

    @Test
    void isBoundToTheTwoMessagesThatAnnounceModels() throws Exception {
        Serialization serialization = SerializationExtension.get(KIT.system());

        assertThat(serialization.serializerFor(TrainAnnouncedRound.class)).isInstanceOf(FederationSerializer.class);
        assertThat(serialization.serializerFor(UpdateAnnounced.class)).isInstanceOf(FederationSerializer.class);
        assertThat(serialization.serializerFor(EncodedUpdate.class)).isInstanceOf(FederationSerializer.class);
    }

    /** What holds the vectors themselves is for actors of one process. */
    @Test
    void modelsThemselvesCannotLeaveTheProcess() {
        Serialization serialization = SerializationExtension.get(KIT.system());

        for (Class<?> local : List.of(TrainRound.class, OpenSites.class, SiteTrained.class)) {
            assertThatThrownBy(() -> serialization.serializerFor(local)).isInstanceOf(NotSerializableException.class);
        }
    }
}
