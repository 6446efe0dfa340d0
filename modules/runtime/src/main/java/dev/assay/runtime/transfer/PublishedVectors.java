package dev.assay.runtime.transfer;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The vectors that this node serves, by address. One that is put here twice is held once, until it has been taken away as
 * often. Thread-safe.
 */
final class PublishedVectors {
    private final int most;
    private final Map<Digest, Shelved> shelved = new HashMap<>();

    private record Shelved(ModelVector vector, BlockTable table, int owners) {
        private boolean holds(ModelVector other) {
            return vector == other || vector.equals(other);
        }

        private Shelved ownedBy(int number) {
            return new Shelved(vector, table, number);
        }
    }

    /** A vector, and what it is checked by. */
    record Served(ModelVector vector, BlockTable table) {}

    /** @param most different vectors at a time */
    PublishedVectors(int most) {
        this.most = most;
    }

    /**
     * @param table the vector's own
     * @return its address
     * @throws TransferException when there are as many as there may be
     */
    synchronized Digest put(BlockTable table, ModelVector vector) throws TransferException {
        Digest address = table.address();
        Shelved before = shelved.get(address);
        if (before != null && !before.holds(vector)) {
            return put(table.salted(), vector);
        }
        if (before == null && shelved.size() >= most) {
            throw new TransferException(
                    Reason.FULL,
                    "this node publishes " + shelved.size() + " vectors, assay.transfer.published allows " + most);
        }
        shelved.put(address, before == null ? new Shelved(vector, table, 1) : before.ownedBy(before.owners() + 1));
        return address;
    }

    synchronized void take(Digest address) {
        shelved.computeIfPresent(address, (key, held) -> held.owners() == 1 ? null : held.ownedBy(held.owners() - 1));
    }

    synchronized Optional<Served> find(Digest address) {
        return Optional.ofNullable(shelved.get(address)).map(held -> new Served(held.vector(), held.table()));
    }

    synchronized int size() {
        return shelved.size();
    }
}
