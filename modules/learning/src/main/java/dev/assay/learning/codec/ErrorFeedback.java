package dev.assay.learning.codec;

import dev.assay.learning.model.ModelVector;
import java.util.Optional;

/**
 * One update of a site whose codec's error is not lost but added to the next one (Seide et al. 2014, "1-bit stochastic gradient
 * descent"): what is encoded is the update plus the residual, and the new residual is what of that was not sent.
 *
 * <p>Under {@link TopKCodec} a value is sent as it is or kept as it is, so sent and residual together are update and old
 * residual, rounded once: nothing else is ever lost.
 *
 * @param sent what leaves the site
 * @param residual what the site keeps for its next update
 */
public record ErrorFeedback(Coded sent, ModelVector residual) {

    /** @param residual of the update before; empty for the first one */
    public static ErrorFeedback of(Codec codec, ModelVector update, Optional<ModelVector> residual) {
        ModelVector intended = residual.map(kept -> sum(update, kept)).orElse(update);
        Coded sent = Coded.of(codec, intended);
        return new ErrorFeedback(sent, intended.minus(sent.decoded()));
    }

    private static ModelVector sum(ModelVector one, ModelVector other) {
        if (one.size() != other.size()) {
            throw new IllegalArgumentException(
                    "an update of " + one.size() + " values, and a residual of " + other.size());
        }
        float[] sum = new float[one.size()];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = one.get(i) + other.get(i);
        }
        return ModelVector.adopt(sum);
    }
}
