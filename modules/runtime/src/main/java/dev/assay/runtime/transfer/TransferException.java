package dev.assay.runtime.transfer;

import java.io.IOException;

/** A vector that was not had, or not published; the message says which, from where, and why. */
public final class TransferException extends IOException {
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Reason {
        /** No connection came about. */
        UNREACHABLE,
        /** Connections were made and broke, again and again. */
        BROKEN_OFF,
        /** The node does not publish it, or no longer. */
        NOT_PUBLISHED,
        /** The node's vector has another length than was announced. */
        WRONG_LENGTH,
        /** The bytes that came are not those that were announced. */
        WRONG_DIGEST,
        /** What answered does not speak the protocol. */
        NOT_UNDERSTOOD,
        /** This node publishes as much as it may. */
        FULL,
        /** This end has been closed, or has no port. */
        CLOSED
    }

    private final Reason reason;

    TransferException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    TransferException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
