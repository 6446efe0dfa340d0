package dev.assay.learning.data;

import java.util.List;

/** Features kept as floats, row after row. */
public final class FloatFeatures implements Features {
    private final List<Integer> rowShape;
    private final int rowSize;
    private final int rows;
    private final float[] values;

    /**
     * @param rowShape shape of one row
     * @param values row after row; copied
     */
    public FloatFeatures(List<Integer> rowShape, float[] values) {
        this(values.clone(), rowShape);
    }

    /** Takes the values over without a copy: the caller gives them up. */
    public static FloatFeatures adopt(List<Integer> rowShape, float[] values) {
        return new FloatFeatures(values, rowShape);
    }

    private FloatFeatures(float[] values, List<Integer> rowShape) {
        this.rowShape = List.copyOf(rowShape);
        this.rowSize = Features.super.rowSize();
        if (values.length % rowSize != 0) {
            throw new IllegalArgumentException(values.length + " features do not make rows of shape " + rowShape);
        }
        this.rows = values.length / rowSize;
        this.values = values;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public List<Integer> rowShape() {
        return rowShape;
    }

    @Override
    public int rowSize() {
        return rowSize;
    }

    @Override
    public void readRow(int row, float[] target, int at) {
        System.arraycopy(values, row * rowSize, target, at, rowSize);
    }

    @Override
    public Features normalised(double[] mean, double[] std) {
        float[] normalised = new float[values.length];
        int perIndex = rowSize / rowShape.get(0);
        for (int i = 0; i < values.length; i++) {
            int index = i % rowSize / perIndex;
            normalised[i] = (float) ((values[i] - mean[index]) / std[index]);
        }
        return adopt(rowShape, normalised);
    }
}
