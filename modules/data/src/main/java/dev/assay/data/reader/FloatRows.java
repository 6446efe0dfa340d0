package dev.assay.data.reader;

import java.util.Arrays;

/** Floats that are gathered one after the other. */
final class FloatRows {
    private float[] values = new float[1 << 12];
    private int size;

    void add(float value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.toIntExact(Math.min(Integer.MAX_VALUE - 8L, 2L * size)));
        }
        values[size++] = value;
    }

    float[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
