package dev.assay.ledger.wire;

/** Stored bytes that are no event this release can read: written by a newer release, or damaged. */
public final class UnreadableEventException extends RuntimeException {
    private final boolean newerRelease;

    private UnreadableEventException(boolean newerRelease, String message, Throwable cause) {
        super(message, cause);
        this.newerRelease = newerRelease;
    }

    static UnreadableEventException damaged(String message, Throwable cause) {
        return new UnreadableEventException(false, message, cause);
    }

    static UnreadableEventException ofNewerRelease(String message) {
        return new UnreadableEventException(true, message, null);
    }

    /** Whether a newer release seems to have written the bytes, so that nothing need be damaged. */
    public boolean isOfNewerRelease() {
        return newerRelease;
    }
}
