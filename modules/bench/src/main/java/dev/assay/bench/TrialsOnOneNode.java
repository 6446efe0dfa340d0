package dev.assay.bench;

import dev.assay.cli.BadInput;
import dev.assay.cli.node.AssayNode;
import dev.assay.cli.run.RunFolder;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.profile.Profile;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.TrialReport;
import dev.assay.server.trial.TrialReport.TrialFinished;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A simulation's node without a campaign: trials are started by hand, on the same actors, journal and files. */
final class TrialsOnOneNode implements AutoCloseable {
    private static final String CAMPAIGN = "bench";

    private final Profile profile;
    private final AssayNode node;
    private int started;

    TrialsOnOneNode(SyntheticTask task, Path run, TrainingEngine engine) throws BadInput {
        this.profile = task.profile();
        this.node = AssayNode.alone(new RunFolder(run), task.catalog(), () -> List.of(engine), 0);
    }

    /** Runs trials of the task's baseline side by side, and returns their outcomes when the last one has ended. */
    List<TrialOutcome> run(int trials) {
        List<CompletableFuture<TrialOutcome>> running = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            running.add(start("trial-" + started++));
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<TrialOutcome> start(String trialId) {
        CompletableFuture<TrialOutcome> outcome = new CompletableFuture<>();
        ActorRef<TrialReport> listener = node.system().systemActorOf(listener(outcome), trialId, Props.empty());
        TrialPlan plan = new TrialPlan(trialId, CAMPAIGN, "c000", profile.baseline(), started, false);
        node.trial(trialId).tell(new Trial.StartTrial(plan, profile.text(), Digest.ofText(trialId), listener));
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

    @Override
    public void close() {
        node.close();
    }
}
