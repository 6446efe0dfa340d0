package dev.assay.agent.board;

import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One campaign as it is now.
 *
 * @param events how many it has; watchers go on behind that number
 * @param maxCandidates of the agent after the baseline
 * @param candidates how many there are of each {@link dev.assay.ledger.campaign.Status}, by its word
 * @param incumbent the best kept candidate; empty before the baseline is reviewed
 * @param width trials that it may have side by side now
 * @param waits what the machine keeps from going on
 * @param pauseCause why an operator has paused it
 * @param stopCause why it was asked to end early
 * @param verdict of the confirmation, a sentence
 * @param trouble why it is broken, or who else has it
 */
public record CampaignStatus(
        String name,
        CampaignCondition condition,
        long events,
        Phase phase,
        long seed,
        int maxCandidates,
        SortedMap<String, Integer> candidates,
        Optional<Standing> incumbent,
        Optional<Standing> baseline,
        int width,
        List<RunningTrial> trials,
        List<Wait> waits,
        Optional<String> pauseCause,
        Optional<String> stopCause,
        Optional<String> verdict,
        Optional<String> trouble) {

    /** @param score mean selection score over the seeds that its review used */
    public record Standing(String candidate, double score) {}

    /** @param rounds that are done, as far as was told */
    public record RunningTrial(String trialId, int rounds) {}

    /**
     * Something waits until the machine is mended.
     *
     * @param who the campaign, or one of its trials
     */
    public record Wait(String who, String reason) {}

    public CampaignStatus {
        trials = List.copyOf(trials);
        waits = List.copyOf(waits);
    }

    /** What the ledger says, without what only who runs the campaign knows. */
    static CampaignStatus of(String name, CampaignState state, long events, CampaignCondition condition) {
        SortedMap<String, Integer> candidates = new TreeMap<>();
        state.candidates().forEach(record -> candidates.merge(record.status().word(), 1, Integer::sum));
        return new CampaignStatus(
                name,
                condition,
                events,
                state.phase(),
                state.start().orElseThrow().seed(),
                state.start().orElseThrow().maxCandidates(),
                candidates,
                standing(state, state.incumbent()),
                standing(state, 0),
                0,
                List.of(),
                List.of(),
                state.pauseCause(),
                state.stopCause(),
                state.confirmation().map(confirmed -> confirmed.reason()),
                Optional.empty());
    }

    CampaignStatus running(
            int nowWidth, Map<String, Integer> rounds, Map<String, String> waiting, Optional<String> why) {
        return new CampaignStatus(
                name,
                condition,
                events,
                phase,
                seed,
                maxCandidates,
                candidates,
                incumbent,
                baseline,
                nowWidth,
                rounds.entrySet().stream()
                        .map(trial -> new RunningTrial(trial.getKey(), trial.getValue()))
                        .toList(),
                waiting.entrySet().stream()
                        .map(wait -> new Wait(wait.getKey(), wait.getValue()))
                        .toList(),
                pauseCause,
                stopCause,
                verdict,
                why);
    }

    private static Optional<Standing> standing(CampaignState state, int candidate) {
        if (state.candidates().isEmpty()) {
            return Optional.empty();
        }
        CandidateRecord record = state.record(candidate);
        return record.score().isPresent()
                ? Optional.of(
                        new Standing(Candidate.name(candidate), record.score().getAsDouble()))
                : Optional.empty();
    }
}
