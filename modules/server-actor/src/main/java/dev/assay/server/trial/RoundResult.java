package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.server.round.ClosedRound;
import java.util.Optional;

/**
 * A closed round with what vouches for it.
 *
 * @param model digest of the new global model
 * @param checkpoint digest of the checkpoint; empty when the model is no longer finite, so that there is none
 */
record RoundResult(ClosedRound round, Digest model, Optional<Digest> checkpoint) {}
