package dev.assay.cli.progress;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Phase;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program;
import dev.assay.research.program.Program.PhaseName;
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

    /** @param program the campaign's, which says what the control arms will need */
    String words(CampaignState state, Program program, long nowNanos) {
        double elapsed = (nowNanos - startNanos) / NANOS;
        String words = clock(elapsed) + " so far";
        return ended < FEWEST
                ? words
                : words + ", about " + clock(trialsToCome(state, program) * elapsed / ended) + " left";
    }

    /** Candidates to come are taken to need as many trials as those that are reviewed did. */
    private static double trialsToCome(CampaignState state, Program program) {
        double perCandidate = state.candidates().stream()
                .filter(record -> record.review().isPresent())
                .mapToInt(record -> record.trials().size())
                .average()
                .orElse(0);
        boolean goesOn = state.phase().compareTo(Phase.CONFIRMATION) < 0
                && state.stopCause().isEmpty();
        double confirmation = goesOn ? 2.0 * baselineTrials(state) : 0;
        double candidates = goesOn ? candidatesToCome(state, program) : 0;
        return state.openTrials().size() + candidates * perCandidate + confirmation;
    }

    private static int candidatesToCome(CampaignState state, Program program) {
        int tried = state.candidates(Arm.AGENT).size();
        boolean searching = state.phase().compareTo(Phase.CONTROLS) < 0;
        int agent = searching ? state.start().orElseThrow().maxCandidates() - tried : 0;
        int controls = 0;
        if (program.phases().contains(PhaseName.CONTROLS)) {
            Program.Controls asked = program.controls().orElseThrow();
            for (Arm arm : asked.arms()) {
                controls += asked.budget(tried + agent) - state.candidates(arm).size();
            }
        }
        return agent + controls;
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
