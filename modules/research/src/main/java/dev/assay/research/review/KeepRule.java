package dev.assay.research.review;

import dev.assay.learning.metric.Direction;
import dev.assay.research.program.Program;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * When a candidate takes the incumbent's place: when the interval of its gain on the same seeds is above 0. Pure.
 *
 * <p>With d the gains on n shared seeds (the differences of the scores, oriented by the metric's direction: above 0 is better), s their sample deviation, and s0 the deviation of the baseline's m scores, the
 * interval is {@code mean(d) +- max(t(m - 1) * s0, t(n - 1) * s) / sqrt(n)}, where t is Student's quantile of
 * {@code (1 + confidence) / 2}; for one pair s says nothing, and only s0 counts. The interval never narrows as s grows.
 *
 * <p>s0 is the deviation of a single score, not of a difference: pairs that share nothing but the seed's number differ by
 * {@code sqrt(2) * s0}, pairs whose scores move together by less. It is a floor, because a handful of differences that happen
 * to agree would otherwise look like certainty. It never makes an interval narrower than the pairs' own.
 */
public final class KeepRule {
    private final double confidence;
    private final double minGain;
    private final Noise floor;
    private final Direction direction;

    /**
     * @param confidence of the two-sided interval, between 0 and 1
     * @param minGain smallest mean gain that is worth keeping, in score
     * @param floor the noise of the baseline's scores
     * @param direction which of two scores is the better one
     */
    public KeepRule(double confidence, double minGain, Noise floor, Direction direction) {
        if (!(confidence > 0 && confidence < 1) || !(minGain >= 0)) {
            throw new IllegalArgumentException("confidence " + confidence + ", least gain " + minGain);
        }
        this.confidence = confidence;
        this.minGain = minGain;
        this.floor = floor;
        this.direction = direction;
    }

    /**
     * A program's rule.
     *
     * @param baselineScores of at least 2 seeds, on the rows that are compared: their noise is the floor
     */
    public static KeepRule of(Program.Keep keep, Direction direction, Collection<Double> baselineScores) {
        return new KeepRule(keep.confidence(), keep.minGain(), Noise.of(baselineScores), direction);
    }

    /** Compares scores by seed, on the seeds that both have; at least one. */
    public Comparison compare(Map<Long, Double> candidate, Map<Long, Double> incumbent) {
        List<Double> differences = new ArrayList<>();
        new TreeMap<>(candidate).forEach((seed, score) -> {
            Double other = incumbent.get(seed);
            if (other != null) {
                differences.add(direction.gain(score, other));
            }
        });
        if (differences.isEmpty()) {
            throw new IllegalArgumentException("no seed in common: " + candidate.keySet() + ", " + incumbent.keySet());
        }
        int pairs = differences.size();
        double sample = pairs > 1 ? quantile(pairs - 1) * Noise.deviation(differences) : 0;
        double half = Math.max(floorWidth(), sample) / Math.sqrt(pairs);
        double mean = Noise.mean(differences);
        return new Comparison(pairs, mean, half, mean - half, mean + half);
    }

    /** Whether the candidate becomes the incumbent: the whole interval is above 0, and the gain is worth it. */
    public boolean keeps(Comparison comparison) {
        return comparison.lower() > 0 && comparison.meanGain() >= minGain;
    }

    /**
     * Whether more seeds would be a waste: not even the baseline's noise on top of the mean gain so far makes it worth keeping.
     * A rule for racing, meant for a candidate's first seeds: a heuristic that spends seeds where they can still decide
     * something, not a test. The interval of two or three differences is so wide that hardly anything would be given up by it,
     * so this looks at the floor alone. What {@link #keeps} accepts is never hopeless.
     */
    public boolean hopeless(Comparison comparison) {
        return comparison.meanGain() + floorWidth() / Math.sqrt(comparison.pairs()) < minGain;
    }

    private double floorWidth() {
        return quantile(floor.degreesOfFreedom()) * floor.deviation();
    }

    private double quantile(int freedom) {
        return TDistribution.of(freedom).inverseCumulativeProbability((1 + confidence) / 2);
    }
}
