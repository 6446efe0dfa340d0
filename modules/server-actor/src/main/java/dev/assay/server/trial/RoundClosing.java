package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.server.checkpoint.Checkpoint;
import dev.assay.server.checkpoint.CheckpointStore;
import dev.assay.server.round.ClosedRound;
import dev.assay.server.round.OpenRound;
import java.io.IOException;
import java.util.Optional;

/** The end of a round: the server rule, then the checkpoint. One thread at a time. */
final class RoundClosing {
    private final String trialId;
    private final OpenRound open;
    private final CheckpointStore checkpoints;
    private final boolean written;
    private Optional<ClosedRound> closed = Optional.empty();

    /** @param written whether the trial may have to go on from its checkpoint; otherwise only the digest is told */
    RoundClosing(String trialId, OpenRound open, CheckpointStore checkpoints, boolean written) {
        this.trialId = trialId;
        this.open = open;
        this.checkpoints = checkpoints;
        this.written = written;
    }

    /**
     * Blocks. Where the checkpoint could not be written, calling it again only writes: the server rule is applied once, and
     * the round costs nothing more.
     */
    RoundResult close() throws IOException {
        if (closed.isEmpty()) {
            closed = Optional.of(open.close());
        }
        ClosedRound round = closed.get();
        Optional<Digest> checkpoint = round.server().global().isFinite()
                ? Optional.of(digest(new Checkpoint(trialId, round.server(), round.states())))
                : Optional.empty();
        return new RoundResult(round, round.server().global().digest(), checkpoint);
    }

    private Digest digest(Checkpoint checkpoint) throws IOException {
        return written ? checkpoints.write(checkpoint) : checkpoints.digest(checkpoint);
    }
}
