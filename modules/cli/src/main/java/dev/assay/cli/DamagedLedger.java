package dev.assay.cli;

import dev.assay.ledger.verify.Flaw;
import java.util.Optional;

/** A ledger that this release cannot vouch for, so that what was asked for was not done; the message says where and why. */
public final class DamagedLedger extends Exception {
    private static final long serialVersionUID = 1;

    private DamagedLedger(String message) {
        super(message);
    }

    /**
     * Throws when there is a flaw.
     *
     * @param ledger whose it is, for people
     * @param consequence what was not done because of it, such as " and was not exported"; may be empty
     */
    public static void requireNone(Optional<Flaw> flaw, String ledger, String consequence) throws DamagedLedger {
        if (flaw.isPresent()) {
            throw new DamagedLedger(ledger + " " + flaw.get().judgement(consequence));
        }
    }
}
