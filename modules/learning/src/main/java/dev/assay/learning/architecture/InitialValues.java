package dev.assay.learning.architecture;

import org.apache.commons.rng.UniformRandomProvider;

/** What the values of a tensor start from. */
public sealed interface InitialValues {
    /** The next value. */
    float draw(UniformRandomProvider random);

    /**
     * Uniform between {@code -bound} and {@code bound}.
     *
     * @param bound above 0
     */
    record Uniform(double bound) implements InitialValues {
        /** The bound 1/sqrt(fan in), the fan in being the number of inputs that one output sums over. */
        static Uniform ofFanIn(int fanIn) {
            return new Uniform(1 / Math.sqrt(fanIn));
        }

        @Override
        public float draw(UniformRandomProvider random) {
            return (float) ((2 * random.nextDouble() - 1) * bound);
        }
    }

    /** Normal with mean 0 and standard deviation 1. */
    record Normal() implements InitialValues {
        /** Box and Muller 1958; {@link StrictMath} has the same bits on every machine. */
        @Override
        public float draw(UniformRandomProvider random) {
            double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            return (float) (radius * StrictMath.cos(2 * Math.PI * random.nextDouble()));
        }
    }

    /** Always the same; draws nothing. */
    record Constant(float value) implements InitialValues {
        @Override
        public float draw(UniformRandomProvider random) {
            return value;
        }
    }
}
