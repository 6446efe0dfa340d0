package dev.assay.ledger.journal;

import dev.assay.ledger.chain.Entry;

/**
 * An entry with its place in the journal.
 *
 * @param persistenceId the entity that it belongs to, see {@link LedgerIds}
 * @param sequenceNumber its number in that entity, 1 for the first
 * @param entry of a {@code CampaignEvent} or a {@code TrialEvent}
 */
public record RecordedEvent(String persistenceId, long sequenceNumber, Entry<?> entry) {
    public Object event() {
        return entry.event();
    }
}
