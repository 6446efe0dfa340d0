package dev.assay.learning.aggregation;

import dev.assay.learning.model.ModelVector;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Per coordinate, a statistic of the sites' values in ascending order. It has to hold every DIFF until the round ends, by
 * site index; sorting makes the order of arrival and the order of sites irrelevant. Sites count equally, whatever their steps.
 */
final class OrderStatistics implements DiffReduction {
    /** More than the rounding of a fraction times a number of sites, less than any fraction that is meant. */
    private static final double ROUNDING = 1e-9;

    private final ModelVector[] diffs;
    private final ToDoubleFunction<float[]> statistic;

    /** @param statistic of the values of one coordinate, which come sorted and finite */
    OrderStatistics(int sites, ToDoubleFunction<float[]> statistic) {
        this.diffs = new ModelVector[sites];
        this.statistic = statistic;
    }

    @Override
    public void fold(int site, ModelVector diff, int steps) {
        diffs[site] = diff;
    }

    @Override
    public void read(int from, double[] target, int length) {
        List<ModelVector> present =
                Arrays.stream(diffs).filter(Objects::nonNull).toList();
        float[][] blocks = new float[present.size()][length];
        for (int site = 0; site < blocks.length; site++) {
            present.get(site).read(from, blocks[site], length);
        }
        float[] values = new float[blocks.length];
        for (int i = 0; i < length; i++) {
            for (int site = 0; site < values.length; site++) {
                values[site] = blocks[site][i];
            }
            Arrays.sort(values);
            target[i] = statistic.applyAsDouble(values);
        }
    }

    /** The middle value, or the mean of the two middle ones. */
    static double median(float[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : ((double) sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The mean without the {@code floor(fraction * n)} smallest and as many largest values. A product that misses a whole
     * number by rounding alone counts as that number.
     */
    static double trimmedMean(float[] sorted, double fraction) {
        int cut = (int) Math.floor(fraction * sorted.length + ROUNDING);
        double sum = 0;
        for (int i = cut; i < sorted.length - cut; i++) {
            sum += sorted[i];
        }
        return sum / (sorted.length - 2 * cut);
    }
}
