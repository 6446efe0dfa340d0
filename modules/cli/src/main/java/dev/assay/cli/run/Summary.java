package dev.assay.cli.run;

import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.report.HeadlineWords;
import dev.assay.ledger.report.HoldOutOpenings;
import dev.assay.ledger.report.Report;
import dev.assay.research.cost.Cost;
import dev.assay.research.label.WinLabel;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The end of a campaign on the terminal: the best candidates, the lift, the cost, where everything is. */
public final class Summary {
    private static final int BEST = 5;

    private Summary() {}

    public static void print(Report report, RunFolder run, PrintWriter out) {
        out.println();
        out.println("  candidate  score   gain over the incumbent      what it changes of the baseline");
        best(report).forEach(candidate -> out.println(row(candidate, report)));
        dearer(report).ifPresent(words -> out.println("  " + words));
        out.println();
        lift(report, out);
        report.run().lineage().ifPresent(lineage -> lineage(lineage, out));
        out.println("verdict   " + report.conclusion().words());
        HoldOutOpenings.words(report).forEach(opening -> out.println("hold-out  opened " + opening));
        worth(report).forEach(out::println);
        controls(report).ifPresent(words -> out.println("controls  " + words));
        out.println("cost      " + cost(report));
        out.println("report    " + run.report());
        out.println("plot      " + run.plot());
        out.println("table     " + run.results());
        out.println("ledger    " + run.journal().where());
        out.flush();
    }

    private static void lineage(Lineage lineage, PrintWriter out) {
        out.println("label     " + lineage.label() + ": scores do not compare with those of " + lineage.parentId()
                + ", where " + String.join("; ", lineage.differences()));
        if (lineage.holdOutOpened()) {
            out.println("hold-out  " + HoldOutOpenings.OF_PARENT);
        }
    }

    private static void lift(Report report, PrintWriter out) {
        Optional<CampaignConfirmed> confirmation = report.headline().flatMap(Report.Headline::confirmation);
        if (confirmation.isEmpty()) {
            out.println("lift      " + HeadlineWords.of(report));
            return;
        }
        CampaignConfirmed confirmed = confirmation.get();
        out.println("lift      " + interval(confirmed.selection()) + "  " + Candidate.name(confirmed.candidate())
                + " over the baseline, on " + confirmed.selection().pairs() + " fresh seeds");
        out.println("hold-out  " + interval(confirmed.holdOut()));
    }

    /** The winner's word and the sentence that decided; and where an arm had less than the agent, that the word is weaker. */
    static List<String> worth(Report report) {
        return report.winnersLabel().stream()
                .flatMap(label -> Stream.concat(
                        Stream.of("label     " + label.kind().word() + ": "
                                + label.reasons().get(0)),
                        label.kind() == WinLabel.Kind.ARTIFACT ? Stream.empty() : fewer(report).stream()))
                .toList();
    }

    private static Optional<String> fewer(Report report) {
        int agent = report.arms().stream()
                .filter(arm -> !arm.arm().isControl())
                .mapToInt(Report.ArmSummary::candidates)
                .sum();
        List<String> arms = report.arms().stream()
                .filter(arm -> arm.arm().isControl() && arm.candidates() < agent)
                .map(arm -> arm.arm().words() + " had " + arm.candidates())
                .toList();
        return arms.isEmpty()
                ? Optional.empty()
                : Optional.of("caveat    " + String.join(" and ", arms) + " candidates, the agent " + agent
                        + ": with as many more might be reached");
    }

    /** The best of every arm beside the agent's; empty without control arms. */
    private static Optional<String> controls(Report report) {
        if (report.arms().stream().noneMatch(arm -> arm.arm().isControl())) {
            return Optional.empty();
        }
        return Optional.of(report.arms().stream()
                .map(arm -> (arm.arm().isControl() ? arm.arm().words() : "agent") + " "
                        + arm.overBaseline()
                                .map(gain -> String.format(Locale.ROOT, "%+.4f", gain.meanGain()))
                                .orElse("no gain")
                        + " of " + arm.candidates())
                .collect(Collectors.joining(", ", "", " candidates")));
    }

    /** What is left out above, because its score was paid for; empty where nothing is. */
    private static Optional<String> dearer(Report report) {
        List<CandidateRecord> dearer = report.candidates().stream()
                .filter(candidate -> candidate.status() == Status.KEEP || candidate.status() == Status.DISCARD)
                .filter(candidate -> !report.hasEqualCost(candidate))
                .sorted(report.bestFirst())
                .toList();
        return dearer.stream()
                .findFirst()
                .map(best -> String.format(
                        Locale.ROOT,
                        "not ranked: %d that spent more than the baseline, the best %s %.4f with %s",
                        dearer.size(),
                        best.candidate().name(),
                        score(best),
                        String.join(
                                ", ", report.relativeCost(best).orElseThrow().excess())));
    }

    /** The best scores at equal cost, and the baseline in any case. */
    private static List<CandidateRecord> best(Report report) {
        List<CandidateRecord> reviewed = report.candidates().stream()
                .filter(candidate -> candidate.status() == Status.KEEP || candidate.status() == Status.DISCARD)
                .filter(report::hasEqualCost)
                .sorted(report.bestFirst())
                .toList();
        return reviewed.stream()
                .filter(candidate -> reviewed.indexOf(candidate) < BEST
                        || candidate.candidate().number() == 0)
                .toList();
    }

    private static String row(CandidateRecord record, Report report) {
        Recipe baseline = report.candidates().get(0).candidate().recipe();
        return String.format(
                Locale.ROOT,
                "  %-4s %-5s %-7s %-28s %s",
                record.candidate().name(),
                record.status() == Status.KEEP ? "keep" : "",
                String.format(Locale.ROOT, "%.4f", score(record)),
                record.review()
                        .flatMap(review -> review.comparison())
                        .map(Summary::interval)
                        .orElse(""),
                record.candidate().number() == 0
                        ? "(baseline)"
                        : record.candidate().recipe().changesFrom(baseline));
    }

    private static double score(CandidateRecord record) {
        return record.score().orElse(0);
    }

    private static String interval(Comparison gain) {
        return String.format(Locale.ROOT, "%+.4f [%+.4f, %+.4f]", gain.meanGain(), gain.lower(), gain.upper());
    }

    private static String cost(Report report) {
        Cost cost = report.cost();
        return String.format(
                Locale.ROOT,
                "%d trials, %,d optimizer steps, %,d samples, %.1f MB up and down, %.1f s of trials",
                report.trials(),
                cost.steps(),
                cost.samples(),
                (cost.bytesUp() + cost.bytesDown()) / 1e6,
                cost.seconds());
    }
}
