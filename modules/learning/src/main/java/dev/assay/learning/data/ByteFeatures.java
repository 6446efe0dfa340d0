package dev.assay.learning.data;

import java.util.List;

/**
 * Features kept as one unsigned byte each, as images come: a quarter of the memory of floats. A byte b of channel c reads as
 * {@code b * factor[c] + offset[c]}.
 */
public final class ByteFeatures implements Features {
    private static final int LEVELS = 256;

    private final List<Integer> rowShape;
    private final int rowSize;
    private final int rows;
    private final byte[] values;
    private final double[] factor;
    private final double[] offset;
    /** What each level of each channel reads as. */
    private final float[][] read;

    /**
     * @param rowShape shape of one row; the first dimension is the channel
     * @param values row after row; kept, so the caller must not change it any more
     * @param factor one a channel
     * @param offset one a channel
     */
    public ByteFeatures(List<Integer> rowShape, byte[] values, double[] factor, double[] offset) {
        this.rowShape = List.copyOf(rowShape);
        this.rowSize = Features.super.rowSize();
        if (values.length % rowSize != 0 || factor.length != rowShape.get(0) || offset.length != rowShape.get(0)) {
            throw new IllegalArgumentException(values.length + " features, " + factor.length + " factors and "
                    + offset.length + " offsets do not make rows of shape " + rowShape);
        }
        this.rows = values.length / rowSize;
        this.values = values;
        this.factor = factor.clone();
        this.offset = offset.clone();
        this.read = new float[factor.length][LEVELS];
        for (int channel = 0; channel < factor.length; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                read[channel][level] = (float) (level * factor[channel] + offset[channel]);
            }
        }
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
        int perChannel = rowSize / read.length;
        int from = row * rowSize;
        int to = at;
        for (float[] levels : read) {
            for (int i = 0; i < perChannel; i++) {
                target[to++] = levels[values[from++] & 0xff];
            }
        }
    }

    @Override
    public Features normalised(double[] mean, double[] std) {
        double[] factors = new double[factor.length];
        double[] offsets = new double[offset.length];
        for (int channel = 0; channel < factors.length; channel++) {
            factors[channel] = factor[channel] / std[channel];
            offsets[channel] = (offset[channel] - mean[channel]) / std[channel];
        }
        return new ByteFeatures(rowShape, values, factors, offsets);
    }
}
