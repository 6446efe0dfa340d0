package dev.assay.it.task;

import dev.assay.learning.aggregation.RoundAggregation;
import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.architecture.Initializer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A trial with no actors and no ledger: the same steps one after the other, for figures that are compared with others'.
 *
 * @param sites the training rows of each site
 */
record PlainTrial(Profile profile, List<Examples> sites, TrainingEngine engine) {

    /** The final model. */
    ModelVector train(Recipe recipe, long seed, int rounds) {
        Network network = profile.network(recipe);
        ServerState server = ServerState.initial(recipe.serverRule(), Initializer.initialModel(network, seed));
        List<SiteState> states = new ArrayList<>(Collections.nCopies(sites.size(), SiteState.FRESH));
        for (int r = 0; r < rounds; r++) {
            RoundTask task = new RoundTask(r, server.global(), server.control());
            RoundAggregation round =
                    RoundAggregation.begin(recipe.serverRule(), server.global().size(), sites.size());
            for (int site = 0; site < sites.size(); site++) {
                LocalUpdate update = engine.train(plan(network, recipe, seed, site, rounds), states.get(site), task);
                int weight =
                        recipe.weighting().of(update.steps(), sites.get(site).rows());
                round.fold(site, update.diff(), weight, update.controlDelta());
                states.set(site, update.state());
            }
            server = round.next(server);
        }
        return server.global();
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
