package dev.assay.learning.aggregation;

import dev.assay.learning.model.ModelVector;

/** How the DIFFs of a round become one vector. Arguments are checked by the round. */
interface DiffReduction {
    void fold(int site, ModelVector diff, int steps);

    /** Writes coordinates {@code from} to {@code from + length} of the result to the start of {@code target}. */
    void read(int from, double[] target, int length);

    /** The mean weighted by optimizer steps. */
    record WeightedMean(ExactSum sum) implements DiffReduction {
        @Override
        public void fold(int site, ModelVector diff, int steps) {
            sum.add(diff, steps);
        }

        @Override
        public void read(int from, double[] target, int length) {
            sum.readMean(from, target, length);
        }
    }
}
