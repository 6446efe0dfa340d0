package dev.assay.runtime.transfer;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one owner publishes, until it closes this: the vectors of an update, say. Closing it ends all of them, also those that
 * another thread is about to publish. Thread-safe.
 */
public final class Publications implements AutoCloseable {
    private final PublishedVectors vectors;
    private final VectorBlocks blocks;
    private final Optional<TransferAddress> at;
    private final List<Digest> owned = new ArrayList<>();
    private boolean closed;

    Publications(PublishedVectors vectors, VectorBlocks blocks, Optional<TransferAddress> at) {
        this.vectors = vectors;
        this.blocks = blocks;
        this.at = at;
    }

    /**
     * Computes the vector's address, for which all of it is read, and publishes it; nothing is copied.
     *
     * @throws TransferException when this has been closed, or the node publishes as much as it may
     */
    public AnnouncedVector publish(ModelVector vector) throws TransferException {
        TransferAddress here = at.orElseThrow(() -> new TransferException(
                Reason.CLOSED, "nothing can be published: this node was started without a transfer port"));
        BlockTable table = BlockTable.of(vector, blocks);
        Digest digest;
        synchronized (this) {
            if (closed) {
                throw new TransferException(
                        Reason.CLOSED,
                        "a vector of " + vector.size() + " values was withdrawn before it was published");
            }
            digest = vectors.put(table, vector);
            owned.add(digest);
        }
        return new AnnouncedVector(digest, vector.size(), here);
    }

    /** As {@link #publish(ModelVector)}, where there may be nothing to publish. */
    public Optional<AnnouncedVector> publish(Optional<ModelVector> vector) throws TransferException {
        return vector.isEmpty() ? Optional.empty() : Optional.of(publish(vector.get()));
    }

    @Override
    public synchronized void close() {
        closed = true;
        owned.forEach(vectors::take);
        owned.clear();
    }
}
