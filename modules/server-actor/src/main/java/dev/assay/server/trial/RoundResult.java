package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.server.checkpoint.Checkpoint;
import dev.assay.server.checkpoint.CheckpointStore;
import dev.assay.server.round.ClosedRound;
import dev.assay.server.round.OpenRound;
import java.io.IOException;
import java.util.Optional;

/**
 * A closed round with what vouches for it.
 *
 * @param model digest of the new global model
 * @param checkpoint digest of the written checkpoint; empty when the model is no longer finite, so that there is none
 */
record RoundResult(ClosedRound round, Digest model, Optional<Digest> checkpoint) {

    /** Applies the server rule and writes the checkpoint; blocks. */
    static RoundResult close(String trialId, OpenRound open, CheckpointStore checkpoints) throws IOException {
        ClosedRound round = open.close();
        Optional<Digest> checkpoint = round.server().global().isFinite()
                ? Optional.of(checkpoints.write(new Checkpoint(trialId, round.server(), round.states())))
                : Optional.empty();
        return new RoundResult(round, round.server().global().digest(), checkpoint);
    }
}
