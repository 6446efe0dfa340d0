package dev.assay.ledger.trial;

import dev.assay.research.recipe.Recipe;

/**
 * All that a trial depends on besides the campaign's fingerprint.
 *
 * @param trialId unique over all campaigns: campaign, candidate and seed
 * @param campaignId whose profile and program apply
 * @param candidate the candidate's name, for example {@code c003}
 * @param recipe what is run
 * @param seed root of every random stream
 * @param openHoldOut whether the final model is scored on the hold-out too
 */
public record TrialPlan(
        String trialId, String campaignId, String candidate, Recipe recipe, long seed, boolean openHoldOut) {}
