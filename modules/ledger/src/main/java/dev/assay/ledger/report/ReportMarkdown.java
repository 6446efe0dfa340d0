package dev.assay.ledger.report;

import static dev.assay.ledger.report.Markdown.code;
import static dev.assay.ledger.report.Markdown.inline;

import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.results.ResultTable;
import dev.assay.research.cost.Cost;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code report.md}, for people. */
public final class ReportMarkdown {
    private final Markdown page = new Markdown();
    private final Report report;
    private final Optional<String> restart;
    private final CandidateSections candidates;

    private ReportMarkdown(Report report, Optional<String> restart) {
        this.report = report;
        this.restart = restart;
        this.candidates = new CandidateSections(report, page);
    }

    /**
     * The report as Markdown.
     *
     * @param restart the command that starts the same campaign again, with PARENT for its parent's run folder where it has a
     *     parent; empty when none would
     */
    public static String render(Report report, Optional<String> restart) {
        return new ReportMarkdown(report, restart).render();
    }

    /** The same where no command is known. */
    static String render(Report report) {
        return render(report, Optional.empty());
    }

    private String render() {
        page.line("# Campaign " + inline(report.run().campaignId()) + ": "
                + inline(report.run().task()));
        headline();
        page.line("![Scores over candidates](" + ReportFiles.PLOT + ")");
        candidates.best();
        candidates.labels();
        candidates.arms();
        noise();
        decisions();
        phases();
        crashes();
        refusals();
        sites();
        cost();
        whatWasRun();
        again();
        return page.text();
    }

    private void headline() {
        report.run().lineage().ifPresent(this::lineage);
        if (!report.ending().finished()) {
            page.line("**This campaign is not finished.** The report holds what is known so far.");
        }
        page.line("**" + sentenceCase(report.conclusion().words()) + ".** " + HeadlineWords.of(report));
        report.headline().flatMap(Report.Headline::confirmation).ifPresent(this::confirmation);
        if (report.ending().finished()) {
            page.line("Ended: " + inline(report.ending().reason()));
        }
        candidates.winner();
        report.ending().stopCause().ifPresent(cause -> page.line("Stopped early: " + inline(cause)));
    }

    private void lineage(Lineage lineage) {
        page.line("**Sub-campaign " + code(lineage.label()) + " of " + code(lineage.parentId())
                + ". Its scores do not compare with that campaign's**, whose fingerprint "
                + code(lineage.parentFingerprint().brief()) + " differs:");
        lineage.differences().forEach(difference -> page.item(inline(difference)));
        page.line("");
        if (lineage.holdOutOpened()) {
            page.line("**" + sentenceCase(HoldOutOpenings.OF_PARENT) + ".**");
        }
    }

    private void confirmation(CampaignConfirmed confirmed) {
        page.row("confirmation of " + name(confirmed.candidate()), "gain over the baseline", "interval", "pairs");
        page.row("---", "--:", ":-:", "--:");
        page.row(
                "selection split, fresh seeds",
                Numbers.gain(confirmed.selection().meanGain()),
                Numbers.interval(confirmed.selection()),
                String.valueOf(confirmed.selection().pairs()));
        page.row(
                "hold-out, fresh seeds",
                Numbers.gain(confirmed.holdOut().meanGain()),
                Numbers.interval(confirmed.holdOut()),
                String.valueOf(confirmed.holdOut().pairs()));
        page.line("");
        page.line(
                "Verdict: " + report.conclusion().words()
                        + ". Gains are above 0 where the score is better. The intervals are over seeds, for these rows, each comparison by itself.");
    }

    private void noise() {
        page.line("## Noise");
        page.line(report.noise()
                .map(n -> "The baseline's score over " + n.seeds() + " seeds: mean " + Numbers.score(n.mean())
                        + ", standard deviation " + Numbers.score(n.deviation()) + ", from " + Numbers.score(n.min())
                        + " to " + Numbers.score(n.max()) + ".")
                .orElse("Not measured yet: the baseline has fewer than two scored seeds."));
    }

    private void decisions() {
        page.line("## Decisions");
        List<Report.Decision> kept = report.decisions().stream()
                .filter(d -> d.verdict() == Verdict.KEEP)
                .toList();
        if (report.decisions().isEmpty()) {
            page.line("No candidate was reviewed yet.");
            return;
        }
        for (Report.Decision decision : kept) {
            page.item("**" + name(decision.candidate()) + " kept**, score " + Numbers.score(decision.score())
                    + decision.comparison()
                            .map(c -> ", gain over the incumbent " + Numbers.gain(c))
                            .orElse("")
                    + ": " + inline(decision.reason()));
        }
        long discarded = report.decisions().stream()
                .filter(d -> d.verdict() == Verdict.DISCARD)
                .count();
        page.line("");
        page.line("Discarded: " + discarded + "; each with its numbers in `" + ReportFiles.JSON + "` and `"
                + ResultTable.FILE_NAME + "`.");
    }

