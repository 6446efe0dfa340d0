package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.research.review.Comparison;
import java.util.Locale;

/** The result in a sentence or two; the same in every rendering. */
public final class HeadlineWords {
    private HeadlineWords() {}

    /** Whole sentences, without markup. */
    public static String of(Report report) {
        return report.headline().map(headline -> words(report, headline)).orElseGet(() -> withoutBaseline(report));
    }

    private static String withoutBaseline(Report report) {
        return report.conclusion() == Report.Conclusion.BASELINE_CRASHED
                ? "Without a baseline there is nothing that a candidate could be compared with."
                : "The baseline has not been reviewed.";
    }

    private static String words(Report report, Report.Headline headline) {
        if (headline.incumbent() == 0) {
            return "The baseline scored " + Numbers.score(headline.baselineScore()) + "; of "
                    + (report.decisions().size() - 1) + " candidates none beat it.";
        }
        String name = String.format(Locale.ROOT, "c%03d", headline.incumbent());
        return headline.confirmation()
                .map(confirmed -> confirmed(name, headline, confirmed))
                .orElseGet(() -> unconfirmed(name, headline));
    }

    private static String confirmed(String name, Report.Headline headline, CampaignConfirmed confirmed) {
        return "On fresh seeds " + name + " gains " + Numbers.gain(confirmed.selection())
                + " over the baseline on the selection split, and " + Numbers.gain(confirmed.holdOut())
                + " on the hold-out. In the search it scored " + scores(headline) + ".";
    }

    private static String unconfirmed(String name, Report.Headline headline) {
        return name + " scored " + scores(headline)
                + headline.onSearchSeeds().map(HeadlineWords::onSearchSeeds).orElse("")
                + ". These seeds chose it, so the gain flatters it until it is confirmed on fresh ones.";
    }

    private static String onSearchSeeds(Comparison comparison) {
        return ", on the same seeds " + Numbers.gain(comparison);
    }

    private static String scores(Report.Headline headline) {
        return Numbers.score(headline.score()) + " and the baseline " + Numbers.score(headline.baselineScore()) + " ("
                + Numbers.gain(headline.gain()) + ")";
    }
}
