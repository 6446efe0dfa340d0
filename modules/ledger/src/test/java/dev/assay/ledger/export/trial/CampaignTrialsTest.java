package dev.assay.ledger.export.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScore;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.HoldOutReader;
import dev.assay.ledger.export.folder.ExportRefused;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.History;
import dev.assay.ledger.history.TrialHistories;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CampaignTrialsTest {
    private static final Instant LATER = Instant.parse("2026-02-03T04:05:06Z");

    @Test
    void lossIsTheMeanOverStepsAndNormsCountASiteEach() {
        RoundCompleted round = round(
                new SiteContribution(0, 30, 960, 2.0, 0.5),
                new SiteContribution(1, 10, 320, 1.0, 0.25),
                new SiteContribution(2, 0, 0, 7.0, 0.0));

        assertThat(TrialScalars.of(round))
                .extracting(Scalar::name, Scalar::step, Scalar::value)
                .startsWith(
                        tuple("round/mean_loss", 4, 1.75),
                        tuple("round/update_norm_mean", 4, 0.25),
                        tuple("round/update_norm_max", 4, 0.5),
                        tuple("round/sites", 4, 3.0));
    }

    @Test
    void roundWithoutContributionsHasCostsOnly() {
        assertThat(TrialScalars.of(round()))
                .extracting(Scalar::name)
                .containsExactly(
                        "round/sites",
                        "cost/samples",
                        "cost/steps",
                        "cost/bytes_down",
                        "cost/bytes_up",
                        "cost/seconds");
    }

    @Test
    void holdOutScoresThatAReportFoundLaterArePoints() throws ExportRefused {
        List<CampaignEvent> events = new ArrayList<>(Campaigns.withoutGain().events());
        events.add(new HoldOutOpened(LATER, List.of(1), "curious", HoldOutReader.REPORT));
        events.add(new HoldOutScored(
                LATER,
                List.of(new HoldOutScore("digits-1-1-2", 1, 2, Digest.ofText("model"), Double.NEGATIVE_INFINITY)),
                List.of("digits-1-1-1")));
        Map<String, List<TrialEvent>> trials = TrialHistories.of(events);
        CampaignTrials campaign = CampaignTrials.of(events);

        assertThat(scores(campaign.read("digits-1-1-2", trials.get("digits-1-1-2"))))
                .extracting(Scalar::name, Scalar::step, Scalar::value)
                .containsExactly(
                        tuple("score/selection", 1, 0.79), tuple("score/hold_out", 1, Double.NEGATIVE_INFINITY));
        assertThat(scores(campaign.read("digits-1-1-1", trials.get("digits-1-1-1"))))
                .extracting(Scalar::name)
                .containsExactly("score/selection");
    }

    @Test
    void trialThatIsUnderWayHasRoundsAndNoEnd() throws ExportRefused {
        List<CampaignEvent> events = Campaigns.unfinished().events();
        String id = "digits-1-4-2";
        ExportedTrial trial =
                CampaignTrials.of(events).read(id, TrialHistories.of(events).get(id));

        assertThat(trial.start()).isPresent();
        assertThat(trial.ended()).isEmpty();
        assertThat(trial.outcome()).isEmpty();
        assertThat(trial.scalars()).extracting(Scalar::step).containsOnly(0);
    }

    @Test
    void trialThatHasEndedIsShownAsEndedBeforeTheCampaignHasHeardOfIt() throws ExportRefused {
        List<CampaignEvent> all = Campaigns.small().events();
        int request = indexOfRequest(all, "digits-1-0-3");
        ExportedTrial trial = CampaignTrials.of(all.subList(0, request + 1))
                .read("digits-1-0-3", TrialHistories.of(all).get("digits-1-0-3"));

        assertThat(trial.trial().outcome()).isEmpty();
        assertThat(trial.outcome()).isPresent();
        assertThat(scores(trial)).extracting(Scalar::value).containsExactly(0.79);
    }

    @Test
    void trialWithoutEventsIsWhatTheCampaignKnowsOfIt() throws ExportRefused {
        CampaignTrials campaign = CampaignTrials.of(Campaigns.small().events());

        ExportedTrial scored = campaign.read("digits-1-0-1", List.of());
        assertThat(scores(scored)).extracting(Scalar::step, Scalar::value).containsExactly(tuple(0, 0.80));
        assertThat(scored.begin()).isEqualTo(scored.requested());
        ExportedTrial crashed = campaign.read("digits-1-3-1", List.of());
        assertThat(crashed.outcome()).containsInstanceOf(Failed.class);
        assertThat(crashed.ended()).isPresent();
        assertThat(crashed.scalars()).isEmpty();
    }

    @Test
    void nameLeavesTheCampaignOut() throws ExportRefused {
        List<CampaignEvent> events = new ArrayList<>(
                History.started().proposed(0, 0, "fedavg", "the baseline").events());
        events.add(new TrialRequested(LATER, "digits-1/c000/seed-1", 0, 5, false));

        assertThat(CampaignTrials.of(events)
                        .read("digits-1/c000/seed-1", List.of())
                        .name())
                .isEqualTo("c000/seed-1");
    }

    @Test
    void nothingIsExportedOfALedgerWithoutACampaign() {
        assertThatThrownBy(() -> CampaignTrials.of(List.of()))
                .isInstanceOf(ExportRefused.class)
                .hasMessageContaining("nothing to export");
    }

    private static List<Scalar> scores(ExportedTrial trial) {
        return trial.scalars().stream()
                .filter(scalar -> scalar.name().startsWith("score/"))
                .toList();
    }

    private static int indexOfRequest(List<CampaignEvent> events, String trialId) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof TrialRequested requested
                    && requested.trialId().equals(trialId)) {
                return i;
            }
        }
        throw new AssertionError(trialId);
    }

    private static RoundCompleted round(SiteContribution... sites) {
        return new RoundCompleted(
                LATER,
                4,
                Digest.ofText("model"),
                Digest.ofText("checkpoint"),
                List.of(sites),
                new Cost(1_280, 40, 5_000, 4_000, 0.125));
    }
}
