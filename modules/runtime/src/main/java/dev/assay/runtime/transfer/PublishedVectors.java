package dev.assay.runtime.transfer;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The vectors that this node serves, by digest. One that is put here twice is held once, until it has been taken away as
 * often. Thread-safe.
 */
final class PublishedVectors {
    private final int most;
    private final Map<Digest, Shelved> shelved = new HashMap<>();

    private record Shelved(ModelVector vector, int owners) {}

    /** @param most different vectors at a time */
    PublishedVectors(int most) {
        this.most = most;
    }

    /**
     * @param digest the vector's own
     * @throws TransferException when there are as many as there may be
     */
    synchronized void put(Digest digest, ModelVector vector) throws TransferException {
        Shelved before = shelved.get(digest);
        if (before == null && shelved.size() >= most) {
            throw new TransferException(
                    Reason.FULL,
                    "this node publishes " + shelved.size() + " vectors, assay.transfer.published allows " + most);
        }
        shelved.put(digest, new Shelved(vector, before == null ? 1 : before.owners() + 1));
    }

    synchronized void take(Digest digest) {
        shelved.computeIfPresent(
                digest, (key, held) -> held.owners() == 1 ? null : new Shelved(held.vector(), held.owners() - 1));
    }

    synchronized Optional<ModelVector> find(Digest digest) {
        return Optional.ofNullable(shelved.get(digest)).map(Shelved::vector);
    }

    synchronized int size() {
        return shelved.size();
    }
}
