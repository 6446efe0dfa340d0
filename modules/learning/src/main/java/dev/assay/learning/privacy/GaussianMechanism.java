package dev.assay.learning.privacy;

import dev.assay.learning.model.ModelVector;
import java.util.random.RandomGenerator;

/**
 * Clipping to a Euclidean norm, and Gaussian noise on every value (Dwork and Roth, The Algorithmic Foundations of Differential
 * Privacy, 2014, appendix A; on model updates: McMahan et al., Learning Differentially Private Recurrent Language Models, ICLR
 * 2018). The noise is added in double precision and rounded to a float once; what floating point itself gives away (Mironov,
 * On Significance of the Least Significant Bits, CCS 2012) is not accounted for.
 */
public final class GaussianMechanism {
    private GaussianMechanism() {}

    /**
     * The vector, if its norm is at most {@code norm}; else the vector of that direction whose norm is, up to the rounding of
     * its values, that.
     *
     * @param norm above 0
     */
    public static ModelVector clip(ModelVector vector, double norm) {
        double own = vector.norm();
        if (own <= norm) {
            return vector;
        }
        double scale = norm / own;
        float[] values = vector.toArray();
        for (int i = 0; i < values.length; i++) {
            // Towards zero, so that the sum of the squares cannot come out above the bound.
            values[i] = towardsZero(values[i] * scale);
        }
        return ModelVector.adopt(values);
    }

    private static float towardsZero(double value) {
        float rounded = (float) value;
        return Math.abs((double) rounded) > Math.abs(value)
                ? Math.copySign(Math.nextAfter(Math.abs(rounded), 0), rounded)
                : rounded;
    }

    /**
     * Adds independent Gaussian noise.
     *
     * @param deviation of each value, above 0
     * @param random nobody else may know its state
     */
    public static ModelVector withNoise(ModelVector vector, double deviation, RandomGenerator random) {
        float[] values = vector.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] + deviation * random.nextGaussian());
        }
        return ModelVector.adopt(values);
    }
}
