package dev.assay.ledger.journal;

/** A journal that cannot be opened or read; the message says which, why, and what to do. */
public final class JournalException extends RuntimeException {
    private final Problem problem;

    JournalException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    JournalException(Problem problem, String message) {
        this(problem, message, null);
    }

    /** What kind of problem it is, for callers that answer differently. */
    public Problem problem() {
        return problem;
    }

    /** The kinds of problem. */
    public enum Problem {
        /** There is no journal in the folder, or the database was not set up for one. */
        MISSING,
        /** Another process writes to the journal. */
        LOCKED,
        /** The file or database is not a journal of this program, or one of a newer release. */
        NOT_A_LEDGER,
        /** Events are there already where a campaign was to begin. */
        EXISTS,
        /** The database server does not let this user in, or has no such database. */
        REFUSED,
        /** The journal is there, or may be, and reading or creating it failed. */
        UNREADABLE,
        /** Stored events are missing, were changed, or are out of order. */
        NOT_INTACT
    }
}
