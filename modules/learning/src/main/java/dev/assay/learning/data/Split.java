package dev.assay.learning.data;

import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * The rows of a data set in three parts that share no row and together have all: one to train on, one to select candidates
 * by, and one that stays sealed until the end. Row indices ascend in each part.
 */
public final class Split {
    private static final int PARTS = 3;
    private static final double SUM_TOLERANCE = 1e-9;

    private final int[][] parts;

    private Split(int[][] parts) {
        this.parts = parts;
    }

    /**
     * The shares of the parts.
     *
     * @param train above 0
     * @param selection above 0
     * @param holdOut above 0; the three sum to 1
     */
    public record Fractions(double train, double selection, double holdOut) {
        public Fractions {
            if (!(train > 0 && selection > 0 && holdOut > 0)
                    || Math.abs(train + selection + holdOut - 1) > SUM_TOLERANCE) {
                throw new IllegalArgumentException("the fractions of train, selection and hold-out must each be above 0"
                        + " and sum to 1, not " + train + ", " + selection + " and " + holdOut);
            }
        }
    }

    /**
     * Splits every class by the fractions. Rows left over by rounding down go, one each, to the parts with the largest
     * remainders, of equal ones to the earlier part.
     *
     * @throws IllegalArgumentException when a part would stay without a row
     */
    public static Split stratified(int[] labels, Fractions fractions, long seed) {
        int[][] parts = new int[PARTS][labels.length];
        int[] used = new int[PARTS];
        int[][] classes = RowGroups.of(labels);
        for (int label = 0; label < classes.length; label++) {
            int[] rows = classes[label];
            PermutationSampler.shuffle(RandomStreams.stream(seed, RandomPurpose.SPLIT, label), rows);
            int[] counts = largestRemainder(rows.length, fractions);
            int from = 0;
            for (int part = 0; part < PARTS; part++) {
                System.arraycopy(rows, from, parts[part], used[part], counts[part]);
                from += counts[part];
                used[part] += counts[part];
            }
        }
        for (int part = 0; part < PARTS; part++) {
            if (used[part] == 0) {
                throw new IllegalArgumentException(
                        labels.length + " rows are too few for " + fractions + ": a part would stay empty");
            }
            parts[part] = Arrays.copyOf(parts[part], used[part]);
            Arrays.sort(parts[part]);
        }
        return new Split(parts);
    }

    /** Row indices to train on. */
    public int[] train() {
        return parts[0].clone();
    }

    /** Row indices that score candidates. */
    public int[] selection() {
        return parts[1].clone();
    }

    /** Row indices of the sealed part. */
    public int[] holdOut() {
        return parts[2].clone();
    }

    private static int[] largestRemainder(int rows, Fractions fractions) {
        double[] quotas = {rows * fractions.train(), rows * fractions.selection(), rows * fractions.holdOut()};
        int[] counts = new int[PARTS];
        int given = 0;
        for (int part = 0; part < PARTS; part++) {
            // A quota that is whole but for rounding is whole.
            counts[part] = (int) Math.floor(quotas[part] + SUM_TOLERANCE);
            given += counts[part];
        }
        for (; given < rows; given++) {
            int next = 0;
            for (int part = 1; part < PARTS; part++) {
                if (quotas[part] - counts[part] > quotas[next] - counts[next] + SUM_TOLERANCE) {
                    next = part;
                }
            }
            counts[next]++;
        }
        return counts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Split that && Arrays.deepEquals(parts, that.parts);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(parts);
    }

    @Override
    public String toString() {
        return "Split(" + parts[0].length + " train, " + parts[1].length + " selection, " + parts[2].length
                + " hold-out rows)";
    }
}
