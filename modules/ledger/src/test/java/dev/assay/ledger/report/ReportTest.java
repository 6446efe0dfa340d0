package dev.assay.ledger.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.RecordedTask;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.History;
import dev.assay.ledger.report.Report.Conclusion;
import dev.assay.research.review.Comparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    @Test
    void headlineIsTheIncumbentAgainstTheBaseline() {
        Report report = Report.of(Campaigns.small().events());

        assertThat(report.conclusion()).isEqualTo(Conclusion.CONFIRMED);
        Report.Headline headline = report.headline().orElseThrow();
        assertThat(headline.incumbent()).isEqualTo(2);
        assertThat(headline.gain()).isCloseTo(0.03, within(1e-12));
        assertThat(headline.confirmation().orElseThrow().holdOut().meanGain()).isEqualTo(0.03);
    }

    /** R: d = c(0.83, 0.84, 0.82) - c(0.80, 0.81, 0.79); spread is the baseline's sd 0.01; qt(0.95, 2) * 0.01 / sqrt(3). */
    @Test
    void intervalOverTheBaselineIsThatOfTheKeepRule() {
        Comparison gain = Report.of(Campaigns.small().events())
                .headline()
                .orElseThrow()
                .onSearchSeeds()
                .orElseThrow();

        assertThat(gain.pairs()).isEqualTo(3);
        assertThat(gain.meanGain()).isCloseTo(0.03, within(1e-12));
        assertThat(gain.halfWidth()).isCloseTo(0.016858548, within(1e-8));
    }

    @Test
    void noiseIsTheBaselinesSearchSeedsWithoutTheConfirmingOnes() {
        Report.BaselineNoise noise =
                Report.of(Campaigns.small().events()).noise().orElseThrow();

        assertThat(noise.seeds()).isEqualTo(3);
        assertThat(noise.mean()).isCloseTo(0.80, within(1e-12));
        assertThat(noise.deviation()).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void reportIsTheSameAfterItHasBeenPutDown() {
        List<CampaignEvent> events = new ArrayList<>(Campaigns.small().events());
        String before = ReportJson.render(Report.of(events));

        events.add(new ReportWritten(
                events.get(events.size() - 1).at().plusSeconds(60),
                new TreeMap<>(Map.of("report.json", Digest.ofText(before)))));

        assertThat(ReportJson.render(Report.of(events))).isEqualTo(before);
    }

    @Test
    void costCountsEveryEndedTrialOnce() {
        Report report = Report.of(Campaigns.small().events());

        // 14 scored trials and a crash.
        assertThat(report.trials()).isEqualTo(15);
        assertThat(report.cost().samples()).isEqualTo(14 * 10_780 + 300);
        assertThat(report.cost().steps()).isEqualTo(14 * 340 + 10);
        assertThat(report.cost().seconds()).isCloseTo(14 * 1.25 + 0.5, within(1e-9));
    }

    @Test
    void phasesCountWhatHappenedInThem() {
        List<Report.PhaseSummary> phases = Report.of(Campaigns.small().events()).phases();

        assertThat(phases)
                .extracting(Report.PhaseSummary::phase)
                .containsExactly(Phase.BASELINE, Phase.SEARCH, Phase.CONFIRMATION);
        Report.PhaseSummary search = phases.get(1);
        assertThat(search.proposed()).isEqualTo(3);
        assertThat(search.trials()).isEqualTo(6);
        assertThat(List.of(search.kept(), search.discarded(), search.crashed(), search.refused()))
                .containsExactly(1, 1, 1, 1);
        assertThat(search.seconds()).isEqualTo(20);
    }

    @Test
    void unfinishedCampaignSaysSo() {
        Report report = Report.of(Campaigns.unfinished().events());

        assertThat(report.conclusion()).isEqualTo(Conclusion.UNCONFIRMED);
        assertThat(ReportMarkdown.render(report))
                .contains("This campaign is not finished.")
                .contains("flatters it until it is confirmed")
                .contains("./assay resume RUN");
        assertThat(json(report).get("finished").asBoolean()).isFalse();
        assertThat(json(report).get("finish_reason").isNull()).isTrue();
    }

    @Test
    void campaignWithoutAGainSaysThatNothingBeatTheBaseline() {
        Report report = Report.of(Campaigns.withoutGain().events());

        assertThat(report.conclusion()).isEqualTo(Conclusion.NO_GAIN);
        assertThat(ReportMarkdown.render(report)).contains("The baseline scored 0.8000; of 1 candidates none beat it.");
    }

    @Test
    void campaignOfCrashesHasTheirCauses() {
        Report report = Report.of(Campaigns.crashesOnly().events());

        assertThat(report.conclusion()).isEqualTo(Conclusion.BASELINE_CRASHED);
        assertThat(report.headline()).isEmpty();
        assertThat(ReportMarkdown.render(report))
                .contains("| c000 | 1 | `TRAINING_FAILED` | out of memory at round 3 |")
                .contains("| c000 | 2 | `NO_CLIENTS` | no client / node |");
    }

    @Test
    void gainThatDidNotHoldIsNotCalledConfirmed() {
        Report report = Report.of(Campaigns.unfinished()
                .confirmed(2, false, 0.001, -0.002)
                .stopRequested("interrupt")
                .finished("stopped")
                .events());

        assertThat(report.conclusion()).isEqualTo(Conclusion.NOT_CONFIRMED);
        assertThat(ReportMarkdown.render(report)).contains("**Not confirmed.**").contains("Stopped early: interrupt");
    }

    @Test
    void everyPrefixOfACampaignHasAReport() {
        List<CampaignEvent> events = Campaigns.small().events();
        for (int length = 1; length <= events.size(); length++) {
            Report report = Report.of(events.subList(0, length));

            assertThat(ReportMarkdown.render(report)).startsWith("# Campaign digits-1: digits\n");
            assertThat(json(report).get("format").asInt()).isEqualTo(1);
        }
    }

    @Test
    void eventsThatDoNotBeginWithTheStartAreNoCampaign() {
        assertThatThrownBy(() -> Report.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the start of a campaign");
    }

    @Test
    void programThatCannotBeReadDoesNotPreventTheReport() {
        List<CampaignEvent> events = Campaigns.small().events();
        CampaignEvent.CampaignStarted start = (CampaignEvent.CampaignStarted) events.get(0);
        List<CampaignEvent> changed = new ArrayList<>(events);
        changed.set(
                0,
                new CampaignEvent.CampaignStarted(
                        start.at(), start.campaignId(), 7, "", "rules of the future", start.fingerprint(), 16));

        Report report = Report.of(changed);

        assertThat(report.run().rules()).isEmpty();
        assertThat(report.headline().orElseThrow().onSearchSeeds()).isEmpty();
        assertThat(report.conclusion()).isEqualTo(Conclusion.CONFIRMED);
    }

    @Test
    void taskAndMetricAreThoseOfTheRecordedProfile() throws IOException {
        String profile = Files.readString(Path.of("../../profiles/digits/profile.md"));
        CampaignEvent.CampaignStarted start = new CampaignEvent.CampaignStarted(
                Instant.EPOCH, "d-1", 7, profile, "", new TreeMap<>(Map.of("task", "\"digits\"")), 16);

        RecordedTask task = RecordedTask.of(start);

        assertThat(task).isEqualTo(new RecordedTask("digits", "accuracy", Direction.MAXIMIZE, "10", "8"));
        assertThat(Report.of(List.of(start)).run().task()).isEqualTo("digits");
    }

    @Test
    void jsonIsTheGoldenOne() throws IOException {
        assertThat(ReportJson.render(Report.of(Campaigns.small().events()))).isEqualTo(golden("small.json"));
    }

    @Test
    void markdownIsTheGoldenOne() throws IOException {
        assertThat(ReportMarkdown.render(Report.of(Campaigns.small().events()))).isEqualTo(golden("small.md"));
    }

    @Test
    void numbersDoNotDependOnTheMachinesLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(ReportMarkdown.render(Report.of(Campaigns.small().events())))
                    .isEqualTo(golden("small.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void writesTheFourFiles(@TempDir Path folder) throws IOException {
        ReportFiles.write(ReportFiles.render(Report.of(History.started().events()), Optional.empty()), folder);

        assertThat(folder).isDirectoryContaining("glob:**report.md");
        assertThat(folder).isDirectoryContaining("glob:**report.json");
        assertThat(folder).isDirectoryContaining("glob:**progress.png");
        assertThat(folder).isDirectoryContaining("glob:**cost.png");
        assertThat(folder.toFile().list()).hasSize(4);
    }

    @Test
    void lastKeptCandidateIsTheIncumbentWhateverItsScore() {
        Report report = Report.of(Campaigns.unfinished()
                .compared(4, Verdict.KEEP, 0.82, 0.004, "cheaper seeds")
                .events());

        assertThat(report.headline().orElseThrow().incumbent()).isEqualTo(4);
    }

    private static JsonNode json(Report report) {
        return JsonMapper.builder().build().readTree(ReportJson.render(report));
    }

    private static String golden(String name) throws IOException {
        try (var in = ReportTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aSubCampaignTellsWhetherItsParentsHoldOutWasStillSealed() {
        Report opened = Report.of(subCampaign(true));

        assertThat(ReportMarkdown.render(opened))
                .contains("Sub-campaign `wider` of `x`", "The hold-out had been opened");
        assertThat(json(opened).get("lineage").get("hold_out_opened").asBoolean())
                .isTrue();
        assertThat(ReportMarkdown.render(Report.of(subCampaign(false))))
                .contains("Sub-campaign `wider` of `x`")
                .doesNotContain("The hold-out had been opened");
    }

    private static List<CampaignEvent> subCampaign(boolean opened) {
        List<CampaignEvent> events = new ArrayList<>(Campaigns.small().events());
        CampaignStarted start = (CampaignStarted) events.get(0);
        Lineage lineage = new Lineage("wider", "x", Digest.ofText("parent"), List.of("rounds is 2, was 1"), opened);
        events.set(
                0,
                new CampaignStarted(
                        start.at(),
                        start.campaignId(),
                        start.seed(),
                        start.profileText(),
                        start.programText(),
                        start.fingerprint(),
                        start.maxCandidates(),
                        Optional.of(lineage)));
        return events;
    }
}
