package dev.assay.ledger.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.History;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.ledger.report.Report.ArmSummary;
import dev.assay.ledger.report.Report.Conclusion;
import dev.assay.ledger.results.ResultTable;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.research.cost.Cost;
import dev.assay.research.label.WinLabel;
import dev.assay.research.label.WinLabel.Kind;
import dev.assay.research.program.Arm;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A campaign with control arms, labels and a win that was bought. */
class ControlledReportTest {
    private final Report report = Report.of(Campaigns.controlled(1).events());

    @Test
    void armsShowWhatEachHadAndReachedAtEqualCost() {
        assertThat(report.arms()).extracting(ArmSummary::arm).containsExactly(Arm.AGENT, Arm.RANDOM, Arm.SCALAR);
        assertThat(report.arms()).extracting(ArmSummary::candidates).containsExactly(3, 2, 2);
        assertThat(report.arms()).extracting(ArmSummary::trials).containsExactly(9, 6, 5);
        // c004 scored 0.95, with twice the bytes: it is not what random search reached at equal cost.
        assertThat(report.arms()).extracting(ArmSummary::best).containsExactly(3, 5, 7);
        assertThat(report.arms().get(1).overBaseline().orElseThrow().meanGain()).isCloseTo(0.01, within(1e-12));
        assertThat(report.arms().get(2).cost().steps()).isEqualTo(5 * 340);
    }

    @Test
    void controlsNeverCountAsWinsOrDecisions() {
        assertThat(report.headline().orElseThrow().incumbent()).isEqualTo(3);
        assertThat(report.decisions()).extracting(Report.Decision::candidate).containsExactly(0, 1, 2, 3);
        assertThat(report.labels().keySet()).containsExactly(1, 2, 3);
        assertThat(report.candidates())
                .filteredOn(c -> c.candidate().arm().isControl())
                .hasSize(4)
                .allMatch(c -> c.status() == Status.CONTROL);
        assertThat(ResultTable.of(CampaignState.of(Campaigns.controlled(1).events())).rows().stream()
                        .map(row -> row.status().word()))
                .containsExactly("keep", "keep", "keep", "keep", "control", "control", "control", "control");
    }

    @Test
    void everyWinHasItsLabelAndWhy() {
        assertThat(report.labels().get(1).kind()).isEqualTo(Kind.TUNING);
        assertThat(report.labels().get(2).kind()).isEqualTo(Kind.MECHANISM);
        assertThat(report.labels().get(3).kind()).isEqualTo(Kind.ARTIFACT);
        assertThat(report.labels().get(2).reasons())
                .anySatisfy(reason -> assertThat(reason).contains("Scalar tuning reached +0.0250 with c007"))
                .anySatisfy(reason -> assertThat(reason).contains("Random search reached +0.0100 with c005"))
                .contains(
                        "Random search had 2 candidates, 1 of them judged with all seeds at equal cost, and the agent 3:"
                                + " with as many it might reach more.")
                .contains(
                        "Scalar tuning had 2 candidates, 1 of them judged with all seeds at equal cost, and the agent 3:"
                                + " with as many it might reach more.");
        assertThat(report.winnersLabel().map(WinLabel::reasons).orElseThrow())
                .containsExactly("The gain is bought: a trial spends 2.00 times the baseline's bytes.");
    }

    @Test
    void labelsOfARunningCampaignSayThatTheControlsAreToCome() {
        List<CampaignEvent> events = Campaigns.controlled(1).events();
        int controls = 0;
        while (!(events.get(controls) instanceof CampaignEvent.CandidateProposed proposed
                && proposed.candidate().number() == 3)) {
            controls++;
        }

        Report early = Report.of(events.subList(0, controls));

        assertThat(early.labels().get(2).kind()).isEqualTo(Kind.MECHANISM);
        assertThat(early.labels().get(2).controlled()).isFalse();
        assertThat(ReportMarkdown.render(early)).contains("a label without them rests on what was changed alone");
    }

