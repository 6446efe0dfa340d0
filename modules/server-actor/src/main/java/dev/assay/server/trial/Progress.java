package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.research.cost.Cost;
import dev.assay.server.checkpoint.Checkpoint;
import java.util.Optional;

/**
 * How far a running trial is.
 *
 * @param begun whether the ledger has the trial's start
 * @param checkpoint the last closed round, or the initial model
 * @param stored digest of that checkpoint's file; empty at the beginning
 * @param cost of all closed rounds
 * @param aborted cost of attempts at the round that comes next, which a lost node ended
 * @param nodesLost how often the sites had to be placed again since the last closed round, for a node that was lost
 */
record Progress(
        PreparedTrial trial,
        boolean begun,
        Checkpoint checkpoint,
        Optional<Digest> stored,
        Cost cost,
        Cost aborted,
        int nodesLost) {
    /** A round that loses nodes more often than this would do so for ever. */
    static final int MOST_NODES_LOST = 20;

    static Progress of(PreparedTrial trial, Cost spent) {
        return new Progress(trial, trial.recorded(), trial.from(), trial.fromDigest(), spent, Cost.NONE, 0);
    }

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

    Progress begin() {
        return new Progress(trial, true, checkpoint, stored, cost, aborted, nodesLost);
    }

    /** @param attempt what the round had cost that the loss of a node ended */
    Progress afterLoss(Cost attempt) {
        return new Progress(trial, begun, checkpoint, stored, cost, aborted.plus(attempt), nodesLost + 1);
    }

    /** What is wrong when nodes were lost too often for the sites to be placed once more. */
    Optional<String> tooManyLost() {
        return nodesLost <= MOST_NODES_LOST
                ? Optional.empty()
                : Optional.of("round " + roundsDone() + " has lost client nodes " + nodesLost + " times, at most "
                        + MOST_NODES_LOST + " are made up for; the log of the server names them");
    }

    /** The cost of all closed rounds and aborted attempts. */
    Cost spent() {
        return costWith(Cost.NONE);
    }

    /** The cost with that of the round that comes next; a repeated round is in it already. */
    Cost costWith(Cost next) {
        return nextRoundIsRecorded() ? cost : cost.plus(aborted).plus(next);
    }

    /** What is wrong when repeated rounds came to another checkpoint than the ledger has, which knows the last one only. */
    Optional<String> contradiction() {
        Optional<Digest> recorded = trial.recordedCheckpoint();
        if (roundsDone() != trial.recordedRounds() || recorded.isEmpty() || recorded.equals(stored)) {
            return Optional.empty();
        }
        return Optional.of("the checkpoint was lost or unreadable, and the rounds up to " + (roundsDone() - 1)
                + " that were trained again came to checkpoint "
                + stored.map(Digest::brief).orElse("none") + ", the ledger has "
                + recorded.get().brief()
                + "; sites answered otherwise than before, or engine, machine or release are not the same");
    }

    Progress after(RoundResult result) {
        return new Progress(
                trial,
                begun,
                new Checkpoint(
                        trial.plan().trialId(),
                        result.round().server(),
                        result.round().states()),
                result.checkpoint(),
                costWith(result.round().cost()),
                Cost.NONE,
                0);
    }
}
