package dev.assay.learning.codec;

import dev.assay.learning.model.ModelVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The values that are the largest in size, as they are, and 0 in place of all others: 8 bytes for each one kept. Their indices
 * come first, ascending, then the values. Of equal ones, those of lower indices are kept.
 *
 * <p>What is left out would be lost; used with {@link ErrorFeedback} it is sent later (Stich, Cordonnier and Jaggi 2018,
 * "Sparsified SGD with Memory").
 *
 * @param fraction of the values that are kept, above 0 and at most 1: the smallest number of values that is not below it
 */
public record TopKCodec(double fraction) implements Codec {
    private static final int BYTES = Integer.BYTES + Float.BYTES;
    private static final int MAGNITUDE = 0x7fff_ffff;

    public TopKCodec {
        if (!(fraction > 0) || fraction > 1) {
            throw new IllegalArgumentException("a fraction of " + fraction + ", must be above 0 and at most 1");
        }
    }

    private int kept(int size) {
        return (int) Math.ceil(fraction * size);
    }

    /** As the values order by size; NaN is above all, so that it is not hidden. */
    private static int magnitude(float value) {
        return Float.floatToRawIntBits(value) & MAGNITUDE;
    }

    @Override
    public byte[] encode(ModelVector vector) {
        int size = vector.size();
        int kept = kept(size);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(kept, BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        if (kept == 0) {
            return bytes.array();
        }
        int[] sorted = new int[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = magnitude(vector.get(i));
        }
        Arrays.sort(sorted);
        int least = sorted[size - kept];
        int above = 0;
        for (int i = size - kept; i < size; i++) {
            above += sorted[i] > least ? 1 : 0;
        }
        int equal = kept - above;
        int done = 0;
        for (int i = 0; i < size; i++) {
            int magnitude = magnitude(vector.get(i));
            if (magnitude > least || (magnitude == least && equal-- > 0)) {
                bytes.putInt(done * Integer.BYTES, i);
                bytes.putFloat(kept * Integer.BYTES + done * Float.BYTES, vector.get(i));
                done++;
            }
        }
        return bytes.array();
    }

    @Override
    public ModelVector decode(byte[] encoded, int size) throws MalformedEncoding {
        Codec.requireLength(this, encoded, size);
        int kept = kept(size);
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[size];
        int before = -1;
        for (int i = 0; i < kept; i++) {
            int index = bytes.getInt(i * Integer.BYTES);
            if (index <= before || index >= size) {
                throw new MalformedEncoding(
                        "index " + index + " after " + before + ", must be above it and below " + size);
            }
            values[index] = bytes.getFloat(kept * Integer.BYTES + i * Float.BYTES);
            before = index;
        }
        return ModelVector.adopt(values);
    }

    @Override
    public boolean keepsResidual() {
        return true;
    }

    @Override
    public long encodedBytes(int size) {
        return (long) kept(size) * BYTES;
    }
}
