package dev.assay.learning.codec;

import dev.assay.learning.model.ModelVector;

/**
 * Turns a vector into fewer bytes, from which a vector near it is had back. A pure function either way, of plain arithmetic in a
 * fixed order: the same vector has the same bytes, and these the same vector, on every machine. What is decoded is what counts:
 * a server folds it, wherever the site is.
 *
 * <p>Bytes are little-endian. A vector whose values are not all finite has bytes too, but they are refused or decode to one whose
 * values are not: it never passes for a sound one.
 */
public sealed interface Codec permits Float16Codec, BlockInt8Codec, TopKCodec {
    byte[] encode(ModelVector vector);

    /**
     * @param encoded from anybody
     * @param size of the vector
     * @throws MalformedEncoding when the bytes are not of a vector of this size
     */
    ModelVector decode(byte[] encoded, int size) throws MalformedEncoding;

    /** Whether what it leaves out is to be kept for the next vector, see {@link ErrorFeedback}; otherwise it is given up. */
    boolean keepsResidual();

    /** How many bytes a vector of this size takes, whatever its values. */
    long encodedBytes(int size);

    /** What is announced or received must have the length that the size gives. */
    static void requireLength(Codec codec, byte[] encoded, int size) throws MalformedEncoding {
        long expected = codec.encodedBytes(size);
        if (encoded.length != expected) {
            throw new MalformedEncoding(
                    encoded.length + " bytes, a vector of " + size + " values is encoded in " + expected);
        }
    }
}
