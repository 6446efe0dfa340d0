package dev.assay.data.reader;

import dev.assay.learning.data.ByteFeatures;
import dev.assay.learning.data.Features;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/** Rows of unsigned bytes that are gathered one after the other. */
final class ByteRows {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final int rowSize;
    private byte[] values;
    private int size;

    /** @param expected rows; more are taken too, at the price of a copy */
    ByteRows(int rowSize, int expected) {
        this.rowSize = rowSize;
        this.values = new byte[(int) Math.min(LARGEST, (long) rowSize * expected)];
    }

    /** Reads one row; throws an {@link EOFException} when the content ends before. */
    void read(InputStream content) throws IOException {
        reserve();
        int read = content.readNBytes(values, size, rowSize);
        if (read < rowSize) {
            throw new EOFException();
        }
        size += rowSize;
    }

    /** Adds one row. */
    void add(byte[] row) {
        reserve();
        System.arraycopy(row, 0, values, size, rowSize);
        size += rowSize;
    }

    int rows() {
        return size / rowSize;
    }

    /** All rows, each byte multiplied by {@code scale} when it is read; nothing may be added any more. */
    Features features(List<Integer> rowShape, double scale) {
        byte[] all = size == values.length ? values : Arrays.copyOf(values, size);
        double[] factor = new double[rowShape.get(0)];
        Arrays.fill(factor, scale);
        return new ByteFeatures(rowShape, all, factor, new double[rowShape.get(0)]);
    }

    private void reserve() {
        if ((long) size + rowSize > values.length) {
            long doubled = Math.max(2L * values.length, (long) size + rowSize);
            values = Arrays.copyOf(values, (int) Math.min(LARGEST, doubled));
        }
    }
}
