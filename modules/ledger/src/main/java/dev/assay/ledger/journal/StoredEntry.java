package dev.assay.ledger.journal;

import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.ledger.wire.LedgerSerializer;

/**
 * A row of the journal as it is, which may be anything.
 *
 * @param persistenceId the entity that it is stored under, see {@link LedgerIds}
 * @param sequenceNumber the number that it is stored under
 * @param serializer who wrote the bytes
 * @param manifest what the bytes are said to be
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on at once, and never compared.
public record StoredEntry(String persistenceId, long sequenceNumber, int serializer, String manifest, byte[] bytes) {

    /** The row that an entry of an entity has. */
    public static StoredEntry of(String persistenceId, Entry<?> entry) {
        return new StoredEntry(
                persistenceId,
                entry.sequence(),
                LedgerSerializer.IDENTIFIER,
                EventCodec.manifest(entry.event()),
                entry.bytes());
    }

    /**
     * The entry that the bytes are.
     *
     * @throws dev.assay.ledger.wire.UnreadableEventException if a newer release wrote it, or the bytes are damaged
     */
    public Entry<?> entry() {
        return EventCodec.read(manifest, bytes);
    }

    /** Whether this program wrote the bytes, as far as the journal says. */
    public boolean isOfALedger() {
        return serializer == LedgerSerializer.IDENTIFIER;
    }
}
