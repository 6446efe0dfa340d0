package dev.assay.research.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * When a candidate takes the incumbent's place: when its gain on the same seeds is larger than what seeds alone do. Pure.
 *
 * <p>With d the differences of n shared seeds, s their sample deviation and s0 the noise of the baseline's seeds, the spread
 * is {@code max(s, s0)} and the interval {@code mean(d) +- t * spread / sqrt(n)}, where t is Student's quantile of
 * {@code (1 + confidence) / 2} for the degrees of freedom of the estimate that the spread came from. The floor keeps a few
 * seeds that happen to agree from looking like certainty.
 */
public final class KeepRule {
    private final double confidence;
    private final double minGain;
    private final Noise floor;

    /**
     * @param confidence of the two-sided interval, between 0 and 1
     * @param minGain smallest mean gain that is worth keeping, in score
     * @param floor the baseline's noise
     */
    public KeepRule(double confidence, double minGain, Noise floor) {
        if (!(confidence > 0 && confidence < 1) || !(minGain >= 0)) {
            throw new IllegalArgumentException("confidence " + confidence + ", least gain " + minGain);
        }
        this.confidence = confidence;
        this.minGain = minGain;
        this.floor = floor;
    }

    /** Compares scores by seed, on the seeds that both have; at least one. */
    public Comparison compare(Map<Long, Double> candidate, Map<Long, Double> incumbent) {
        List<Double> differences = new ArrayList<>();
        new TreeMap<>(candidate).forEach((seed, score) -> {
            Double other = incumbent.get(seed);
            if (other != null) {
                differences.add(score - other);
            }
        });
        if (differences.isEmpty()) {
            throw new IllegalArgumentException("no seed in common: " + candidate.keySet() + ", " + incumbent.keySet());
        }
        int pairs = differences.size();
        double sample = Noise.deviation(differences);
        boolean floored = pairs < 2 || floor.deviation() >= sample;
        double spread = floored ? floor.deviation() : sample;
        int freedom = floored ? floor.degreesOfFreedom() : pairs - 1;
        double t = TDistribution.of(freedom).inverseCumulativeProbability((1 + confidence) / 2);
        double mean = Noise.mean(differences);
        double half = t * spread / Math.sqrt(pairs);
        return new Comparison(pairs, mean, half, mean - half, mean + half);
    }

    /** Whether the candidate becomes the incumbent: the whole interval is above 0, and the gain is worth it. */
    public boolean keeps(Comparison comparison) {
        return comparison.lower() > 0 && comparison.meanGain() >= minGain;
    }

    /** Whether more seeds are a waste: not even the interval's upper end is worth keeping. */
    public boolean hopeless(Comparison comparison) {
        return comparison.upper() < minGain;
    }
}
