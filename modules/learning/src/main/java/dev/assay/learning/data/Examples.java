package dev.assay.learning.data;

import java.util.Arrays;
import java.util.List;

/** Immutable labelled rows: features as floats, all of one shape, and a class index each. */
public final class Examples {
    private final List<Integer> rowShape;
    private final int rowSize;
    private final float[] features;
    private final int[] labels;

    /**
     * @param rowShape shape of one row
     * @param features row after row; copied
     * @param labels class indices from 0; copied
     */
    public Examples(List<Integer> rowShape, float[] features, int[] labels) {
        this(List.copyOf(rowShape), size(rowShape), features.clone(), labels.clone());
        if (features.length != labels.length * rowSize) {
            throw new IllegalArgumentException(
                    features.length + " features do not make " + labels.length + " rows of shape " + rowShape);
        }
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0) {
                throw new IllegalArgumentException("row " + row + " has label " + labels[row] + "; labels start at 0");
            }
        }
    }

    private Examples(List<Integer> rowShape, int rowSize, float[] features, int[] labels) {
        this.rowShape = rowShape;
        this.rowSize = rowSize;
        this.features = features;
        this.labels = labels;
    }

    public int rows() {
        return labels.length;
    }

    public List<Integer> rowShape() {
        return rowShape;
    }

    /** The number of features of one row. */
    public int rowSize() {
        return rowSize;
    }

    public int label(int row) {
        return labels[row];
    }

    /** Copies one row's features into {@code target} from index {@code at}. */
    public void readRow(int row, float[] target, int at) {
        System.arraycopy(features, row * rowSize, target, at, rowSize);
    }

    /** The rows with these indices, in this order. */
    public Examples select(int[] rows) {
        float[] chosen = new float[rows.length * rowSize];
        int[] chosenLabels = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            readRow(rows[i], chosen, i * rowSize);
            chosenLabels[i] = labels[rows[i]];
        }
        return new Examples(rowShape, rowSize, chosen, chosenLabels);
    }

    /** All labels, copied. */
    public int[] labels() {
        return labels.clone();
    }

    private static int size(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Examples that
                && rowShape.equals(that.rowShape)
                && Arrays.equals(features, that.features)
                && Arrays.equals(labels, that.labels);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(features) + Arrays.hashCode(labels);
    }

    @Override
    public String toString() {
        return "Examples(" + rows() + " rows of " + rowShape + ")";
    }
}
