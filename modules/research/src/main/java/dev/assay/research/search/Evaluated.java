package dev.assay.research.search;

import dev.assay.research.recipe.Recipe;
import java.util.OptionalDouble;

/**
 * A candidate that has been reviewed.
 *
 * @param number 0 for the baseline
 * @param parent number of the candidate that it was changed from
 * @param gainOverBaseline mean gain over the baseline on the same seeds, in score, above 0 is better; empty for a crash
 * @param kept whether it became the incumbent
 */
public record Evaluated(int number, Recipe recipe, int parent, OptionalDouble gainOverBaseline, boolean kept) {
    public Evaluated {
        if (gainOverBaseline.isPresent() && !Double.isFinite(gainOverBaseline.getAsDouble())) {
            throw new IllegalArgumentException("the gain of candidate " + number + " is not finite");
        }
    }
}
