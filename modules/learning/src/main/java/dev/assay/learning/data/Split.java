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
    private final Fractions fractions;

    private Split(int[][] parts, Fractions fractions) {
        this.parts = parts;
        this.fractions = fractions;
    }

    /**
     * The shares of the parts.
     *
     * @param train above 0
     * @param selection above 0
     * @param holdOut at least 0, and 0 only where the hold-out comes from elsewhere; the three sum to 1
     */
    public record Fractions(double train, double selection, double holdOut) {
        public Fractions {
            if (!(train > 0 && selection > 0 && holdOut >= 0)
                    || Math.abs(train + selection + holdOut - 1) > SUM_TOLERANCE) {
                throw new IllegalArgumentException("the fractions of train and selection must be above 0, that of"
                        + " the hold-out at least 0, and their sum 1, not " + train + ", " + selection + " and "
                        + holdOut);
            }
        }
    }

    /** Which rows of a stratum go to which part. */
    public enum Order {
        /** By chance, each stratum in proportion. */
        STRATIFIED,
        /** By chance, whatever the strata. */
        RANDOM,
        /** As the rows come: first train, then selection, then hold-out. For rows that follow each other in time. */
        ORDERED
    }

    /** {@link #of} by class, with no part empty. */
    public static Split stratified(int[] labels, Fractions fractions, long seed) {
        return of(labels, fractions, Order.STRATIFIED, seed).requireRows();
    }

    /**
     * Splits every stratum by the fractions. Rows left over by rounding down go, one each, to the parts with the largest
     * remainders, of equal ones to the earlier part. A part may stay empty when there are few rows.
     *
     * @param strata a group from 0 for each row; looked at only by {@link Order#STRATIFIED}
     * @param path tells the random stream of one division from those of others under the same seed
     */
    public static Split of(int[] strata, Fractions fractions, Order order, long seed, int... path) {
        int[][] parts = new int[PARTS][strata.length];
        int[] used = new int[PARTS];
        int[][] groups = RowGroups.of(order == Order.STRATIFIED ? strata : new int[strata.length]);
        for (int group = 0; group < groups.length; group++) {
            int[] rows = groups[group];
            if (order != Order.ORDERED) {
                int[] stream = Arrays.copyOf(path, path.length + 1);
                stream[path.length] = group;
                PermutationSampler.shuffle(RandomStreams.stream(seed, RandomPurpose.SPLIT, stream), rows);
            }
            int[] counts = largestRemainder(rows.length, fractions);
            int from = 0;
            for (int part = 0; part < PARTS; part++) {
                System.arraycopy(rows, from, parts[part], used[part], counts[part]);
                from += counts[part];
                used[part] += counts[part];
            }
        }
        for (int part = 0; part < PARTS; part++) {
            parts[part] = Arrays.copyOf(parts[part], used[part]);
            Arrays.sort(parts[part]);
        }
        return new Split(parts, fractions);
    }

    /**
     * This split.
     *
     * @throws IllegalArgumentException when a part that should have rows has none
     */
    public Split requireRows() {
        double[] wanted = {fractions.train(), fractions.selection(), fractions.holdOut()};
        for (int part = 0; part < PARTS; part++) {
            if (parts[part].length == 0 && wanted[part] > 0) {
                throw new IllegalArgumentException(
                        Arrays.stream(parts).mapToInt(rows -> rows.length).sum() + " rows are too few for " + fractions
                                + ": a part would stay empty");
            }
        }
        return this;
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
