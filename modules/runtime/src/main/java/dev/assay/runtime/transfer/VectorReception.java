package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.StallWatch.Watched;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A vector that is being received, over as many connections as it takes. Each block is checked before it counts as received;
 * one that is not what was announced is asked for once more, since a line can damage it. All on one thread, which takes a
 * fifth longer than reading alone: to hand a block over to another one, in whose caches it is not, takes longer than that. Not
 * thread-safe.
 */
final class VectorReception implements AutoCloseable {
    private static final int NONE = -1;

    private final AnnouncedVector wanted;
    private final VectorBlocks blocks;
    private final float[] values;
    private final int count;
    /** What came of it is kept when the connection breaks. */
    private final VectorBlock block;

    private int index;
    private int damaged = NONE;
    private BlockTable table;

    VectorReception(AnnouncedVector wanted, VectorBlocks blocks) {
        this.wanted = wanted;
        this.blocks = blocks;
        this.values = new float[wanted.values()];
        this.count = VectorBlock.count(wanted.values());
        this.block = blocks.take();
        begin(0);
    }

    /** Bytes that are here, those of a block that is not complete yet unchecked. */
    long received() {
        return (long) index * VectorBlock.BYTES + (index < count ? block.bytes().position() : 0);
    }

    /** Also of an empty vector, only its table tells that it is the announced one. */
    boolean complete() {
        return table != null && index >= count;
    }

    private void begin(int next) {
        index = next;
        if (next < count) {
            block.bytes().clear().limit(VectorBlock.valuesOf(next, values.length) * Float.BYTES);
        }
    }

    /** @throws TransferException when it is not the announced vector's */
    void check(ByteBuffer bytes) throws TransferException {
        BlockTable offered = BlockTable.ofBytes(values.length, bytes);
        if (!offered.address().equals(wanted.digest())) {
            throw other("what the node offers has digest " + offered.address().brief());
        }
        table = offered;
    }

    /**
     * Reads what is missing, after the table. When the connection breaks, what came is kept.
     *
     * @throws TransferException when a block is not the announced one for the second time
     */
    void readFrom(Line line, Watched watch) throws IOException {
        while (!complete()) {
            if (!line.fill(block.bytes(), watch)) {
                throw new EOFException("the connection ended " + missing() + " values early");
            }
            if (block.check() != table.check(index)) {
                refuse();
            }
            block.decode(values, index);
            begin(index + 1);
        }
    }

    private void refuse() throws IOException {
        begin(index);
        if (index == damaged) {
            throw other("block " + index + " of " + count + " came twice as something else");
        }
        damaged = index;
        throw new IOException("block " + index + " of " + count + " was damaged on its way");
    }

    private TransferException other(String why) {
        return new TransferException(Reason.WRONG_DIGEST, wanted + " cannot be fetched: " + why);
    }

    private long missing() {
        return values.length - received() / Float.BYTES;
    }

    /** The whole vector, as it was announced; once {@link #complete}. */
    ModelVector vector() {
        return ModelVector.adopt(values);
    }

    @Override
    public void close() {
        blocks.giveBack(block);
    }
}
