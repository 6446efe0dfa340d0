package dev.assay.server.trial;

import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.runtime.serialization.ClusterMessage;

/** What a trial tells the campaign that asked for it. */
public sealed interface TrialReport extends ClusterMessage {
    String trialId();

    /** @param roundsDone at least 1 */
    record TrialProgressed(String trialId, int roundsDone) implements TrialReport {}

    /**
     * The end; told again to whoever starts an ended trial.
     *
     * @param chain the end of the trial's chain
     */
    record TrialFinished(String trialId, TrialOutcome outcome, ChainHead chain) implements TrialReport {}

    /** The trial cannot be this campaign's, or its events cannot be gone on from; nothing was done. */
    record TrialRefused(String trialId, String message) implements TrialReport {}

    /**
     * The machine does not let the trial go on; it does so by itself when that is mended. Told again as long as it lasts.
     *
     * @param reason what cannot be done where, and why
     */
    record TrialPaused(String trialId, String reason) implements TrialReport {}

    /** What {@link TrialPaused} told is mended. */
    record TrialResumed(String trialId) implements TrialReport {}
}
