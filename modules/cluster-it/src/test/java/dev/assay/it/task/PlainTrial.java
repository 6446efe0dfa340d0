package dev.assay.it.task;

import dev.assay.data.task.TaskData;
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

/** A trial with no actors and no ledger: the same steps one after the other, for figures that are compared with others'. */
final class PlainTrial {
    private final Profile profile;
    private final TaskData data;
    private final TrainingEngine engine;

    PlainTrial(Profile profile, TaskData data, TrainingEngine engine) {
        this.profile = profile;
        this.data = data;
        this.engine = engine;
    }

    /** The final model after this many rounds. */
    ModelVector train(Recipe recipe, long seed, int rounds) {
        Network network = profile.network(recipe);
        int sites = data.sites().size();
        ServerState server = ServerState.initial(recipe.serverRule(), Initializer.initialModel(network, seed));
        List<SiteState> states = new ArrayList<>(Collections.nCopies(sites, SiteState.FRESH));
        for (int r = 0; r < rounds; r++) {
            RoundTask task = new RoundTask(r, server.global(), server.control());
            RoundAggregation round =
                    RoundAggregation.begin(recipe.serverRule(), server.global().size(), sites);
            for (int site = 0; site < sites; site++) {
                Examples rows = data.sites().get(site);
                LocalUpdate update = engine.train(plan(network, recipe, rows, seed, site), states.get(site), task);
                int weight = recipe.weighting().of(update.steps(), rows.rows());
                round.fold(site, update.diff(), weight, update.controlDelta());
                states.set(site, update.state());
            }
            server = round.next(server);
        }
        return server.global();
    }

    /** The mean over the sites of the metric on all rows of theirs that were not trained on. */
    double score(Recipe recipe, ModelVector model) {
        double sum = 0;
        for (int site = 0; site < data.sites().size(); site++) {
            Examples selection = data.selection().get(site);
            Examples holdOut = data.holdOut().get(site);
            double hits = evaluate(recipe, model, selection) * selection.rows()
                    + evaluate(recipe, model, holdOut) * holdOut.rows();
            sum += hits / (selection.rows() + holdOut.rows());
        }
        return sum / data.sites().size();
    }

    private double evaluate(Recipe recipe, ModelVector model, Examples rows) {
        return engine.evaluate(profile.network(recipe), model, rows, profile.metric());
    }

    private SitePlan plan(Network network, Recipe recipe, Examples rows, long seed, int site) {
        return new SitePlan(
                network,
                rows,
                recipe.clientRule(),
                profile.loss(),
                profile.augmentation(),
                profile.budget().rounds(),
                recipe.scaffold(),
                seed,
                site,
                true);
    }
}
