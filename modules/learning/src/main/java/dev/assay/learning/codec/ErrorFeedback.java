package dev.assay.learning.codec;

import dev.assay.learning.model.ModelVector;
import java.util.Optional;

/**
 * One round of a site whose codec's error is not lost but added to its next update (Seide et al. 2014, "1-bit stochastic
 * gradient descent"): what is encoded is the update plus the residual, and the new residual is what of that was not sent.
 *
 * <p>Under {@link TopKCodec} a value is sent as it is or kept as it is, so sent and residual together are update and old
 * residual, rounded once: nothing else is ever lost.
 *
 * @param encoded what is sent
 * @param residual what the site keeps for the next round
 */
public record ErrorFeedback(byte[] encoded, ModelVector residual) {

    /** @param residual of the round before; empty in the first one */
    public static ErrorFeedback encode(Codec codec, ModelVector update, Optional<ModelVector> residual) {
        ModelVector intended = residual.map(kept -> sum(update, kept)).orElse(update);
        byte[] encoded = codec.encode(intended);
        try {
            return new ErrorFeedback(encoded, intended.minus(codec.decode(encoded, intended.size())));
        } catch (MalformedEncoding e) {
            throw new IllegalArgumentException("an update that cannot be encoded: " + e.getMessage(), e);
        }
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
