package dev.assay.runtime.transfer;

import dev.assay.learning.digest.Digest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * What a fetching node asks: magic, the 32 bytes of the digest, the offset as 8 bytes, most significant first.
 *
 * @param offset bytes of the vector that the node has already
 */
record VectorRequest(Digest digest, long offset) {
    /** "AVT1": the protocol and its version. */
    static final int MAGIC = 0x41565431;

    private static final int HASH_BYTES = 32;
    private static final int HEX = 16;

    void write(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        for (int i = 0; i < HASH_BYTES; i++) {
            out.writeByte(Integer.parseInt(digest.hex(), 2 * i, 2 * i + 2, HEX));
        }
        out.writeLong(offset);
        out.flush();
    }

    /** Empty when the bytes are no request. */
    static Optional<VectorRequest> read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            return Optional.empty();
        }
        byte[] hash = new byte[HASH_BYTES];
        in.readFully(hash);
        return Optional.of(new VectorRequest(Digest.ofHash(hash), in.readLong()));
    }
}
