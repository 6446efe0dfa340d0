package dev.assay.runtime.transfer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * The head of an answer: magic, status as a byte, the vector's length as 8 bytes, most significant first. The vector's bytes
 * from the asked offset on follow if it is there.
 *
 * @param length bytes of the whole vector; 0 if it is not there
 */
record VectorAnswer(Status status, long length) {
    /** Its number is what is sent. */
    enum Status {
        HERE,
        NOT_HERE,
        /** The offset lies outside of the vector, or within a value. */
        NO_SUCH_OFFSET
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(VectorRequest.MAGIC);
        out.writeByte(status.ordinal());
        out.writeLong(length);
    }

    /** Empty when the bytes are no answer. */
    static Optional<VectorAnswer> read(DataInputStream in) throws IOException {
        if (in.readInt() != VectorRequest.MAGIC) {
            return Optional.empty();
        }
        int status = in.readUnsignedByte();
        long length = in.readLong();
        return status < Status.values().length
                ? Optional.of(new VectorAnswer(Status.values()[status], length))
                : Optional.empty();
    }
}
