package dev.assay.testkit.oracle;

import dev.assay.learning.aggregation.RoundAggregation;
import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.strategy.Weighting;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Federated training with no actors, no network and no threads: sites one after the other, rounds one after the other. */
public final class FederatedLoop {
    private final ServerRule rule;
    private final Weighting weighting;
    private final List<SitePlan> plans;
    private final TrainingEngine engine;
    private final List<SiteState> sites;
    private ServerState server;

    /**
     * @param plans one a site
     * @param initial the first global model, in the network's schema order
     */
    public FederatedLoop(
            ServerRule rule, Weighting weighting, List<SitePlan> plans, ModelVector initial, TrainingEngine engine) {
        this.rule = rule;
        this.weighting = weighting;
        this.plans = List.copyOf(plans);
        this.engine = engine;
        this.sites = new ArrayList<>(Collections.nCopies(plans.size(), SiteState.FRESH));
        this.server = ServerState.initial(rule, initial);
    }

    /** An oracle's setting: rows in their order, weighted by steps. */
    public static FederatedLoop of(StrategyOracle oracle, TrainingEngine engine) {
        List<SitePlan> plans = IntStream.range(0, oracle.sites().size())
                .mapToObj(site -> new SitePlan(
                        oracle.network(),
                        oracle.sites().get(site),
                        oracle.clientRule(),
                        Loss.CROSS_ENTROPY,
                        Augmentation.NONE,
                        oracle.expected().size(),
                        oracle.scaffold(),
                        0,
                        site,
                        false))
                .toList();
        return new FederatedLoop(oracle.serverRule(), Weighting.STEPS, plans, oracle.initial(), engine);
    }

    /** The state after the rounds so far. */
    public ServerState server() {
        return server;
    }

    /** Runs one round and returns the steps that each site took. */
    public List<Integer> round() {
        RoundTask task = new RoundTask(server.roundsDone(), server.global(), server.control());
        RoundAggregation round = RoundAggregation.begin(rule, server.global().size(), plans.size());
        List<Integer> steps = new ArrayList<>();
        for (int site = 0; site < plans.size(); site++) {
            SitePlan plan = plans.get(site);
            LocalUpdate update = engine.train(plan, sites.get(site), task);
            int weight = weighting.of(update.steps(), plan.rows().rows());
            round.fold(site, update.diff(), weight, update.controlDelta());
            sites.set(site, update.state());
            steps.add(update.steps());
        }
        server = round.next(server);
        return steps;
    }

    /** The global model after so many rounds more. */
    public ModelVector rounds(int count) {
        for (int round = 0; round < count; round++) {
            round();
        }
        return server.global();
    }
}
