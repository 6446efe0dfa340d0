package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A piece of a vector as little-endian bytes, in memory outside of the heap: the system reads and writes it without a copy.
 * Vectors are cut into whole blocks, of which the last one may be shorter. Not thread-safe.
 */
final class VectorBlock {
    static final int VALUES = 262_144;

    static final int BYTES = VALUES * Float.BYTES;

    private static final int HALF = 32;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** How many blocks a vector has. */
    static int count(int values) {
        return Math.floorDiv(values - 1, VALUES) + 1;
    }

    /** How many values the block has, in a vector of so many. */
    static int valuesOf(int block, int values) {
        return Math.min(VALUES, values - block * VALUES);
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /** Becomes a block of the vector, with its position at its start. */
    void encode(ModelVector vector, int block) {
        int values = valuesOf(block, vector.size());
        bytes.clear().limit(values * Float.BYTES);
        bytes.asFloatBuffer().put(vector.buffer().slice(block * VALUES, values));
    }

    /** Puts the bytes before the limit into their place in the vector. */
    void decode(float[] vector, int block) {
        bytes.rewind().asFloatBuffer().get(vector, block * VALUES, bytes.limit() / Float.BYTES);
    }

    /**
     * Of the bytes before the limit: CRC-32C in the upper half, CRC-32 in the lower one. Their polynomials have no common
     * factor, so together they are a check of 64 bits: damage by chance passes once in 2^64 times. The processor computes each
     * at some 40 GiB a second.
     */
    long check() {
        CRC32C upper = new CRC32C();
        upper.update(bytes.rewind());
        CRC32 lower = new CRC32();
        lower.update(bytes.rewind());
        return upper.getValue() << HALF | lower.getValue();
    }
}
