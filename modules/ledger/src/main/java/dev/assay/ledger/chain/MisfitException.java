package dev.assay.ledger.chain;

/** An event that does not fit the state which the events before it have led to: a bug, or a damaged ledger. */
public final class MisfitException extends IllegalStateException {
    public MisfitException(String message) {
        super(message);
    }
}
