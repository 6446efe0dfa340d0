package dev.assay.cli.progress;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Phase;
import java.util.Locale;

/** Guesses how long a campaign will go on: trials to come, at the rate of the trials of this session. */
final class TimeLeft {
    private static final double NANOS = 1e9;
    private static final int FEWEST = 3;

    private final long startNanos;
    private int ended;

    TimeLeft(long startNanos) {
        this.startNanos = startNanos;
    }

    void onEvent(CampaignEvent event) {
        if (event instanceof TrialReported) {
            ended++;
        }
    }

    String words(CampaignState state, long nowNanos) {
        double elapsed = (nowNanos - startNanos) / NANOS;
        String words = clock(elapsed) + " so far";
        return ended < FEWEST ? words : words + ", about " + clock(trialsToCome(state) * elapsed / ended) + " left";
    }

    /** Candidates to come are taken to need as many trials as those that are reviewed did. */
    private static double trialsToCome(CampaignState state) {
        double perCandidate = state.candidates().stream()
                .filter(record -> record.review().isPresent())
                .mapToInt(record -> record.trials().size())
                .average()
                .orElse(0);
        int proposed = state.candidates().size() - 1;
        boolean searching =
                state.phase() != Phase.CONFIRMATION && state.stopCause().isEmpty();
        double candidates = searching ? state.start().orElseThrow().maxCandidates() - proposed : 0;
        double confirmation = searching ? 2.0 * baselineTrials(state) : 0;
        return state.openTrials().size() + candidates * perCandidate + confirmation;
    }

    private static int baselineTrials(CampaignState state) {
        return state.candidates().stream()
                .limit(1)
                .map(CandidateRecord::trials)
                .mapToInt(java.util.List::size)
                .sum();
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
