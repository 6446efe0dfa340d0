package dev.assay.research.search;

import dev.assay.research.recipe.Recipe;

/**
 * A recipe to try, and why.
 *
 * @param parent number of the candidate that it was changed from
 * @param family the strategy's family, by which crashes are counted
 * @param hypothesis what is expected, one sentence
 * @param source where the idea comes from
 */
public record Proposal(Recipe recipe, int parent, String family, String hypothesis, String source) {}
