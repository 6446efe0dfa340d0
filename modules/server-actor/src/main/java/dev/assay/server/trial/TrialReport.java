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

    /** The trial cannot be this campaign's; nothing was done. */
    record TrialRefused(String trialId, String message) implements TrialReport {}
}
