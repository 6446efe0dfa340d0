package dev.assay.ledger.journal;

/**
 * An event with its place in the journal.
 *
 * @param persistenceId the entity that it belongs to, see {@link LedgerIds}
 * @param sequenceNumber its number in that entity, 1 for the first
 * @param event a {@code CampaignEvent} or a {@code TrialEvent}
 */
public record RecordedEvent(String persistenceId, long sequenceNumber, Object event) {}
