package dev.assay.ledger.verify;

/**
 * The first thing that is wrong with a ledger.
 *
 * @param place where
 * @param problem what; with the place before it, a sentence
 * @param newerRelease whether a newer release seems to have written what is there, so that nothing need be damaged
 */
public record Flaw(String place, String problem, boolean newerRelease) {
    public Flaw(String place, String problem) {
        this(place, problem, false);
    }

    /**
     * What it makes of the ledger; completes "the ledger of ...".
     *
     * @param consequence what was not done because of it, such as " and was not exported"; may be empty
     */
    public String judgement(String consequence) {
        return (newerRelease ? "cannot be verified by this release" : "is not intact") + consequence + ": " + this;
    }

    @Override
    public String toString() {
        return place + " " + problem;
    }
}
