package dev.assay.learning.codec;

import dev.assay.learning.model.ModelVector;
import java.util.Arrays;

/**
 * A vector that has gone through a codec: what comes out of it, and its bytes as a transfer moves them, four to a value, the
 * last ones filled up with zeros.
 */
public record Coded(ModelVector decoded, ModelVector words) {
    public static Coded of(Codec codec, ModelVector vector) {
        byte[] encoded = codec.encode(vector);
        ModelVector words = ModelVector.ofBytes(Arrays.copyOf(encoded, words(codec, vector.size()) * Float.BYTES));
        try {
            return new Coded(codec.decode(encoded, vector.size()), words);
        } catch (MalformedEncoding e) {
            throw new IllegalStateException("a codec that does not read its own bytes", e);
        }
    }

    /** How many values the words of a vector of this size are. */
    public static int words(Codec codec, int size) {
        return Math.toIntExact((codec.encodedBytes(size) + Float.BYTES - 1) / Float.BYTES);
    }

    /**
     * @param words from anybody
     * @param size of the vector
     */
    public static ModelVector decode(Codec codec, ModelVector words, int size) throws MalformedEncoding {
        if (words.size() != words(codec, size)) {
            throw new MalformedEncoding(
                    words.size() + " words, a vector of " + size + " values is encoded in " + words(codec, size));
        }
        return codec.decode(Arrays.copyOf(words.toBytes(), (int) codec.encodedBytes(size)), size);
    }
}
