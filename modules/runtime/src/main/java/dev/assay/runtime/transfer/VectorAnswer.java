package dev.assay.runtime.transfer;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The head of an answer: magic, status as a byte, the vector's length as 8 bytes, most significant first. If the vector is
 * there, its {@link BlockTable} follows, and then its bytes from the asked offset on.
 *
 * @param length bytes of the whole vector; 0 if it is not there
 */
record VectorAnswer(Status status, long length) {
    static final int BYTES = Integer.BYTES + 1 + Long.BYTES;

    /** Its number is what is sent. */
    enum Status {
        HERE,
        NOT_HERE,
        /** The offset lies outside of the vector. */
        NO_SUCH_OFFSET,
        /** The node that was asked for is gone; this is another one at its port. */
        OTHER_NODE
    }

    ByteBuffer toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(VectorRequest.MAGIC)
                .put((byte) status.ordinal())
                .putLong(length)
                .flip();
    }

    /**
     * Empty when the bytes are no answer.
     *
     * @param bytes {@link #BYTES} of them
     */
    static Optional<VectorAnswer> ofBytes(ByteBuffer bytes) {
        if (bytes.getInt() != VectorRequest.MAGIC) {
            return Optional.empty();
        }
        int status = Byte.toUnsignedInt(bytes.get());
        return status < Status.values().length
                ? Optional.of(new VectorAnswer(Status.values()[status], bytes.getLong()))
                : Optional.empty();
    }
}
