package dev.assay.learning.codec;

import dev.assay.learning.model.ModelVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Each value as a whole number of -127 to 127, to be multiplied by the scale of its block: a byte a value, and 4 a block for the
 * scale, a float. All scales come first. A scale is the largest value of the block, in size, divided by 127 and rounded upwards,
 * so no value lies outside. A block with a value that is not finite has the scale NaN, and decodes to NaN: who checks what was
 * decoded sees it.
 *
 * <p>The error of a value is at most half the scale of its block, apart from the rounding of the product to a float, which is
 * less than 2^-17 of the scale.
 *
 * @param block values that have a scale in common, from 1
 */
public record BlockInt8Codec(int block) implements Codec {
    private static final int LARGEST = 127;

    public BlockInt8Codec {
        if (block < 1) {
            throw new IllegalArgumentException("a block of " + block + " values, must be 1 or more");
        }
    }

    @Override
    public byte[] encode(ModelVector vector) {
        int size = vector.size();
        ByteBuffer bytes = ByteBuffer.allocate((int) encodedBytes(size)).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < size; from += block) {
            bytes.putFloat(scale(vector, from));
        }
        for (int i = 0; i < size; i++) {
            double scale = bytes.getFloat(i / block * Float.BYTES);
            bytes.put((byte) (scale == 0 ? 0 : Math.rint(vector.get(i) / scale)));
        }
        return bytes.array();
    }

    /** NaN when a value of the block is not finite. */
    private float scale(ModelVector vector, int from) {
        float largest = 0;
        for (int i = from; i < vector.size() && i - from < block; i++) {
            largest = Math.max(largest, Math.abs(vector.get(i)));
        }
        if (!Float.isFinite(largest)) {
            return Float.NaN;
        }
        float scale = largest / LARGEST;
        return (double) scale * LARGEST < largest ? Math.nextUp(scale) : scale;
    }

    @Override
    public ModelVector decode(byte[] encoded, int size) throws MalformedEncoding {
        Codec.requireLength(this, encoded, size);
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        float[] scales = new float[blocks(size)];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = bytes.getFloat();
            if (scales[i] < 0 || Float.isInfinite(scales[i])) {
                throw new MalformedEncoding(
                        "block " + i + " has scale " + scales[i] + ", must be finite, and 0 or more");
            }
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            byte steps = bytes.get();
            if (steps < -LARGEST) {
                throw new MalformedEncoding("value " + i + " has " + steps + " steps, must be -127 to 127");
            }
            values[i] = (float) (steps * (double) scales[i / block]);
        }
        return ModelVector.adopt(values);
    }

    private int blocks(int size) {
        return Math.floorDiv(size - 1, block) + 1;
    }

    @Override
    public boolean keepsResidual() {
        return false;
    }

    @Override
    public long encodedBytes(int size) {
        return (long) blocks(size) * Float.BYTES + size;
    }
}
