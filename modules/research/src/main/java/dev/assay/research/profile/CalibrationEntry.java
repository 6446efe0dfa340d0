package dev.assay.research.profile;

import dev.assay.research.recipe.Recipe;

/**
 * A strategy with known settings that every campaign on the task tries before it searches.
 *
 * @param name unique in its profile
 * @param hypothesis what is expected, one sentence
 * @param recipe the baseline with the entry's change
 */
public record CalibrationEntry(String name, String hypothesis, Recipe recipe) {}
