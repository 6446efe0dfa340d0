package dev.assay.research.watchdog;

/**
 * Notices a plateau: what to do after a number of reviewed candidates in a row without a keep. Pure.
 *
 * @param widenAfter after so many the search looks further away, at least 1
 * @param stopAfter after so many the search ends, at least {@code widenAfter}
 */
public record Watchdog(int widenAfter, int stopAfter) {
    /** What the search is told. */
    public enum Advice {
        CONTINUE,
        /** Look further away from the incumbent. */
        WIDEN,
        /** End the search. */
        STOP
    }

    public Watchdog {
        if (widenAfter < 1 || stopAfter < widenAfter) {
            throw new IllegalArgumentException("widen after " + widenAfter + ", stop after " + stopAfter);
        }
    }

    public Advice advise(int reviewedSinceKeep) {
        if (reviewedSinceKeep >= stopAfter) {
            return Advice.STOP;
        }
        return reviewedSinceKeep >= widenAfter ? Advice.WIDEN : Advice.CONTINUE;
    }
}
