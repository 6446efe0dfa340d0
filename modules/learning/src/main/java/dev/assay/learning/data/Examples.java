package dev.assay.learning.data;

import java.util.List;

/**
 * Immutable rows: features of one shape, and what is to be predicted for each.
 *
 * @param features as many rows as {@code targets}
 */
public record Examples(Features features, Targets targets) {
    public Examples {
        if (features.rows() != targets.rows()) {
            throw new IllegalArgumentException(
                    features.rows() + " rows of features, but targets for " + targets.rows());
        }
    }

    /**
     * Rows of floats with a class each.
     *
     * @param rowShape shape of one row
     * @param features row after row; copied
     * @param labels class indices from 0
     */
    public Examples(List<Integer> rowShape, float[] features, int[] labels) {
        this(new FloatFeatures(rowShape, features), Targets.classes(labels));
    }

    public int rows() {
        return targets.rows();
    }

    public List<Integer> rowShape() {
        return features.rowShape();
    }

    /** The number of features of one row. */
    public int rowSize() {
        return features.rowSize();
    }

    /** The class of a row; the targets must be classes. */
    public int label(int row) {
        return targets.label(row);
    }

    /** Copies one row's features into {@code target} from index {@code at}. */
    public void readRow(int row, float[] target, int at) {
        features.readRow(row, target, at);
    }

    /** The rows with these indices, in this order. */
    public Examples select(int[] rows) {
        return new Examples(features.select(rows), targets.select(rows));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Examples that
                && targets.equals(that.targets)
                && Features.sameRows(features, that.features);
    }

    @Override
    public int hashCode() {
        return targets.hashCode();
    }

    @Override
    public String toString() {
        return "Examples(" + rows() + " rows of " + rowShape() + ")";
    }
}
