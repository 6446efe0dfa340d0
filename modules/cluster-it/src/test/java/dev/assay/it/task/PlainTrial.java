package dev.assay.it.task;

import dev.assay.learning.architecture.Initializer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.Recipe;
import dev.assay.testkit.oracle.FederatedLoop;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A trial with no actors and no ledger: the same steps one after the other, for figures that are compared with others'.
 *
 * @param sites the training rows of each site
 */
record PlainTrial(Profile profile, List<Examples> sites, TrainingEngine engine) {

    /** The final model. */
    ModelVector train(Recipe recipe, long seed, int rounds) {
        Network network = profile.network(recipe);
        List<SitePlan> plans = IntStream.range(0, sites.size())
                .mapToObj(site -> plan(network, recipe, seed, site, rounds))
                .toList();
        return new FederatedLoop(
                        recipe.serverRule(), recipe.weighting(), plans, Initializer.initialModel(network, seed), engine)
                .rounds(rounds);
    }

    /** The mean over groups of rows of the profile's metric. */
    double score(Recipe recipe, ModelVector model, List<Examples> groups) {
        return groups.stream()
                .mapToDouble(rows -> engine.evaluate(profile.network(recipe), model, rows, profile.metric()))
                .average()
                .orElseThrow();
    }

    private SitePlan plan(Network network, Recipe recipe, long seed, int site, int rounds) {
        return new SitePlan(
                network,
                sites.get(site),
                recipe.clientRule(),
                profile.loss(),
                profile.augmentation(),
                rounds,
                recipe.scaffold(),
                seed,
                site,
                true);
    }
}
