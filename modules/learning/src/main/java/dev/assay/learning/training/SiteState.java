package dev.assay.learning.training;

import dev.assay.learning.model.ModelVector;
import java.util.Optional;

/**
 * What a site keeps from one round to the next. With it, the seed and the global model, a round can be trained again
 * anywhere with the same bits.
 *
 * @param unitsDone schedule units behind it: epochs, or steps in steps mode
 * @param momentum the optimizer's buffer; empty before the first step and without momentum
 * @param control SCAFFOLD's control variate of the site; empty under every other rule
 */
public record SiteState(int unitsDone, Optional<ModelVector> momentum, Optional<ModelVector> control) {
    public static final SiteState FRESH = new SiteState(0, Optional.empty(), Optional.empty());
}
