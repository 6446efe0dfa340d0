package dev.assay.learning.model;

import dev.assay.learning.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * An immutable flat vector of 32-bit floats: a model, a DIFF, an optimizer's momentum, a control variate. Equality is by
 * bits, so NaN equals itself and 0 differs from -0: what the ledger calls "the same model".
 */
public final class ModelVector {
    private static final int CHUNK = 8_192;
    private static final double UNKNOWN = -1;

    private final float[] values;
    /** Once somebody has asked for it, as every check of an update does; two threads that do so at once find the same bits. */
    private volatile double norm = UNKNOWN;

    private ModelVector(float[] values) {
        this.values = values;
    }

    public static ModelVector copyOf(float[] values) {
        return new ModelVector(values.clone());
    }

    /** Takes the array over without a copy; the caller gives it up and never writes to it again. */
    public static ModelVector adopt(float[] values) {
        return new ModelVector(values);
    }

    public static ModelVector zeros(int size) {
        return new ModelVector(new float[size]);
    }

    public int size() {
        return values.length;
    }

    public float get(int index) {
        return values[index];
    }

    public float[] toArray() {
        return values.clone();
    }

    /** A read-only view, for engines that copy it into their own memory. */
    public FloatBuffer buffer() {
        return FloatBuffer.wrap(values).asReadOnlyBuffer();
    }

    /** Copies {@code length} values from index {@code from} into the start of {@code target}: loops work on such blocks. */
    public void read(int from, float[] target, int length) {
        System.arraycopy(values, from, target, 0, length);
    }

    /** This minus the other, coordinate by coordinate in float arithmetic; the sizes must be equal. */
    public ModelVector minus(ModelVector other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException("vectors of " + size() + " and " + other.size() + " values");
        }
        float[] difference = new float[values.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = values[i] - other.values[i];
        }
        return new ModelVector(difference);
    }

    /** The Euclidean norm, summed in double precision in index order; NaN or infinity when a value is. */
    public double norm() {
        double known = norm;
        if (known == UNKNOWN) {
            double squares = 0;
            for (float value : values) {
                squares += (double) value * value;
            }
            known = Math.sqrt(squares);
            norm = known;
        }
        return known;
    }

    /** Whether all values are: squares of finite floats are too small for any number of them to overflow a double. */
    public boolean isFinite() {
        return Double.isFinite(norm());
    }

    /** SHA-256 over the little-endian bytes of the values. */
    public Digest digest() {
        MessageDigest sha = Digest.sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += CHUNK) {
            int length = Math.min(CHUNK, values.length - from);
            chunk.clear();
            chunk.asFloatBuffer().put(values, from, length);
            sha.update(chunk.array(), 0, length * Float.BYTES);
        }
        return Digest.ofHash(sha.digest());
    }

    /** The values as little-endian bytes, 4 each. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The inverse of {@link #toBytes()}; the length must be a multiple of 4. */
    public static ModelVector ofBytes(byte[] bytes) {
        if (bytes.length % Float.BYTES != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes are no whole number of floats");
        }
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new ModelVector(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelVector that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "ModelVector(" + values.length + " values)";
    }
}
