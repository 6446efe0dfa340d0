package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.research.cost.Cost;
import dev.assay.server.checkpoint.Checkpoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a running trial is. A round that the ledger has may have to be trained once more: then the trial repeats it, which
 * costs nothing and is not recorded, and the last of them must come to the checkpoint that the ledger has.
 *
 * @param begun whether the ledger has the trial's start
 * @param checkpoint the last closed round, or the initial model
 * @param digest of that checkpoint; empty at the beginning
 * @param recorded what the ledger has
 * @param aborted cost of attempts at the first round that is not recorded, which a lost node ended
 * @param nodesLost how often the sites had to be placed again since a round was recorded, for a node that was lost
 */
record Progress(
        PreparedTrial trial,
        boolean begun,
        Checkpoint checkpoint,
        Optional<Digest> digest,
        Recorded recorded,
        Cost aborted,
        int nodesLost) {
    /** A round that loses nodes more often than this would do so for ever. */
    static final int MOST_NODES_LOST = 20;

    /**
     * What the ledger has of a trial.
     *
     * @param rounds closed ones
     * @param checkpoint the file after the last of them; empty before the first
     * @param cost of them all, without the attempts that lost nodes ended
     */
    record Recorded(int rounds, Optional<Digest> checkpoint, Cost cost) {}

    static Progress of(PreparedTrial trial, Cost spent) {
        Recorded recorded = new Recorded(trial.recordedRounds(), trial.recordedCheckpoint(), spent);
        return new Progress(trial, trial.recorded(), trial.from(), trial.fromDigest(), recorded, Cost.NONE, 0);
    }

    int roundsDone() {
        return checkpoint.server().roundsDone();
    }

    boolean hasAllRounds() {
        return roundsDone() >= trial.rounds();
    }

    /** Whether the ledger already has the round that comes next: then it is trained again, not recorded again. */
    boolean nextRoundIsRecorded() {
        return roundsDone() < recorded.rounds();
    }

    /** Whether the trial may have to go on from the end of the round that comes next: not from the middle of repeated ones. */
    boolean nextCheckpointIsWritten() {
        return roundsDone() + 1 >= recorded.rounds();
    }

    Progress begin() {
        return new Progress(trial, true, checkpoint, digest, recorded, aborted, nodesLost);
    }

    /**
     * Where sites can only be opened at the beginning, all rounds are repeated.
     *
     * @param attempt what the round had cost that the loss of a node ended
     */
    Progress afterLoss(Cost attempt) {
        Cost lost = nextRoundIsRecorded() ? aborted : aborted.plus(attempt);
        return trial.fromTheBeginning()
                ? new Progress(trial, begun, trial.from(), trial.fromDigest(), recorded, lost, nodesLost + 1)
                : new Progress(trial, begun, checkpoint, digest, recorded, lost, nodesLost + 1);
    }

    /** What is wrong when nodes were lost too often for the sites to be placed once more. */
    Optional<String> tooManyLost() {
        return nodesLost <= MOST_NODES_LOST
                ? Optional.empty()
                : Optional.of("round " + Math.max(roundsDone(), recorded.rounds()) + " has lost client nodes "
                        + nodesLost
                        + " times" + (trial.fromTheBeginning() ? ", or a round before it that was trained again" : "")
                        + ", at most " + MOST_NODES_LOST + " are made up for; the log of the server names them");
    }

    /**
     * What the recipe has spent: the cost of all recorded rounds. What attempts cost that lost nodes ended is not the recipe's doing;
     * with it a recipe that needs all that the caps allow would fail, and another one's gain look bought.
     */
    Cost spent() {
        return recorded.cost();
    }

    /** The cost with that of the round that comes next; a repeated round is in it already. */
    Cost costWith(Cost next) {
        return nextRoundIsRecorded() ? spent() : spent().plus(next);
    }

    /** What is wrong when repeated rounds came to another checkpoint than the ledger has, which knows the last one only. */
    Optional<String> contradiction() {
        Optional<Digest> known = recorded.checkpoint();
        if (roundsDone() != recorded.rounds() || known.isEmpty() || known.equals(digest)) {
            return Optional.empty();
        }
        String why = trial.fromTheBeginning()
                ? "sites had to be opened again, which under the profile's codec is only possible at the beginning"
                : "the checkpoint was lost or unreadable";
        return Optional.of(why + ", and the rounds up to " + (roundsDone() - 1)
                + " that were trained again came to checkpoint "
                + digest.map(Digest::brief).orElse("none") + ", the ledger has "
                + known.get().brief()
                + "; sites answered otherwise than before, or engine, machine or release are not the same");
    }

    /** Checkpoints that the trial may have left as files: that of the ledger, and another that repeated rounds came to. */
    List<Digest> checkpoints() {
        return Stream.concat(recorded.checkpoint().stream(), digest.stream())
                .distinct()
                .toList();
    }

    /** @param result with a checkpoint */
    Progress after(RoundResult result) {
        Checkpoint next = new Checkpoint(
                trial.plan().trialId(), result.round().server(), result.round().states());
        if (nextRoundIsRecorded()) {
            return new Progress(trial, begun, next, result.checkpoint(), recorded, aborted, nodesLost);
        }
        Recorded now = new Recorded(
                roundsDone() + 1, result.checkpoint(), costWith(result.round().cost()));
        return new Progress(trial, begun, next, result.checkpoint(), now, Cost.NONE, 0);
    }
}
