package dev.assay.research.cost;

import java.util.Collection;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What one trial of a candidate spends, on average over its seeds.
 *
 * @param trials that the mean is over, at least 1
 * @param samples rows that went forward and backward, over all sites
 * @param steps optimizer steps, over all sites
 * @param bytesDown payload bytes from the server to the sites
 * @param bytesUp payload bytes from the sites to the server
 * @param seconds wall-clock time; for people, nothing is decided by it
 */
public record MeanCost(int trials, double samples, double steps, double bytesDown, double bytesUp, double seconds) {
    /** The mean over whole trials; empty where there is none. A trial that failed has not spent what a whole one does. */
    public static Optional<MeanCost> of(Collection<Cost> trials) {
        if (trials.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MeanCost(
                trials.size(),
                mean(trials, Cost::samples),
                mean(trials, Cost::steps),
                mean(trials, Cost::bytesDown),
                mean(trials, Cost::bytesUp),
                mean(trials, Cost::seconds)));
    }

    private static double mean(Collection<Cost> trials, ToDoubleFunction<Cost> part) {
        return trials.stream().mapToDouble(part).average().orElseThrow();
    }

    /** Bytes both ways. */
    public double bytes() {
        return bytesDown + bytesUp;
    }
}
