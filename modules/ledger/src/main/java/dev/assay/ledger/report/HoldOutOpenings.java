package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.HoldOutReader;
import dev.assay.ledger.report.Report.HoldOutOpening;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Every opening of the hold-out: read off the events, and in words. */
public final class HoldOutOpenings {
    /** What people are told of a sub-campaign whose parent's hold-out was no longer sealed. */
    public static final String OF_PARENT =
            "the hold-out had been opened in the parent campaign before this one began: its"
                    + " rows may have had a say in what was changed, so a gain on the same rows is no independent evidence";

    private HoldOutOpenings() {}

    /** A report's scores follow its opening; an opening without them was cut short, and has read rows all the same. */
    static List<HoldOutOpening> of(List<CampaignEvent> events) {
        List<HoldOutOpening> openings = new ArrayList<>();
        for (CampaignEvent event : events) {
            if (event instanceof HoldOutOpened e) {
                openings.add(new HoldOutOpening(e.at(), e.by(), e.candidates(), e.reason(), List.of(), List.of()));
            } else if (event instanceof HoldOutScored e && !openings.isEmpty()) {
                HoldOutOpening last = openings.remove(openings.size() - 1);
                openings.add(new HoldOutOpening(
                        last.at(), last.by(), last.candidates(), last.reason(), e.scores(), e.missing()));
            }
        }
        return openings;
    }

    /** One line an opening, without markup: when, by whom, for which candidates, why, and what was read. */
    public static List<String> words(Report report) {
        return report.holdOutOpenings().stream().map(HoldOutOpenings::words).toList();
    }

    private static String words(HoldOutOpening opening) {
        String candidates = opening.candidates().stream().map(Candidate::name).collect(Collectors.joining(", "));
        return opening.at().truncatedTo(ChronoUnit.SECONDS) + " by "
                + (opening.by() == HoldOutReader.REPORT ? "a report" : "the campaign's confirmation") + " for "
                + candidates + ": " + opening.reason() + scores(opening) + missing(opening);
    }

    private static String scores(HoldOutOpening opening) {
        return opening.scores().stream()
                .map(score -> score.trialId() + " " + Numbers.score(score.score()))
                .collect(Collectors.joining(", ", opening.scores().isEmpty() ? "" : "; scored ", ""));
    }

    private static String missing(HoldOutOpening opening) {
        return opening.missing().isEmpty()
                ? ""
                : "; not scored, the final model is no longer there or cannot be read: "
                        + String.join(", ", opening.missing());
    }
}
