package dev.assay.research.review;

import java.util.Collection;
import java.util.List;

/**
 * How much a score moves by the seed alone.
 *
 * @param deviation sample standard deviation, in score
 * @param degreesOfFreedom seeds minus 1
 */
public record Noise(double deviation, int degreesOfFreedom) {
    public Noise {
        if (!(deviation >= 0) || degreesOfFreedom < 1) {
            throw new IllegalArgumentException(
                    "no noise estimate: deviation " + deviation + ", degrees of freedom " + degreesOfFreedom);
        }
    }

    /** The noise of one recipe's scores under different seeds; at least 2. */
    public static Noise of(Collection<Double> scores) {
        if (scores.size() < 2) {
            throw new IllegalArgumentException("noise needs the scores of at least 2 seeds, not " + scores.size());
        }
        return new Noise(deviation(List.copyOf(scores)), scores.size() - 1);
    }

    /** The sample standard deviation with divisor n - 1; 0 for fewer than 2 values. */
    static double deviation(List<Double> values) {
        if (values.size() < 2) {
            return 0;
        }
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.size() - 1));
    }

    static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }
}
