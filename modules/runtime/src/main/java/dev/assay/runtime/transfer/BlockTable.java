package dev.assay.runtime.transfer;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The checks of a vector's blocks. The table's SHA-256 is the vector's address: who has been told the address holds the table
 * that comes with the bytes against it, and then each block against the table as it arrives.
 *
 * <p>Why not SHA-256 over the vector. What moves 256 MiB over loopback at full speed has both of two cores busy for some 0.1 s;
 * SHA-256 takes one of them for 0.17 s more on each side, with the processor's own instructions for it, and would bring a
 * transfer to half the rate of a plain stream at best. It would keep out nobody: who can alter a vector on its way could as
 * well alter the announcement of its digest, against which there is TLS; and who serves a vector may serve what it likes, which
 * the guard of a round is for. What is left is damage by chance, of memory or a line whose own checks missed it, and mistakes
 * of this code: blocks out of place, or of another vector. Against these the 64 bits of {@link VectorBlock#check} are enough.
 * A model's SHA-256 in the ledger is computed where the model is, and does not depend on any of this.
 *
 * <p>Two vectors with the same checks can be made on purpose, and what a site sends is later published by its server: such a
 * twin gets a salt, and with it an address of its own.
 *
 * @param values floats of the vector
 * @param salt 0 unless another vector had the address already
 * @param checks of the blocks, in order
 */
record BlockTable(int values, long salt, long... checks) {
    private static final int PARALLEL = 4;

    /** Computes the checks; of a vector of several blocks on all cores. */
    static BlockTable of(ModelVector vector, VectorBlocks blocks) {
        int count = VectorBlock.count(vector.size());
        IntStream indices = IntStream.range(0, count);
        return new BlockTable(
                vector.size(),
                0,
                (count < PARALLEL ? indices : indices.parallel())
                        .mapToLong(index -> check(vector, index, blocks))
                        .toArray());
    }

    private static long check(ModelVector vector, int index, VectorBlocks blocks) {
        VectorBlock block = blocks.take();
        try {
            block.encode(vector, index);
            return block.check();
        } finally {
            blocks.giveBack(block);
        }
    }

    /** The same for another address. */
    BlockTable salted() {
        return new BlockTable(values, salt + 1, checks);
    }

    Digest address() {
        return Digest.of(ByteBuffer.allocate(Long.BYTES + bytesFor(values))
                .putLong(values)
                .put(toBytes())
                .array());
    }

    long check(int block) {
        return checks[block];
    }

    /** How long the table of a vector is on the wire. */
    static int bytesFor(int values) {
        return Long.BYTES * (1 + VectorBlock.count(values));
    }

    /** Salt and checks, 8 bytes each, most significant first. */
    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(bytesFor(values)).putLong(salt);
        bytes.asLongBuffer().put(checks);
        return bytes.rewind();
    }

    /** @param bytes as many as {@link #bytesFor} says */
    static BlockTable ofBytes(int values, ByteBuffer bytes) {
        long salt = bytes.getLong();
        long[] checks = new long[VectorBlock.count(values)];
        bytes.asLongBuffer().get(checks);
        return new BlockTable(values, salt, checks);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockTable that
                && values == that.values
                && salt == that.salt
                && Arrays.equals(checks, that.checks);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(checks);
    }

    @Override
    public String toString() {
        return "BlockTable of " + values + " values";
    }
}
