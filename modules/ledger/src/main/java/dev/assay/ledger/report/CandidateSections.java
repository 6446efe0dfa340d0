package dev.assay.ledger.report;

import static dev.assay.ledger.report.Markdown.code;
import static dev.assay.ledger.report.Markdown.inline;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import dev.assay.research.cost.Cost;
import dev.assay.research.cost.MeanCost;
import dev.assay.research.cost.RelativeCost;
import dev.assay.research.program.Arm;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The parts of {@code report.md} that hold candidates against each other: ranks at equal cost, labels, control arms. */
final class CandidateSections {
    private static final int BEST = 10;

    private final Report report;
    private final Markdown page;

    CandidateSections(Report report, Markdown page) {
        this.report = report;
        this.page = page;
    }

    /** The baseline for comparison, then the best by score; kept ones come first on a tie. */
    void best() {
        page.line("## Best candidates");
        List<CandidateRecord> rows =
                Stream.concat(baseline(), ranked(report::hasEqualCost)).toList();
        if (rows.isEmpty()) {
            page.line("No candidate yet.");
            return;
        }
        table(rows);
        page.line("Score: mean on the selection split (" + inline(report.run().metric()) + ", "
                + (report.run().direction() == Direction.MAXIMIZE ? "more" : "less")
                + " is better) over the seeds of the review. Gain and interval: against the incumbent of that moment, on the"
                + " same seeds; above 0 is better. The rest is what one trial spends, the mean over the candidate's trials of"
                + " the search; sample passes are rows that went forward and backward. Ranked are candidates at equal cost: no"
                + " more than " + Numbers.percent(RelativeCost.TOLERANCE)
                + " above the baseline's sample passes, steps and bytes.");
        List<CandidateRecord> dearer =
                ranked(candidate -> !report.hasEqualCost(candidate)).toList();
        if (!dearer.isEmpty()) {
            page.line("### Spent more than the baseline");
            table(dearer);
            page.line("Their scores do not rank beside those above: each was paid for, as its last column says.");
        }
        page.line("![Scores against cost](" + ReportFiles.COST_PLOT + ")");
    }

    private Stream<CandidateRecord> baseline() {
        return report.candidates().stream().filter(c -> c.candidate().number() == 0);
    }

    private Stream<CandidateRecord> ranked(Predicate<CandidateRecord> which) {
        return report.candidates().stream()
                .filter(c -> c.candidate().number() != 0)
                .filter(c -> c.status() == Status.KEEP || c.status() == Status.DISCARD)
                .filter(which)
                .sorted(report.bestFirst()
                        .thenComparing(CandidateRecord::status)
                        .thenComparing(c -> c.candidate().number()))
                .limit(BEST);
    }

    private void table(List<CandidateRecord> rows) {
        page.row(
                "candidate",
                "status",
                "score",
                "gain over incumbent",
                "interval",
                "sample passes",
                "steps",
                "MB down",
                "MB up",
                "s",
                "what");
        page.row("---", "---", "--:", "--:", ":-:", "--:", "--:", "--:", "--:", "--:", "---");
        rows.forEach(this::candidate);
        page.line("");
    }

    private void candidate(CandidateRecord result) {
        var comparison = result.review().flatMap(CandidateReviewed::comparison);
        Optional<MeanCost> cost = result.costPerTrial();
        List<String> excess =
                report.relativeCost(result).map(RelativeCost::excess).orElse(List.of());
        page.row(
                result.candidate().name(),
                result.status().word() + label(result).map(word -> ", " + word).orElse(""),
                Numbers.score(result.score()),
                comparison.map(c -> Numbers.gain(c.meanGain())).orElse("-"),
                comparison.map(Numbers::interval).orElse("-"),
                cost.map(c -> Numbers.count(Math.round(c.samples()))).orElse("-"),
                cost.map(c -> Numbers.count(Math.round(c.steps()))).orElse("-"),
                cost.map(c -> Numbers.megabytes(Math.round(c.bytesDown()))).orElse("-"),
                cost.map(c -> Numbers.megabytes(Math.round(c.bytesUp()))).orElse("-"),
                cost.map(c -> Numbers.seconds(c.seconds())).orElse("-"),
                (result.candidate().number() == 0 ? "the baseline" : changes(result))
                        + (excess.isEmpty() ? "" : "; " + String.join(", ", excess)));
    }

