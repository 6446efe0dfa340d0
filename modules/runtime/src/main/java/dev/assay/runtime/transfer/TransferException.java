package dev.assay.runtime.transfer;

import java.io.IOException;

/** A vector that was not had, or not published; the message says which, from where, and why. */
public final class TransferException extends IOException {
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Reason {
        /** No connection came about. */
        UNREACHABLE(false),
        /** Connections were made and broke, again and again. */
        BROKEN_OFF(false),
        /** Another node has taken the place of the one that announced it. */
        GONE(false),
        /** The node does not publish it, or no longer. */
        NOT_PUBLISHED(false),
        /** The node's vector has another length than was announced. */
        WRONG_LENGTH(true),
        /** The bytes that came are not those that were announced. */
        WRONG_DIGEST(true),
        /** What answered does not speak the protocol. */
        NOT_UNDERSTOOD(true),
        /** This node publishes as much as it may. */
        FULL(false),
        /** This end has been closed, or has no port. */
        CLOSED(false);

        private final boolean other;

        Reason(boolean other) {
            this.other = other;
        }

        /** Whether something else is there than was announced, which another attempt would not change. */
        public boolean isOther() {
            return other;
        }

        /** Whether the node may have died: whoever waits for it to be removed from the cluster may go on waiting. */
        public boolean mayBeLost() {
            return this == UNREACHABLE || this == BROKEN_OFF || this == GONE;
        }

        /** Whether a network that was away for a moment looks like this: the vector may be had when it is back. */
        public boolean mayPass() {
            return this == UNREACHABLE || this == BROKEN_OFF;
        }
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
