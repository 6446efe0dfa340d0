package dev.assay.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.agent.decision.CampaignDrive.Trials;
import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A campaign that minimizes what another one maximizes decides the same: only the scores have the other sign. */
class MinimizedMetricTest {
    private static final Trials SCORES =
            CampaignDrive.crashing(recipe -> recipe.family().equals("median"), CampaignDrive.LANDSCAPE);

    private static final Trials MIRRORED = (recipe, trial) -> SCORES.outcome(recipe, trial) instanceof Scored scored
            ? new Scored(
                    -scored.selection(),
                    scored.holdOut().isPresent()
                            ? OptionalDouble.of(-scored.holdOut().getAsDouble())
                            : OptionalDouble.empty(),
                    scored.model(),
                    scored.cost())
            : SCORES.outcome(recipe, trial);

    private static CampaignDrive campaign(Direction direction, Trials trials) {
        CampaignRules rules = TestingRules.with(
                "[baseline, calibration, search, confirmation]",
                "[baseline, calibration, search, controls, confirmation]",
                "caps:",
                "controls: {arms: [random, scalar], candidates: 6}\ncaps:");
        return new CampaignDrive(
                        new CampaignRules(
                                rules.profile(), rules.program(), direction, rules.calibration(), rules.search()),
                        14)
                .answering(trials)
                .toTheEnd();
    }

    private final CampaignDrive maximized = campaign(Direction.MAXIMIZE, SCORES);
    private final CampaignDrive minimized = campaign(Direction.MINIMIZE, MIRRORED);

    @Test
    void mirroredScoresGiveTheSameDecisions() {
        assertThat(minimized.events(CandidateProposed.class)).isEqualTo(maximized.events(CandidateProposed.class));
        assertThat(minimized.events(TrialRequested.class)).isEqualTo(maximized.events(TrialRequested.class));
        assertThat(minimized.events(PhaseEntered.class)).isEqualTo(maximized.events(PhaseEntered.class));
        assertThat(minimized.state().incumbent()).isEqualTo(maximized.state().incumbent());
        assertThat(maximized.state().incumbent()).isPositive();
    }

    @Test
    void reviewsHaveTheSameGainsAndTheScoresAsTheyAre() {
        List<CandidateReviewed> less = minimized.events(CandidateReviewed.class);
        List<CandidateReviewed> more = maximized.events(CandidateReviewed.class);

        assertThat(less).hasSameSizeAs(more);
        for (int i = 0; i < less.size(); i++) {
            assertThat(less.get(i).candidate()).isEqualTo(more.get(i).candidate());
            assertThat(less.get(i).verdict()).isEqualTo(more.get(i).verdict());
            assertThat(less.get(i).comparison()).isEqualTo(more.get(i).comparison());
            // Without a score 0 stands in, which has no sign.
            assertThat(less.get(i).score() + 0.0).isEqualTo(-more.get(i).score() + 0.0);
        }
    }

    @Test
    void confirmationHasTheSameIntervals() {
        CampaignConfirmed less = minimized.events(CampaignConfirmed.class).get(0);
        CampaignConfirmed more = maximized.events(CampaignConfirmed.class).get(0);

        assertThat(less).isEqualTo(more);
        assertThat(less.confirmed()).isTrue();
        assertThat(less.selection().lower()).isPositive();
    }

    @Test
    void withoutTheDirectionTheWorstWouldWin() {
        CampaignDrive wrong = campaign(Direction.MAXIMIZE, MIRRORED);

        assertThat(wrong.state().incumbent()).isNotEqualTo(minimized.state().incumbent());
        assertThat(CampaignState.of(List.<CampaignEvent>copyOf(wrong.events())).isFinished())
                .isTrue();
    }
}
