package dev.assay.ledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.proto.ledger.v1.LedgerV1;
import dev.assay.research.program.Arm;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
    static Stream<Class<?>> everyKindOfEvent() {
        return Stream.of(CampaignEvent.class, TrialEvent.class)
                .flatMap(events -> Stream.of(events.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @MethodSource("everyKindOfEvent")
    void everyKindOfEventComesBackEqual(Class<?> kind) {
        Object event = EventArbitraries.ofType(kind).sample();

        String manifest = EventCodec.manifest(event);

        assertThat(manifest).isEqualTo(kind.getSimpleName() + ".v1");
        assertThat(EventCodec.read(manifest, sealed(event).bytes()).event()).isEqualTo(event);
    }

    @Test
    void candidateOfAReleaseWithoutArmsIsTheAgentsAndHasTheSameBytes() {
        Candidate candidate = new Candidate(3, TestingRecipes.ALL.get(3), 1, "fedavg", "why", "local-tpe");
        byte[] stored = LedgerV1.CampaignEntry.newBuilder()
                .setAtNanos(7)
                .setCandidateProposed(LedgerV1.CandidateProposed.newBuilder()
                        .setNumber(3)
                        .setRecipe(ValueWire.toProto(candidate.recipe()))
                        .setParent(1)
                        .setFamily("fedavg")
                        .setHypothesis("why")
                        .setSource("local-tpe"))
                .build()
                .toByteArray();

        Entry<?> entry = EventCodec.read("CandidateProposed.v1", stored);

        assertThat(entry.event())
                .isEqualTo(new CampaignEvent.CandidateProposed(Instant.ofEpochSecond(0, 7), candidate));
        assertThat(candidate.arm()).isEqualTo(Arm.AGENT);
        assertThat(entry.isChained()).isFalse();
        assertThat(entry.bytes()).isEqualTo(stored);
    }

    @Test
    void entryOfANewerSchemaIsReported() {
        byte[] stored = LedgerV1.CampaignEntry.newBuilder()
                .setSchema(Entry.SCHEMA + 1)
                .setCampaignFinished(LedgerV1.CampaignFinished.newBuilder().setReason("done"))
                .build()
                .toByteArray();

        assertThatThrownBy(() -> EventCodec.read("CampaignFinished.v1", stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("has schema 2, this release knows 0 to 1: a newer release");
    }

    @Test
    void fieldsThatANewerReleaseAddedAreKept() {
        byte[] known = sealed(new CampaignEvent.CampaignFinished(Instant.EPOCH, "done"))
                .bytes();
        byte[] stored = Arrays.copyOf(known, known.length + 3);
        stored[known.length] = (byte) ((500 << 3) & 0x7f | 0x80);
        stored[known.length + 1] = (byte) (500 >> 4);
        stored[known.length + 2] = 9;

        Entry<?> entry = EventCodec.read("CampaignFinished.v1", stored);

        assertThat(new LedgerSerializer().toBinary(entry)).isEqualTo(stored);
        assertThat(entry.hash()).isEqualTo(Digest.of(stored)).isNotEqualTo(Digest.of(known));
    }

    @Test
    void unknownManifestSaysThatANewerReleaseWroteIt() {
        assertThatThrownBy(() -> EventCodec.read("CandidateSigned.v1", new byte[0]))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("'CandidateSigned.v1'")
                .hasMessageContaining("newer release of Assay wrote it");
    }

    @Test
    void unknownEnumValueSaysThatANewerReleaseWroteIt() {
        byte[] stored = LedgerV1.CampaignEntry.newBuilder()
                .setPhaseEntered(LedgerV1.PhaseEntered.newBuilder().setPhaseValue(77))
                .build()
                .toByteArray();

        assertThatThrownBy(() -> EventCodec.read("PhaseEntered.v1", stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("Phase")
                .hasMessageContaining("newer release of Assay wrote it");
    }

    @Test
    void damagedBytesAreNotAnEvent() {
        byte[] stored = sealed(new CampaignEvent.CampaignFinished(Instant.EPOCH, "done"))
                .bytes();
        stored[stored.length - 5] = (byte) 0xff;

        assertThatThrownBy(() -> EventCodec.read("CampaignFinished.v1", stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("CampaignFinished.v1")
                .hasMessageContaining("damaged");
    }

    @Test
    void contentThatDoesNotFitItsManifestIsRefused() {
        byte[] stored = sealed(new CampaignEvent.CampaignFinished(Instant.EPOCH, "done"))
                .bytes();

        assertThatThrownBy(() -> EventCodec.read("StopRequested.v1", stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("'StopRequested.v1'")
                .hasMessageContaining("'CampaignFinished.v1'");
    }

    @Test
    void recipeThatReadsBackDifferentlyIsRefused() {
        byte[] stored = LedgerV1.CampaignEntry.newBuilder()
                .setProposalRefused(LedgerV1.ProposalRefused.newBuilder()
                        .setRecipe(ValueWire.toProto(TestingRecipes.ALL.get(0)).toBuilder()
                                .setCanonical(TestingRecipes.ALL.get(1).canonical())))
                .build()
                .toByteArray();

        assertThatThrownBy(() -> EventCodec.read("ProposalRefused.v1", stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("recorded with digest");
    }

    @Test
    void timeThatTheFormatCannotHoldIsRefused() {
        assertThatThrownBy(() -> sealed(new CampaignEvent.StopRequested(Instant.MAX, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1678 to 2261");
    }

    private static Entry<Object> sealed(Object event) {
        return EventCodec.seal(ChainHead.START, event);
    }
}
