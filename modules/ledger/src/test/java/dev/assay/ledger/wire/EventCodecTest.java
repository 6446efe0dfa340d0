package dev.assay.ledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.proto.ledger.v1.LedgerV1;
import dev.assay.research.program.Arm;
import java.time.Instant;
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
        assertThat(EventCodec.decode(manifest, EventCodec.encode(event))).isEqualTo(event);
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

        Object event = EventCodec.decode("CandidateProposed.v1", stored);

        assertThat(event).isEqualTo(new CampaignEvent.CandidateProposed(Instant.ofEpochSecond(0, 7), candidate));
        assertThat(candidate.arm()).isEqualTo(Arm.AGENT);
        assertThat(EventCodec.encode(event)).isEqualTo(stored);
    }

    @Test
    void unknownManifestSaysThatANewerReleaseWroteIt() {
        assertThatThrownBy(() -> EventCodec.decode("CandidateSigned.v1", new byte[0]))
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

        assertThatThrownBy(() -> EventCodec.decode("PhaseEntered.v1", stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("Phase")
                .hasMessageContaining("newer release of Assay wrote it");
    }

    @Test
    void damagedBytesAreNotAnEvent() {
        byte[] stored = EventCodec.encode(new CampaignEvent.CampaignFinished(Instant.EPOCH, "done"));
        stored[stored.length - 5] = (byte) 0xff;

        assertThatThrownBy(() -> EventCodec.decode("CampaignFinished.v1", stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("CampaignFinished.v1")
                .hasMessageContaining("damaged");
    }

    @Test
    void contentThatDoesNotFitItsManifestIsRefused() {
        byte[] stored = EventCodec.encode(new CampaignEvent.CampaignFinished(Instant.EPOCH, "done"));

        assertThatThrownBy(() -> EventCodec.decode("StopRequested.v1", stored))
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

        assertThatThrownBy(() -> EventCodec.decode("ProposalRefused.v1", stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("recorded with digest");
    }

    @Test
    void timeThatTheFormatCannotHoldIsRefused() {
        assertThatThrownBy(() -> EventCodec.encode(new CampaignEvent.StopRequested(Instant.MAX, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1678 to 2261");
    }
}
