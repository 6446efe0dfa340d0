package dev.assay.learning.training;

import dev.assay.learning.model.ModelVector;
import java.util.Optional;

/**
 * What a site made of a round.
 *
 * @param diff local minus global model
 * @param controlDelta SCAFFOLD: new minus old control variate of the site; empty under every other rule
 * @param steps optimizer steps taken
 * @param samples rows that went forward and backward
 * @param meanLoss mean over the steps of the batch loss, with label smoothing, without the proximal term
 * @param state what the site keeps for the next round
 */
public record LocalUpdate(
        ModelVector diff,
        Optional<ModelVector> controlDelta,
        int steps,
        long samples,
        double meanLoss,
        SiteState state) {

    /** The same with another DIFF. */
    public LocalUpdate withDiff(ModelVector other) {
        return new LocalUpdate(other, controlDelta, steps, samples, meanLoss, state);
    }
}
