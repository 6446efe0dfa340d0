package dev.assay.bench;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.profile.Profile;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.TrialReport;
import dev.assay.server.trial.TrialReport.TrialFinished;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Starts trials of a profile's baseline by hand, as no campaign does, and waits for their ends. */
final class TrialRunner {
    private static final String CAMPAIGN = "bench";

    private final Profile profile;
    private final ActorSystem<?> system;
    private int started;

    /** @param system of a node that trials are run on, or reached from */
    TrialRunner(Profile profile, ActorSystem<?> system) {
        this.profile = profile;
        this.system = system;
    }

    /**
     * Runs trials side by side, and returns their outcomes when the last one has ended.
     *
     * @throws IllegalStateException when one has no score
     */
    List<TrialOutcome> run(int trials) {
        List<CompletableFuture<TrialOutcome>> running = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            running.add(start("trial-" + started++));
        }
        List<TrialOutcome> outcomes =
                running.stream().map(CompletableFuture::join).toList();
        for (TrialOutcome outcome : outcomes) {
            if (!(outcome instanceof TrialOutcome.Scored)) {
                throw new IllegalStateException("a trial failed: " + outcome);
            }
        }
        return outcomes;
    }

    private CompletableFuture<TrialOutcome> start(String trialId) {
        CompletableFuture<TrialOutcome> outcome = new CompletableFuture<>();
        ActorRef<TrialReport> listener = system.systemActorOf(listener(outcome), trialId, Props.empty());
        TrialPlan plan = new TrialPlan(trialId, CAMPAIGN, "c000", profile.baseline(), started, false);
        ClusterSharding.get(system)
                .entityRefFor(Trial.KEY, trialId)
                .tell(new Trial.StartTrial(plan, profile.text(), Digest.ofText(trialId), listener));
        return outcome;
    }

    private static Behavior<TrialReport> listener(CompletableFuture<TrialOutcome> outcome) {
        return Behaviors.receive(TrialReport.class)
                .onMessage(TrialFinished.class, finished -> {
                    outcome.complete(finished.outcome());
                    return Behaviors.stopped();
                })
                .onAnyMessage(progress -> Behaviors.same())
                .build();
    }
}