    private void phases() {
        page.line("## Phases");
        if (report.phases().isEmpty()) {
            page.line("The campaign has not entered its first phase.");
            return;
        }
        page.row("phase", "time", "candidates", "trials", "kept", "discarded", "crashed", "refused", "entered because");
        page.row("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "---");
        for (Report.PhaseSummary phase : report.phases()) {
            page.row(
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
        page.line("");
        if (report.phases().stream().anyMatch(phase -> phase.phase() == Phase.CONTROLS)) {
            page.line("In the controls, kept means: the best of its arm so far.");
        }
    }

    private void crashes() {
        page.line("## Crashes");
        if (report.crashes().isEmpty()) {
            page.line("None.");
            return;
        }
        page.row("candidate", "seed", "cause", "message");
        page.row("---", "--:", "---", "---");
        for (Report.Crash crash : report.crashes()) {
            page.row(
                    name(crash.candidate()), String.valueOf(crash.seed()), code(crash.code()), inline(crash.message()));
        }
        page.line("");
    }

    private void refusals() {
        page.line("## Refused proposals");
        if (report.refusals().isEmpty()) {
            page.line("None.");
            return;
        }
        for (Report.Refusal refusal : report.refusals()) {
            page.item(inline(refusal.source()) + ": " + inline(String.join("; ", refusal.violations())));
        }
        page.line("");
    }

    private void sites() {
        if (report.sites().isEmpty()) {
            return;
        }
        page.line("## Sites");
        page.row(
                "site",
                "updates",
                "withheld",
                "absent",
                "bounded",
                "clipped",
                "to norm",
                "noise",
                "epsilon given away");
        page.row("--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "---");
        for (SiteSummary site : report.sites()) {
            page.row(
                    String.valueOf(site.site()),
                    Numbers.count(site.updates()),
                    Numbers.count(site.withheld()),
                    Numbers.count(site.absences()),
                    Numbers.count(site.bounded()),
                    site.noise().isPresent() ? "not told" : Numbers.count(site.clipped()),
                    site.clipNorm().isPresent() ? String.valueOf(site.clipNorm().getAsDouble()) : "",
                    site.noise().map(noise -> noise.multiplier() + " x norm").orElse(""),
                    site.noise()
                            .map(noise -> Numbers.score(noise.epsilon()) + " at delta " + noise.delta())
                            .orElse(""));
        }
        page.line("");
        if (report.sites().stream().anyMatch(SiteSummary::hasPolicy)) {
            page.line("Withheld and bounded by policies of these sites, as they say.");
        }
        if (report.sites().stream().anyMatch(site -> site.noise().isPresent())) {
            page.line(
                    "Epsilon is of all that a site has given away, to other campaigns too. Noise cannot be drawn again: trials"
                            + " of this campaign cannot be reproduced to the bit.");
        }
    }

    private void cost() {
        Cost cost = report.cost();
        page.line("## Cost");
        page.line(Numbers.count(report.trials()) + " trials: " + Numbers.count(cost.samples()) + " samples, "
                + Numbers.count(cost.steps()) + " optimizer steps, " + Numbers.megabytes(cost.bytesDown())
                + " MB to the sites and " + Numbers.megabytes(cost.bytesUp()) + " MB from them, "
                + Numbers.duration(cost.seconds()) + " of trial time, in "
                + Numbers.duration(
                        Duration.between(report.run().startedAt(), report.run().lastEventAt())
                                        .toMillis()
                                / 1e3)
                + " from the first event to the last (stops included).");
        page.line("Hold-out: "
                + report.holdOutOpened().map(at -> "opened at " + at + ".").orElse("never opened."));
        if (!report.holdOutOpenings().isEmpty()) {
            page.line("## Openings of the hold-out");
            HoldOutOpenings.words(report).forEach(words -> page.item(inline(words)));
            page.line("");
        }
    }

    private void whatWasRun() {
        Report.Run run = report.run();
        page.line("## What was run");
        page.item("Task " + code(run.task()) + ", metric " + code(run.metric()) + ", seed " + run.seed() + ", at most "
                + run.maxCandidates() + " candidates after the baseline.");
        page.item("Fingerprint " + code(run.fingerprintDigest())
                + ": only scores of campaigns with this fingerprint compare.");
        run.rules().forEach(rule -> page.item(inline(rule)));
        page.line("");
        page.row("fingerprint", "value");
        page.row("---", "---");
        run.fingerprint().forEach((name, value) -> page.row(inline(name), inline(value)));
        page.line("");
    }

    private void again() {
        page.line("## Again");
        Optional<String> parent =
                restart.flatMap(command -> report.run().lineage()).map(Lineage::parentId);
        page.line("With RUN for this folder"
                + parent.map(id -> ", PARENT for that of campaign " + code(id)).orElse("") + ":");
        page.line("```");
        restart.ifPresent(command -> page.raw(command + "   # the same campaign from the start"));
        if (!report.ending().finished()) {
            page.raw("./assay resume RUN   # go on where this one is");
        }
        page.raw("./assay ledger events RUN   # every event behind this report");
        page.line("```");
    }

    private String name(int candidate) {
        return report.candidate(candidate)
                .map(result -> result.candidate().name())
                .orElse(String.valueOf(candidate));
    }

    private static String sentenceCase(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
