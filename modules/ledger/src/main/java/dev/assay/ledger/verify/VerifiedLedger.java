package dev.assay.ledger.verify;

import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWalk;
import dev.assay.ledger.journal.StoredEntry;
import java.util.Map;
import java.util.Optional;

/**
 * What the verification of a ledger's chains came to.
 *
 * @param flaw the first thing that is wrong
 * @param ledger what the chains vouch for; there when nothing is wrong
 */
public record VerifiedLedger(Optional<Flaw> flaw, Optional<Verification> ledger) {

    /** After the verifier's last reading. */
    public static VerifiedLedger of(Optional<Flaw> flaw, LedgerVerifier verifier) {
        return new VerifiedLedger(flaw, flaw.isPresent() ? Optional.empty() : Optional.of(verifier.end()));
    }

    /**
     * Verifies a journal, one row at a time; one without any event has a flaw.
     *
     * @param known heads that were kept elsewhere, by the entity's persistence id
     */
    public static VerifiedLedger ofJournal(JournalReader journal, Map<String, ChainHead> known) {
        LedgerVerifier verifier = new LedgerVerifier(known);
        FirstFlaw first = new FirstFlaw(verifier);
        journal.campaignId().ifPresent(campaign -> JournalWalk.of(journal, campaign, first::take));
        return of(first.flaw.or(verifier::missing), verifier);
    }

    /** Feeds a verifier up to the first flaw. */
    private static final class FirstFlaw {
        private final LedgerVerifier verifier;
        private Optional<Flaw> flaw = Optional.empty();

        private FirstFlaw(LedgerVerifier verifier) {
            this.verifier = verifier;
        }

        private void take(StoredEntry row) {
            if (flaw.isEmpty()) {
                flaw = verifier.next(Reading.of("event " + row.sequenceNumber() + " of " + row.persistenceId(), row));
            }
        }
    }
}
