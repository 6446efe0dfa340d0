package dev.assay.research.dataset;

import java.util.List;
import java.util.Optional;

/**
 * What is done to all rows before anything sees them. What is fitted is fitted on training rows only.
 *
 * @param normalise constants that are known beforehand
 * @param impute whether missing numbers become the mean of the training rows' numbers of the same feature
 * @param standardise whether each feature becomes mean 0 and deviation 1 over the training rows (divisor n - 1); a feature
 *     that never changes only becomes 0
 * @param fit whose training rows; only asked where something is fitted
 */
public record Preprocessing(Optional<Normalise> normalise, boolean impute, boolean standardise, Fit fit) {

    /** Whether anything depends on the rows. */
    public boolean isFitted() {
        return impute || standardise;
    }

    /**
     * {@code (x - mean) / std}, after the format's scale.
     *
     * @param mean one for each index of a row's first dimension
     * @param std likewise, above 0
     */
    public record Normalise(List<Double> mean, List<Double> std) {
        public Normalise {
            mean = List.copyOf(mean);
            std = List.copyOf(std);
        }
    }

    /** Whose training rows are looked at. */
    public enum Fit {
        /** Each site its own: nothing leaves the site. */
        SITE,
        /** All sites together, each giving its sums. */
        FEDERATION
    }
}
