package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.results.ResultTable;
import dev.assay.research.cost.Cost;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code report.md}, for people. */
public final class ReportMarkdown {
    private static final int BEST = 10;

    private final StringBuilder text = new StringBuilder();
    private final Report report;

    private ReportMarkdown(Report report) {
        this.report = report;
    }

    /** The report as Markdown. */
    public static String render(Report report) {
        return new ReportMarkdown(report).render();
    }

    private String render() {
        line("# Campaign " + inline(report.run().campaignId()) + ": "
                + inline(report.run().task()));
        headline();
        line("![Scores over candidates](" + ReportFiles.PLOT + ")");
        best();
        noise();
        decisions();
        phases();
        crashes();
        refusals();
        cost();
        whatWasRun();
        again();
        return text.toString();
    }

    private void headline() {
        report.run().lineage().ifPresent(this::lineage);
        if (!report.ending().finished()) {
            line("**This campaign is not finished.** The report holds what is known so far.");
        }
        line("**" + sentenceCase(report.conclusion().words()) + ".** " + HeadlineWords.of(report));
        report.headline().flatMap(Report.Headline::confirmation).ifPresent(this::confirmation);
        if (report.ending().finished()) {
            line("Ended: " + inline(report.ending().reason()));
        }
        report.ending().stopCause().ifPresent(cause -> line("Stopped early: " + inline(cause)));
    }

    private void lineage(Lineage lineage) {
        line("**Sub-campaign " + code(lineage.label()) + " of " + code(lineage.parentId())
                + ". Its scores do not compare with that campaign's**, whose fingerprint "
                + code(lineage.parentFingerprint().brief()) + " differs:");
        lineage.differences().forEach(difference -> item(inline(difference)));
        line("");
    }

    private void confirmation(CampaignConfirmed confirmed) {
        row("confirmation of " + name(confirmed.candidate()), "gain over the baseline", "interval", "pairs");
        row("---", "--:", ":-:", "--:");
        row(
                "selection split, fresh seeds",
                Numbers.gain(confirmed.selection().meanGain()),
                Numbers.interval(confirmed.selection()),
                String.valueOf(confirmed.selection().pairs()));
        row(
                "hold-out, fresh seeds",
                Numbers.gain(confirmed.holdOut().meanGain()),
                Numbers.interval(confirmed.holdOut()),
                String.valueOf(confirmed.holdOut().pairs()));
        line("");
        line("The intervals are over seeds, for these rows, each comparison by itself.");
    }

    /** The baseline for comparison, then the best by score; kept ones come first on a tie. */
    private void best() {
        line("## Best candidates");
        Stream<CandidateRecord> scored = report.candidates().stream()
                .filter(c -> c.candidate().number() != 0)
                .filter(c -> c.status() == Status.KEEP || c.status() == Status.DISCARD)
                .sorted(Comparator.comparing((CandidateRecord c) -> -c.score().orElse(0))
                        .thenComparing(CandidateRecord::status)
                        .thenComparing(c -> c.candidate().number()))
                .limit(BEST);
        List<CandidateRecord> rows = Stream.concat(
                        report.candidates().stream().filter(c -> c.candidate().number() == 0), scored)
                .toList();
        if (rows.isEmpty()) {
            line("No candidate yet.");
            return;
        }
        row(
                "candidate",
                "status",
                "score",
                "gain over incumbent",
                "interval",
                "sample passes",
                "steps",
                "MB",
                "s",
                "what");
        row("---", "---", "--:", "--:", ":-:", "--:", "--:", "--:", "--:", "---");
        rows.forEach(this::bestRow);
        line("");
        line("Score: mean on the selection split (" + inline(report.run().metric()) + ") over the seeds of the review."
                + " Gain and interval: against the incumbent of that moment, on the same seeds. Cost: over all trials of the"
                + " candidate; samples are rows that went forward and backward.");
    }

    private void bestRow(CandidateRecord result) {
        Cost cost = result.cost();
        var comparison = result.review().flatMap(CandidateReviewed::comparison);
        row(
                result.candidate().name(),
                result.status().word(),
                Numbers.score(result.score()),
                comparison.map(c -> Numbers.gain(c.meanGain())).orElse("-"),
                comparison.map(Numbers::interval).orElse("-"),
                Numbers.count(cost.samples()),
                Numbers.count(cost.steps()),
                Numbers.megabytes(cost.bytesDown() + cost.bytesUp()),
                Numbers.seconds(cost.seconds()),
                result.candidate().number() == 0 ? "the baseline" : changes(result));
    }

    private void noise() {
        line("## Noise");
        line(report.noise()
                .map(n -> "The baseline's score over " + n.seeds() + " seeds: mean " + Numbers.score(n.mean())
                        + ", standard deviation " + Numbers.score(n.deviation()) + ", from " + Numbers.score(n.min())
                        + " to " + Numbers.score(n.max()) + ".")
                .orElse("Not measured yet: the baseline has fewer than two scored seeds."));
    }

