package dev.assay.learning.codec;

import dev.assay.learning.model.ModelVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Each value as an IEEE 754 binary16, rounded to the nearest, ties to even: 2 bytes a value.
 *
 * <p>Of a value of 2^-14 to 65,504 in size the error is at most 2^-11 of it, of a smaller one at most 2^-25. A larger one becomes
 * 65,504, never infinite; infinities and NaN stay what they are.
 */
public record Float16Codec() implements Codec {
    private static final int SIGN = 0x8000;
    private static final int LARGEST = 0x7bff;
    private static final int INFINITE = 0x7c00;
    private static final int NOT_A_NUMBER = 0x7e00;
    private static final int MAGNITUDE = 0x7fff;
    private static final int FLOAT_MAGNITUDE = 0x7fff_ffff;
    private static final int FLOAT_INFINITE = 0x7f80_0000;
    /** 65,520: half-way between the largest binary16 and the one that there would be next. */
    private static final int FLOAT_TOO_LARGE = 0x477f_f000;
    /** 2^-14, from which on a binary16 has all its digits. */
    private static final int FLOAT_NORMAL = 0x3880_0000;
    /** What the exponents of the two formats differ by, at its place in a float. */
    private static final int EXPONENTS = 0x3800_0000;

    private static final int FEWER_DIGITS = 13;
    private static final int HALF_OF_LAST_DIGIT = 0xfff;
    private static final float SMALLEST = 0x1p-24f;

    @Override
    public byte[] encode(ModelVector vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate((int) encodedBytes(vector.size())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < vector.size(); i++) {
            bytes.putShort((short) toHalf(vector.get(i)));
        }
        return bytes.array();
    }

    @Override
    public ModelVector decode(byte[] encoded, int size) throws MalformedEncoding {
        Codec.requireLength(this, encoded, size);
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = ofHalf(bytes.getShort());
        }
        return ModelVector.adopt(values);
    }

    @Override
    public boolean keepsResidual() {
        return false;
    }

    @Override
    public long encodedBytes(int size) {
        return (long) size * Short.BYTES;
    }

    private static int toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        return ((bits >>> Short.SIZE) & SIGN) | magnitude(bits & FLOAT_MAGNITUDE);
    }

    private static int magnitude(int bits) {
        if (bits >= FLOAT_INFINITE) {
            return bits == FLOAT_INFINITE ? INFINITE : NOT_A_NUMBER;
        }
        if (bits >= FLOAT_TOO_LARGE) {
            return LARGEST;
        }
        if (bits < FLOAT_NORMAL) {
            return (int) Math.rint(Float.intBitsToFloat(bits) / SMALLEST);
        }
        int odd = (bits >> FEWER_DIGITS) & 1;
        return (bits - EXPONENTS + HALF_OF_LAST_DIGIT + odd) >> FEWER_DIGITS;
    }

    private static float ofHalf(short half) {
        int magnitude = half & MAGNITUDE;
        float size;
        if (magnitude >= INFINITE) {
            size = magnitude == INFINITE ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (magnitude <= HALF_OF_LAST_DIGIT >> 2) {
            size = magnitude * SMALLEST;
        } else {
            size = Float.intBitsToFloat((magnitude << FEWER_DIGITS) + EXPONENTS);
        }
        return half < 0 ? -size : size;
    }
}
