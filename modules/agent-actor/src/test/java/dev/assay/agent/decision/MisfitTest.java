package dev.assay.agent.decision;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A decision rests on the state, so a state is never made from events that do not follow on each other. */
class MisfitTest {
    private static final Instant NOW = CampaignDrive.NOW;
    private static final TrialOutcome OUTCOME =
            new TrialOutcome.Scored(0.5, OptionalDouble.empty(), Digest.ofText("model"), Cost.NONE);

    private final CampaignDrive drive = new CampaignDrive(TestingRules.with(), 2);

    private static void assertMisfit(CampaignState state, CampaignEvent event) {
        assertThatThrownBy(() -> state.apply(event))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not follow");
    }

    @Test
    void nothingComesBeforeTheStartAndNoSecondStart() {
        assertMisfit(CampaignState.EMPTY, new StopRequested(NOW, "early"));
        assertMisfit(drive.state(), drive.events().get(0));
    }

    @Test
    void nothingComesAfterTheEnd() {
        assertMisfit(drive.toTheEnd().state(), new StopRequested(NOW, "late"));
    }

    @Test
    void candidatesAreNumberedWithoutGaps() {
        CampaignState state = drive.until(now -> !now.candidates().isEmpty()).state();
        Candidate baseline = state.record(0).candidate();

        assertMisfit(state, new CandidateProposed(NOW, baseline));
        assertMisfit(
                state, new CandidateProposed(NOW, new Candidate(2, baseline.recipe(), 0, "fedavg", "gap", "test")));
    }

    @Test
    void onlyAnOpenTrialReports() {
        CampaignState state =
                drive.until(now -> now.phase() == Phase.CALIBRATION).state();

        assertMisfit(state, new TrialReported(NOW, "c/c000/seed-1", OUTCOME, Optional.empty()));
        assertMisfit(state, new TrialReported(NOW, "c/c009/seed-1", OUTCOME, Optional.empty()));
    }

    @Test
    void trialIsRequestedOnceAndForACandidateThatThereIs() {
        CampaignState state =
                drive.until(now -> now.phase() == Phase.CALIBRATION).state();

        assertMisfit(state, new TrialRequested(NOW, "c/c000/seed-1", 0, 1, false));
        assertMisfit(state, new TrialRequested(NOW, "c/c009/seed-1", 9, 1, false));
        assertMisfit(state, new TrialRequested(NOW, "c/c009/seed-1", -1, 1, false));
    }

    @Test
    void candidateIsReviewedOnceAndOnlyIfThereIsOne() {
        CampaignState state =
                drive.until(now -> now.phase() == Phase.CALIBRATION).state();

        assertMisfit(state, new CandidateReviewed(NOW, 0, Verdict.DISCARD, 0, Optional.empty(), "again"));
        assertMisfit(state, new CandidateReviewed(NOW, 9, Verdict.KEEP, 0, Optional.empty(), "nobody"));
    }
}