    private void decisions() {
        line("## Decisions");
        List<Report.Decision> kept = report.decisions().stream()
                .filter(d -> d.verdict() == Verdict.KEEP)
                .toList();
        if (report.decisions().isEmpty()) {
            line("No candidate was reviewed yet.");
            return;
        }
        for (Report.Decision decision : kept) {
            item("**" + name(decision.candidate()) + " kept**, score " + Numbers.score(decision.score())
                    + decision.comparison()
                            .map(c -> ", gain over the incumbent " + Numbers.gain(c))
                            .orElse("")
                    + ": " + inline(decision.reason()));
        }
        long discarded = report.decisions().stream()
                .filter(d -> d.verdict() == Verdict.DISCARD)
                .count();
        line("");
        line("Discarded: " + discarded + "; each with its numbers in `" + ReportFiles.JSON + "` and `"
                + ResultTable.FILE_NAME + "`.");
    }

    private void phases() {
        line("## Phases");
        if (report.phases().isEmpty()) {
            line("The campaign has not entered its first phase.");
            return;
        }
        row("phase", "time", "candidates", "trials", "kept", "discarded", "crashed", "refused", "entered because");
        row("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "---");
        for (Report.PhaseSummary phase : report.phases()) {
            row(
                    phase.phase().name().toLowerCase(Locale.ROOT),
                    Numbers.duration(phase.seconds()),
                    String.valueOf(phase.proposed()),
                    String.valueOf(phase.trials()),
                    String.valueOf(phase.kept()),
                    String.valueOf(phase.discarded()),
                    String.valueOf(phase.crashed()),
                    String.valueOf(phase.refused()),
                    inline(phase.reason()));
        }
        line("");
    }

    private void crashes() {
        line("## Crashes");
        if (report.crashes().isEmpty()) {
            line("None.");
            return;
        }
        row("candidate", "seed", "cause", "message");
        row("---", "--:", "---", "---");
        for (Report.Crash crash : report.crashes()) {
            row(name(crash.candidate()), String.valueOf(crash.seed()), code(crash.code()), inline(crash.message()));
        }
        line("");
    }

    private void refusals() {
        line("## Refused proposals");
        if (report.refusals().isEmpty()) {
            line("None.");
            return;
        }
        for (Report.Refusal refusal : report.refusals()) {
            item(inline(refusal.source()) + ": " + inline(String.join("; ", refusal.violations())));
        }
        line("");
    }

    private void cost() {
        Cost cost = report.cost();
        line("## Cost");
        line(Numbers.count(report.trials()) + " trials: " + Numbers.count(cost.samples()) + " samples, "
                + Numbers.count(cost.steps()) + " optimizer steps, " + Numbers.megabytes(cost.bytesDown())
                + " MB to the sites and " + Numbers.megabytes(cost.bytesUp()) + " MB from them, "
                + Numbers.duration(cost.seconds()) + " of trial time, in "
                + Numbers.duration(
                        Duration.between(report.run().startedAt(), report.run().lastEventAt())
                                        .toMillis()
                                / 1e3)
                + " from the first event to the last (stops included).");
        line("Hold-out: "
                + report.holdOutOpened().map(at -> "opened at " + at + ".").orElse("never opened."));
        if (!report.holdOutOpenings().isEmpty()) {
            line("## Openings of the hold-out");
            HoldOutOpenings.words(report).forEach(words -> item(inline(words)));
            line("");
        }
    }

    private void whatWasRun() {
        Report.Run run = report.run();
        line("## What was run");
        item("Task " + code(run.task()) + ", metric " + code(run.metric()) + ", seed " + run.seed() + ", at most "
                + run.maxCandidates() + " candidates after the baseline.");
        item("Fingerprint " + code(run.fingerprintDigest())
                + ": only scores of campaigns with this fingerprint compare.");
        run.rules().forEach(rule -> item(inline(rule)));
        line("");
        row("fingerprint", "value");
        row("---", "---");
        run.fingerprint().forEach((name, value) -> row(inline(name), inline(value)));
        line("");
    }

    private void again() {
        Report.Run run = report.run();
        line("## Again");
        line("With RUN for this folder:");
        line("```");
        raw("./assay simulate " + run.task() + " --seed " + run.seed() + " --max-candidates " + run.maxCandidates()
                + "   # the same campaign from the start");
        if (!report.ending().finished()) {
            raw("./assay resume RUN   # go on where this one is");
        }
        raw("./assay ledger events RUN   # every event behind this report");
        line("```");
    }

    private String changes(CandidateRecord result) {
        return report.candidate(result.candidate().parent())
                .map(parent -> parent.candidate().name() + " with "
                        + code(result.candidate()
                                .recipe()
                                .changesFrom(parent.candidate().recipe())))
                .orElse(inline(result.candidate().hypothesis()));
    }

    private String name(int candidate) {
        return report.candidate(candidate)
                .map(result -> result.candidate().name())
                .orElse(String.valueOf(candidate));
    }

    private void row(String... cells) {
        raw("| " + String.join(" | ", cells) + " |");
    }

    private void item(String words) {
        raw("- " + words);
    }

    private void line(String words) {
        raw(words);
        if (!words.isEmpty() && !words.startsWith("```")) {
            raw("");
        }
    }

    private void raw(String words) {
        text.append(words).append('\n');
    }

    private static String code(String words) {
        return "`" + inline(words).replace("`", "'") + "`";
    }

    /** Text of others on one line, without what would end a table cell or start markup. */
    private static String inline(String words) {
        return words.replaceAll("[\\p{Cntrl}\\s]+", " ")
                .replace("|", "/")
                .replace("<", "&lt;")
                .strip();
    }

    private static String sentenceCase(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