    @Test
    void armThatJudgedNothingIsNoEvidence() {
        Report nothing = Report.of(Campaigns.structuralWin()
                .phase(Phase.CONTROLS, "the cap of candidates is reached")
                .proposed(2, 0, TestingRecipes.ALL.get(2), Arm.SCALAR)
                .crashed(2, 1, FailureCode.DIVERGED, "not finite")
                .reviewed(2, Verdict.CRASH, 0, "diverged")
                .proposed(3, 0, TestingRecipes.ALL.get(3), Arm.SCALAR)
                .scored(3, 0.30, 0.31)
                .compared(3, Verdict.DISCARD, 0.305, -0.5, "hopeless")
                .spending(new Cost(10_780, 340, 5_000_000, 5_000_000, 2))
                .proposed(4, 0, TestingRecipes.scaffold(4), Arm.RANDOM)
                .scored(4, 0.95, 0.96, 0.94)
                .compared(4, Verdict.KEEP, 0.95, 0.15, "best of random search so far")
                .events());

        WinLabel label = nothing.labels().get(1);
        assertThat(label.controlled()).isFalse();
        assertThat(label.reasons())
                .noneMatch(reason -> reason.contains("found nothing better"))
                .anyMatch(reason -> reason.contains("scalar tuning has no judged candidate"))
                .anyMatch(reason -> reason.contains("Random search has no judged candidate"));
    }

    @Test
    void whatSpentMoreIsShownApart() {
        String text = ReportMarkdown.render(report);
        int apart = text.indexOf("### Spent more than the baseline");

        assertThat(text.indexOf("| c002 | keep, mechanism |")).isPositive().isLessThan(apart);
        assertThat(text.indexOf("| c003 | keep, artifact |")).isGreaterThan(apart);
        assertThat(text).contains("2.00 times the baseline's bytes |").contains("(cost.png)");
        assertThat(ReportMarkdown.render(Report.of(Campaigns.small().events())))
                .doesNotContain("### Spent more than the baseline");
    }

    @Test
    void verdictIsSaidInTheSameWordsEverywhere() {
        List<CampaignEvent> events = Campaigns.controlled(1).events();
        Report before = Report.of(events.subList(0, events.size() - 2));
        Report failed = Report.of(Campaigns.unfinished()
                .confirmed(2, false, 0.001, -0.002)
                .finished("the confirmation is done")
                .events());

        assertThat(ReportMarkdown.render(report)).contains("**Confirmed.**").contains("Verdict: confirmed.");
        assertThat(json(report).at("/headline/confirmation/verdict").asString()).isEqualTo("confirmed");
        assertThat(ReportMarkdown.render(failed)).contains("**Not confirmed.**").contains("Verdict: not confirmed.");
        assertThat(json(failed).at("/headline/confirmation/verdict").asString()).isEqualTo("not confirmed");
        assertThat(before.conclusion()).isEqualTo(Conclusion.UNCONFIRMED);
        assertThat(Conclusion.UNCONFIRMED.words()).doesNotContain("confirmed");
    }

    @Test
    void confirmationThatNeverCameToANumberConfirmsNothing() {
        List<CampaignEvent> events = Campaigns.controlled(1).events();
        CampaignEvent finished = new CampaignEvent.CampaignFinished(
                events.get(0).at(), "not confirmed, a confirmation trial failed: QUORUM_MISSED");
        List<CampaignEvent> cut = new java.util.ArrayList<>(events.subList(0, events.size() - 2));
        cut.add(finished);

        Report report = Report.of(cut);
        assertThat(report.conclusion()).isEqualTo(Conclusion.NOT_CONFIRMED);
        assertThat(report.winnersLabel().orElseThrow().kind()).isEqualTo(Kind.ARTIFACT);
        assertThat(report.winnersLabel().orElseThrow().reasons())
                .containsExactly("The gain is not shown to hold: the confirmation failed, the campaign ended before its"
                        + " verdict.");
    }

    @Test
    void mechanismWhoseConfirmationFailedIsAnArtifactWithTheFailureAsReason() {
        History history = Campaigns.structuralWin();
        assertThat(Report.of(history.events()).winnersLabel().orElseThrow().kind())
                .isEqualTo(Kind.MECHANISM);

        Report failed = Report.of(history.phase(Phase.CONFIRMATION, "the search is over")
                .holdOutOpened(0, 1)
                .confirming(0, 0.80, 0.81, 0.79)
                .crashed(1, 101, FailureCode.QUORUM_MISSED, "3 of 5 sites")
                .finished("not confirmed, a confirmation trial failed")
                .events());

        assertThat(failed.conclusion()).isEqualTo(Conclusion.NOT_CONFIRMED);
        assertThat(failed.winnersLabel().orElseThrow().kind()).isEqualTo(Kind.ARTIFACT);
        assertThat(failed.winnersLabel().orElseThrow().reasons())
                .singleElement()
                .asString()
                .contains("QUORUM_MISSED: 3 of 5 sites");
    }

