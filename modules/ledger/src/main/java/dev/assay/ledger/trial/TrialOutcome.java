package dev.assay.ledger.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.research.cost.Cost;
import java.util.OptionalDouble;

/** How a trial ended. */
public sealed interface TrialOutcome {
    Cost cost();

    /**
     * The final global model was scored by the task's evaluator.
     *
     * @param selection score on the selection split, a finite number like that on the hold-out
     * @param holdOut score on the hold-out; only where the campaign had opened it for this trial
     * @param model digest of the final global model
     */
    record Scored(double selection, OptionalDouble holdOut, Digest model, Cost cost) implements TrialOutcome {}

    /** The trial has no score. */
    record Failed(FailureCode code, String message, Cost cost) implements TrialOutcome {}

    /** Why a trial failed. Names are stable: they are stored. */
    enum FailureCode {
        /** The training engine gave up, on most of the sites that answered if it was theirs. */
        TRAINING_FAILED,
        /** The global model is no longer finite, or the values of most sites that answered have run away. */
        DIVERGED,
        /** A round has too few usable updates: sites were silent, or a minority of them failed or sent what is unsound. */
        QUORUM_MISSED,
        /** No client node could serve the sites, or none stayed. */
        NO_CLIENTS,
        /** The server cannot read the task or its data. */
        TASK_UNAVAILABLE,
        /** A checkpoint could not be written; not recorded since release 0.1, where such a trial pauses instead. */
        STORAGE_FAILED,
        /** Evaluation failed. */
        EVALUATION_FAILED,
        /** Recorded rounds were trained again, and came to something else than the ledger has. */
        NOT_REPRODUCED,
        /** The trial would spend, or has spent, more than a cap of the profile allows. */
        COST_EXCEEDED,
        /** The final model was scored, but its score is infinite or not a number. */
        SCORE_NOT_FINITE,
        /** Operators of client nodes do not let the trial train there, or its updates leave. */
        REFUSED_BY_POLICY
    }
}
