package dev.assay.ledger.campaign;

import dev.assay.research.program.Arm;
import dev.assay.research.recipe.Recipe;
import java.util.Locale;

/**
 * A recipe that the campaign tries, and why.
 *
 * @param number 0 for the baseline, then in the order of proposal
 * @param recipe what is tried
 * @param parent number of the candidate that the recipe was changed from; the baseline is its own parent
 * @param family the strategy's family, by which crashes are counted
 * @param hypothesis what the proposer expects, one sentence
 * @param source where the idea comes from: a calibration entry, the search method, a paper
 * @param arm who proposed it
 */
public record Candidate(
        int number, Recipe recipe, int parent, String family, String hypothesis, String source, Arm arm) {
    /** A candidate of the agent. */
    public Candidate(int number, Recipe recipe, int parent, String family, String hypothesis, String source) {
        this(number, recipe, parent, family, hypothesis, source, Arm.AGENT);
    }

    /** The stable name, {@code c000} for the baseline. */
    public String name() {
        return name(number);
    }

    /** The name of the candidate with this number. */
    public static String name(int number) {
        return String.format(Locale.ROOT, "c%03d", number);
    }
}
