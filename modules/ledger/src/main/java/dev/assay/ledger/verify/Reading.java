package dev.assay.ledger.verify;

import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.wire.UnreadableEventException;

/**
 * What was read at one place of a journal or an export: an entry, or that there is none to be had.
 *
 * <p>Readings come in the order of an export: the campaign's events as they are, the events of a trial right before the
 * report of its end, those of trials without a report last.
 */
public sealed interface Reading {
    /** What a row of a journal or a line of an export holds. */
    static Reading of(String place, StoredEntry row) {
        if (!row.isOfALedger()) {
            return new Unreadable(
                    place, "was not written by this program: its serializer is " + row.serializer(), false);
        }
        try {
            return new Read(place, row.persistenceId(), row.sequenceNumber(), row.entry());
        } catch (UnreadableEventException e) {
            return new Unreadable(place, "cannot be read: " + e.getMessage(), e.isOfNewerRelease());
        }
    }

    /** Where, for people. */
    String place();

    /**
     * An entry.
     *
     * @param persistenceId the entity that it is kept under
     * @param sequenceNumber the number that it is kept under
     */
    record Read(String place, String persistenceId, long sequenceNumber, Entry<?> entry) implements Reading {}

    /**
     * Nothing that could be an entry.
     *
     * @param problem completes "place ..."
     * @param newerRelease whether a newer release seems to have written it, which is no damage
     */
    record Unreadable(String place, String problem, boolean newerRelease) implements Reading {}
}
