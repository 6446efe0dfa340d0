package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;

/** A score in the making: rows come in pieces, so that the outputs of all of them need not be in memory at once. */
public interface Scorer {
    /**
     * @param outputs the network's outputs, row after row, the same number for each
     * @param targets of the same rows
     * @throws IllegalArgumentException when the outputs do not divide into the rows, are not as many as the metric takes, or
     *     have none for a target
     */
    void add(float[] outputs, Targets targets);

    /**
     * The score of all rows so far.
     *
     * @throws IllegalArgumentException when there is no row, or the metric has no value for such rows
     */
    double score();
}