    @Test
    void jsonHasArmsLabelsAndRelativeCosts() {
        JsonNode root = json(report);

        assertThat(root.get("direction").asString()).isEqualTo("maximize");
        assertThat(root.at("/arms/1/arm").asString()).isEqualTo("random");
        assertThat(root.at("/arms/1/best").asInt()).isEqualTo(5);
        assertThat(root.at("/headline/label/kind").asString()).isEqualTo("artifact");
        assertThat(root.at("/candidates/3/relative_cost/bytes").asDouble()).isEqualTo(2);
        assertThat(root.at("/candidates/3/equal_cost").asBoolean()).isFalse();
        assertThat(root.at("/candidates/2/equal_cost").asBoolean()).isTrue();
        assertThat(root.at("/candidates/2/label/kind").asString()).isEqualTo("mechanism");
        assertThat(root.at("/candidates/2/cost_per_trial/steps").asDouble()).isEqualTo(340);
        assertThat(root.at("/candidates/4/arm").asString()).isEqualTo("random");
        assertThat(root.at("/candidates/4/label").isNull()).isTrue();
    }

    @Test
    void minimizedMetricHasTheSameGainsLabelsAndOrder() {
        Report less = Report.of(Campaigns.controlled(-1).events(), Direction.MINIMIZE);

        assertThat(less.headline().orElseThrow().gain())
                .isEqualTo(report.headline().orElseThrow().gain());
        assertThat(less.headline().orElseThrow().onSearchSeeds())
                .isEqualTo(report.headline().orElseThrow().onSearchSeeds());
        assertThat(less.labels()).isEqualTo(report.labels());
        assertThat(less.arms()).isEqualTo(report.arms());
        assertThat(less.candidates().stream()
                        .sorted(less.bestFirst())
                        .map(c -> c.candidate().name()))
                .containsExactlyElementsOf(report.candidates().stream()
                        .sorted(report.bestFirst())
                        .map(c -> c.candidate().name())
                        .toList());
        assertThat(ReportMarkdown.render(less)).contains("less is better").contains("| -0.8800 |");
        ScoreRange range = ScoreRange.of(less);
        assertThat(range.isBeyond(-0.305)).isTrue();
        assertThat(range.isBeyond(-0.95)).isFalse();
        assertThat(range.edge()).isCloseTo(-ScoreRange.of(report).edge(), within(1e-12));
    }

    @Test
    void bothPicturesShowTheArms() throws IOException {
        for (byte[] png : List.of(ProgressPlot.png(report), CostPlot.png(report))) {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            Set<Integer> colours = new HashSet<>();
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    colours.add(image.getRGB(x, y));
                }
            }
            assertThat(image.getWidth()).isEqualTo(Picture.WIDTH);
            for (Color colour : List.of(ChartStyle.KEPT, ChartStyle.RANDOM, ChartStyle.SCALAR)) {
                assertThat(colours).contains(colour.getRGB());
            }
        }
    }

    @Test
    void costPictureOfEveryPrefixCanBeDrawn() throws IOException {
        List<CampaignEvent> events = Campaigns.controlled(1).events();
        for (int length = 1; length <= events.size(); length += 9) {
            byte[] png = CostPlot.png(Report.of(events.subList(0, length)));

            assertThat(ImageIO.read(new ByteArrayInputStream(png))).isNotNull();
        }
    }

    @Test
    void commandThatStartsTheCampaignAgainIsShownWhereItIsKnown() {
        assertThat(ReportMarkdown.render(report, Optional.of("./assay simulate heart --set a=b")))
                .contains("With RUN for this folder:")
                .contains("\n./assay simulate heart --set a=b   # the same campaign from the start\n");
        assertThat(ReportMarkdown.render(report)).doesNotContain("./assay simulate");
    }

    @Test
    void markdownIsTheGoldenOne() throws IOException {
        try (var in = ControlledReportTest.class.getResourceAsStream("controlled.md")) {
            assertThat(ReportMarkdown.render(report)).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static JsonNode json(Report report) {
        return JsonMapper.builder().build().readTree(ReportJson.render(report));
    }
}
