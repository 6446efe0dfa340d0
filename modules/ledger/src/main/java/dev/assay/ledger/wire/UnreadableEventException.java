package dev.assay.ledger.wire;

/** Stored bytes that are no event this release can read: written by a newer release, or damaged. */
public final class UnreadableEventException extends RuntimeException {
    public UnreadableEventException(String message) {
        super(message);
    }

    public UnreadableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
