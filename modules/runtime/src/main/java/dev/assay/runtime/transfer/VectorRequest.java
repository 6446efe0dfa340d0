package dev.assay.runtime.transfer;

import dev.assay.learning.digest.Digest;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a fetching node asks: magic, the incarnation of the node that it means, the 32 bytes of the address, the offset.
 * Numbers are of 8 bytes, most significant first.
 *
 * @param incarnation as in {@link TransferAddress}
 * @param offset bytes of the vector that the node has already
 */
record VectorRequest(long incarnation, Digest digest, long offset) {
    /** "AVT2": the protocol and its version. */
    static final int MAGIC = 0x41565432;

    private static final int HASH_BYTES = 32;
    static final int BYTES = Integer.BYTES + Long.BYTES + HASH_BYTES + Long.BYTES;

    ByteBuffer toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .putLong(incarnation)
                .put(digest.bytes())
                .putLong(offset)
                .flip();
    }

    /**
     * Empty when the bytes are no request.
     *
     * @param bytes {@link #BYTES} of them
     */
    static Optional<VectorRequest> ofBytes(ByteBuffer bytes) {
        if (bytes.getInt() != MAGIC) {
            return Optional.empty();
        }
        long incarnation = bytes.getLong();
        byte[] hash = new byte[HASH_BYTES];
        bytes.get(hash);
        return Optional.of(new VectorRequest(incarnation, Digest.ofHash(hash), bytes.getLong()));
    }
}
