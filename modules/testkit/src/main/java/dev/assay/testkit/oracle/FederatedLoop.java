package dev.assay.testkit.oracle;

import dev.assay.learning.aggregation.RoundAggregation;
import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Federated training with no actors, no network and no threads: sites one after the other, rounds one after the other. */
public final class FederatedLoop {
    private final StrategyOracle oracle;
    private final TrainingEngine engine;
    private final List<SiteState> sites;
    private ServerState server;

    public FederatedLoop(StrategyOracle oracle, TrainingEngine engine) {
        this.oracle = oracle;
        this.engine = engine;
        this.sites = new ArrayList<>(Collections.nCopies(oracle.sites().size(), SiteState.FRESH));
        this.server = ServerState.initial(oracle.serverRule(), oracle.initial());
    }

    /** The state after the rounds so far. */
    public ServerState server() {
        return server;
    }

    /** Runs one round and returns the steps that each site took. */
    public List<Integer> round() {
        RoundTask task = new RoundTask(server.roundsDone(), server.global(), server.control());
        RoundAggregation round = RoundAggregation.begin(
                oracle.serverRule(), oracle.initial().size(), oracle.sites().size());
        List<Integer> steps = new ArrayList<>();
        for (int site = 0; site < sites.size(); site++) {
            LocalUpdate update = engine.train(plan(site), sites.get(site), task);
            round.fold(site, update.diff(), update.steps(), update.controlDelta());
            sites.set(site, update.state());
            steps.add(update.steps());
        }
        server = round.next(server);
        return steps;
    }

    private SitePlan plan(int site) {
        return new SitePlan(
                oracle.network(),
                oracle.sites().get(site),
                oracle.clientRule(),
                Loss.CROSS_ENTROPY,
                Augmentation.NONE,
                oracle.expected().size(),
                oracle.scaffold(),
                0,
                site,
                false);
    }
}
