package dev.assay.data.reader;

import java.util.Arrays;

/** Floats that are gathered one after the other. */
final class FloatRows {
    private static final int LEAST = 1 << 12;

    private float[] values;
    private int size;

    FloatRows() {
        this(LEAST);
    }

    /** @param expected floats, so that large data are not held twice while they grow */
    FloatRows(long expected) {
        this.values = new float[(int) Math.max(LEAST, Math.min(expected, Integer.MAX_VALUE - 8L))];
    }

    void add(float value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.toIntExact(Math.min(Integer.MAX_VALUE - 8L, 2L * size)));
        }
        values[size++] = value;
    }

    /** The floats so far, without a copy where there is no room left: to be read only. */
    float[] toArray() {
        return size == values.length ? values : Arrays.copyOf(values, size);
    }
}
