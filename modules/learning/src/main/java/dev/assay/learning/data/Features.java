package dev.assay.learning.data;

import java.util.Arrays;
import java.util.List;

/** Immutable features of rows that all have one shape. */
public sealed interface Features permits FloatFeatures, ByteFeatures, SelectedFeatures {
    int rows();

    /** The shape of one row, without the batch dimension. */
    List<Integer> rowShape();

    /** The number of features of one row. */
    default int rowSize() {
        return rowShape().stream().reduce(1, Math::multiplyExact);
    }

    /** Copies one row into {@code target} from index {@code at}. */
    void readRow(int row, float[] target, int at);

    /** The rows with these indices, in this order; shares this one's memory. */
    default Features select(int[] rows) {
        return new SelectedFeatures(this, rows.clone());
    }

    /**
     * The same rows with {@code (x - mean) / std} for each value.
     *
     * @param mean one for each index of a row's first dimension
     * @param std likewise, above 0
     */
    Features normalised(double[] mean, double[] std);

    /** Whether both have the same rows of the same shape, however they are kept. */
    static boolean sameRows(Features a, Features b) {
        if (a.rows() != b.rows() || !a.rowShape().equals(b.rowShape())) {
            return false;
        }
        float[] left = new float[a.rowSize()];
        float[] right = new float[a.rowSize()];
        for (int row = 0; row < a.rows(); row++) {
            a.readRow(row, left, 0);
            b.readRow(row, right, 0);
            if (!Arrays.equals(left, right)) {
                return false;
            }
        }
        return true;
    }
}