    private Optional<String> label(CandidateRecord result) {
        return Optional.ofNullable(report.labels().get(result.candidate().number()))
                .map(label -> label.kind().word());
    }

    private String changes(CandidateRecord result) {
        return report.candidate(result.candidate().parent())
                .map(parent -> parent.candidate().name() + " with "
                        + code(result.candidate()
                                .recipe()
                                .changesFrom(parent.candidate().recipe())))
                .orElse(inline(result.candidate().hypothesis()));
    }

    /** Every win's label with its reasons, and how labels are given. */
    void labels() {
        page.line("## What the wins are worth");
        if (report.labels().isEmpty()) {
            page.line("There is no win.");
            return;
        }
        report.labels()
                .forEach((number, label) -> page.item("**" + Candidate.name(number) + ": "
                        + label.kind().word() + ".** "
                        + inline(String.join(" ", label.reasons()))));
        page.line("");
        page.line(
                "A win is an *artifact* when the confirmation does not carry its gain or failed, when its trials spend more than the"
                        + " baseline's, or when random search did no worse; otherwise *tuning* when only numbers are changed that the"
                        + " baseline has, or when scalar tuning reached it as well; otherwise a *mechanism*. \"As well\": the keep rule's"
                        + " interval of the win's gain over the arm's best candidate, on the same seeds, is not above 0."
                        + " Structure, all that is not a number, is the server rule with its bias correction, the weighting of the"
                        + " sites, the architecture, the way of counting local work, and each term or schedule that can be off.");
        if (report.labels().values().stream().anyMatch(label -> !label.controlled())) {
            page.line(
                    "Not every control arm has a judged candidate: a label without them rests on what was changed alone.");
        }
    }

    /** What each arm had and what it came to. */
    void arms() {
        page.line("## Control arms");
        if (report.arms().stream().noneMatch(arm -> arm.arm().isControl())) {
            page.line("The program asks for none.");
            return;
        }
        page.row("arm", "candidates", "trials", "sample passes", "best", "score", "gain over the baseline", "interval");
        page.row("---", "--:", "--:", "--:", "---", "--:", "--:", ":-:");
        report.arms().forEach(this::arm);
        page.line("");
        page.line(
                "Every arm starts from the baseline, on the same seeds, with the same racing, keep rule and cost caps; none"
                        + " learns from another, and only the agent's candidates can win. Gain: on the seeds of the search, which chose"
                        + " the best ones, so it flatters every arm. The trials of the baseline and the confirmation are in none.");
    }

    private void arm(Report.ArmSummary arm) {
        Cost cost = arm.cost();
        page.row(
                arm.arm() == Arm.AGENT ? "agent" : arm.arm().words(),
                String.valueOf(arm.candidates()),
                String.valueOf(arm.trials()),
                Numbers.count(cost.samples()),
                arm.best() == 0 ? "none beats the baseline" : Candidate.name(arm.best()),
                report.candidate(arm.best())
                        .map(best -> Numbers.score(best.score()))
                        .orElse("-"),
                arm.overBaseline().map(c -> Numbers.gain(c.meanGain())).orElse("-"),
                arm.overBaseline().map(Numbers::interval).orElse("-"));
    }

    /** What the final winner is worth; nothing while there is no winner. */
    void winner() {
        report.winnersLabel()
                .ifPresent(label -> page.line("What the win is worth: **"
                        + label.kind().word() + "**. " + inline(String.join(" ", label.reasons()))));
    }
}
