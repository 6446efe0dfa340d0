package dev.assay.ledger.journal;

import dev.assay.ledger.chain.BrokenChainException;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.ledger.trial.TrialEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds rows against their chains as they are read, each entity on its own: no reading command shows what was changed. Whether
 * the chains fit together is {@code assay ledger verify}'s question.
 */
final class ChainCheck {
    private final String where;
    private final Map<String, ChainHead> heads = new HashMap<>();

    ChainCheck(String where) {
        this.where = where;
    }

    /** @throws JournalException if the row does not follow on the one before it of its entity */
    RecordedEvent next(StoredEntry row) {
        if (!row.isOfALedger()) {
            throw new JournalException(
                    Problem.NOT_A_LEDGER,
                    place(row) + " has serializer " + row.serializer() + ", which is not this program's");
        }
        Entry<?> entry = row.entry();
        requireKind(row, entry);
        ChainHead before = heads.computeIfAbsent(row.persistenceId(), id -> start(id, entry));
        requireNext(row, before);
        try {
            heads.put(
                    row.persistenceId(),
                    entry.isChained() || isChained(before)
                            ? before.follow(entry)
                            : new ChainHead(row.sequenceNumber(), ChainHead.START.hash()));
        } catch (BrokenChainException e) {
            throw notIntact(place(row) + " " + e.getMessage());
        }
        return new RecordedEvent(row.persistenceId(), row.sequenceNumber(), entry);
    }

    /** What the first event of a trial follows on stands in the campaign's chain. */
    private static ChainHead start(String persistenceId, Entry<?> first) {
        return LedgerIds.isTrial(persistenceId) ? ChainHead.anchoredIn(first.previous()) : ChainHead.START;
    }

    private static boolean isChained(ChainHead head) {
        return head.sequence() > 0 && !head.hash().equals(ChainHead.START.hash());
    }

    private void requireKind(StoredEntry row, Entry<?> entry) {
        if (LedgerIds.isTrial(row.persistenceId()) != entry.event() instanceof TrialEvent) {
            throw notIntact(place(row) + " is a " + row.manifest() + ", which does not belong there");
        }
    }

    private void requireNext(StoredEntry row, ChainHead before) {
        if (row.sequenceNumber() != before.sequence() + 1) {
            throw notIntact(place(row) + " comes after event " + before.sequence() + "; what lies between is missing");
        }
    }

    private String place(StoredEntry row) {
        return where + ": event " + row.sequenceNumber() + " of '" + row.persistenceId() + "'";
    }

    private static JournalException notIntact(String message) {
        return new JournalException(Problem.NOT_INTACT, message + "; 'assay ledger verify' tells more");
    }
}
