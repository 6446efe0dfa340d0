package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.research.cost.Cost;
import dev.assay.server.checkpoint.Checkpoint;
import java.util.Optional;

/**
 * How far a running trial is.
 *
 * @param checkpoint the last closed round, or the initial model
 * @param stored digest of that checkpoint's file; empty at the beginning
 * @param cost of all closed rounds
 */
record Progress(PreparedTrial trial, Checkpoint checkpoint, Optional<Digest> stored, Cost cost) {
    int roundsDone() {
        return checkpoint.server().roundsDone();
    }

    boolean hasAllRounds() {
        return roundsDone() >= trial.rounds();
    }

    /** Whether the ledger already has the round that comes next: then it is trained again, not recorded again. */
    boolean nextRoundIsRecorded() {
        return roundsDone() < trial.recordedRounds();
    }

    Progress after(RoundResult result) {
        boolean repeated = nextRoundIsRecorded();
        return new Progress(
                trial,
                new Checkpoint(
                        trial.plan().trialId(),
                        result.round().server(),
                        result.round().states()),
                result.checkpoint(),
                repeated ? cost : cost.plus(result.round().cost()));
    }
}
