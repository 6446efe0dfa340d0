package dev.assay.ledger.journal;

/**
 * A snapshot as it is stored, which may be anything.
 *
 * @param persistenceId the entity that it is stored under, see {@link LedgerIds}
 * @param sequenceNumber of the last event that it says to hold
 * @param serializer who wrote the bytes
 * @param manifest what the bytes are said to be
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on at once, and never compared.
public record StoredSnapshot(
        String persistenceId, long sequenceNumber, int serializer, String manifest, byte[] bytes) {}
