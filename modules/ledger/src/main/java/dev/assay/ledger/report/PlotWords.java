package dev.assay.ledger.report;

import dev.assay.research.review.Comparison;
import java.util.List;
import java.util.Locale;

/** Title and subtitles of the picture. */
final class PlotWords {
    private PlotWords() {}

    static String title(Report report) {
        return report.headline()
                .map(headline -> title(report, headline))
                .orElse(report.conclusion().words());
    }

    /** Lines below the title; the confirmation's numbers stand in the first if there are any. */
    static List<String> subtitles(Report report) {
        long reviewed = Math.max(0, report.decisions().size() - 1);
        String scale = reviewed + (reviewed == 1 ? " candidate" : " candidates") + " reviewed, " + report.trials()
                + " trials, seed " + report.run().seed() + (report.ending().finished() ? "" : "; not finished");
        return report.headline()
                .flatMap(Report.Headline::confirmation)
                .map(c -> List.of(
                        "On fresh seeds: selection " + lift(c.selection()) + ", hold-out " + lift(c.holdOut()), scale))
                .orElse(List.of(scale));
    }

    /** With the gain on fresh seeds where there is one: that on the seeds of the search flatters the winner. */
    private static String title(Report report, Report.Headline headline) {
        if (headline.incumbent() == 0) {
            return report.ending().finished()
                    ? "no candidate beat the baseline"
                    : "no candidate has beaten the baseline yet";
        }
        double gain = headline.confirmation().map(c -> c.selection().meanGain()).orElse(headline.gain());
        return String.format(
                Locale.ROOT,
                "c%03d scores %s over the baseline (%s)",
                headline.incumbent(),
                Numbers.gain(gain),
                report.conclusion().words());
    }

    private static String lift(Comparison comparison) {
        return Numbers.gain(comparison.meanGain()) + " [" + Numbers.interval(comparison) + "]";
    }
}
