package dev.assay.ledger.verify;

/**
 * The first thing that is wrong with a ledger.
 *
 * @param place where
 * @param problem what; with the place before it, a sentence
 */
public record Flaw(String place, String problem) {
    @Override
    public String toString() {
        return place + " " + problem;
    }
}
