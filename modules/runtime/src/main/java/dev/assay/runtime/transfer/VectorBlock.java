package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/** A piece of a vector as bytes, little-endian as in its digest: all that a transfer needs beside the vector itself. */
final class VectorBlock {
    static final int VALUES = 65_536;

    private final ByteBuffer bytes;

    VectorBlock() {
        bytes = ByteBuffer.allocate(VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] array() {
        return bytes.array();
    }

    /** Takes up to a block's values from the vector, and returns how many. */
    int encode(ModelVector vector, int from) {
        int values = Math.min(VALUES, vector.size() - from);
        bytes.clear();
        bytes.asFloatBuffer().put(vector.buffer().slice(from, values));
        return values;
    }

    /** Puts the block's first values into the vector, and their bytes into its digest. */
    void decode(float[] vector, int from, int values, MessageDigest digest) {
        bytes.clear();
        bytes.asFloatBuffer().get(vector, from, values);
        digest.update(bytes.array(), 0, values * Float.BYTES);
    }
}
