package dev.assay.training.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Memory outside the heap that tensors are made over without a copy; it is filled anew for each step. */
final class DirectFloats {
    private final ByteBuffer bytes;
    private final FloatBuffer floats;

    DirectFloats(int size) {
        this.bytes =
                ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES)).order(ByteOrder.nativeOrder());
        this.floats = bytes.asFloatBuffer();
    }

    int size() {
        return floats.capacity();
    }

    void put(int index, float value) {
        floats.put(index, value);
    }

    void put(int index, float[] values, int length) {
        floats.put(index, values, 0, length);
    }

    /** The first {@code size} floats, as the engine wants them. */
    ByteBuffer first(int size) {
        return bytes.slice(0, size * Float.BYTES).order(ByteOrder.nativeOrder());
    }
}
