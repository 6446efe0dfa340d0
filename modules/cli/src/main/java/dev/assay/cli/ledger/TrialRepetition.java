package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.reproduce.TrialComparison;
import dev.assay.ledger.reproduce.TrialCourse;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.server.trial.Trial.StartTrial;
import dev.assay.server.trial.TrialReport;
import dev.assay.server.trial.TrialReport.TrialRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Runs a recorded trial again, by the actors that ran it, on a temporary run folder, and holds it against the record round by
 * round. It ends with the first difference, or when there is nothing left to compare.
 *
 * @param profileText the recorded profile
 * @param longestSilence without a round for so long something must be broken
 */
record TrialRepetition(TaskCatalog tasks, List<TrainingEngine> engines, String profileText, Duration longestSilence) {
    /** A trial does nothing on its own after a crash of its run: it is started again, which changes nothing for one that runs. */
    private static final Duration NUDGE = Duration.ofSeconds(10);

    /** A course that a trial took here, and what it came to. */
    record Repeated(TrialCourse course, TrialComparison comparison) {}

    /** @param progress is given what there is to compare after every round, and at the end */
    Repeated run(ChosenTrials.Recorded trial, Consumer<TrialComparison> progress)
            throws BadInput, IOException, InterruptedException {
        BlockingQueue<TrialReport> reports = new LinkedBlockingQueue<>();
        try (TemporaryNode temporary = TemporaryNode.start(tasks, engines)) {
            ActorRef<TrialReport> listener =
                    temporary.node().system().systemActorOf(listener(reports), "repetition", Props.empty());
            start(temporary, trial.plan(), listener);
            while (true) {
                await(reports, temporary, trial.plan(), listener);
                Repeated repeated = compare(temporary, trial);
                progress.accept(repeated.comparison());
                if (repeated.comparison().decided()) {
                    return repeated;
                }
            }
        }
    }

    private void start(TemporaryNode temporary, TrialPlan plan, ActorRef<TrialReport> listener) {
        temporary
                .node()
                .trial(plan.trialId())
                .tell(new StartTrial(plan, profileText, Digest.ofText(plan.trialId()), listener));
    }

    private void await(
            BlockingQueue<TrialReport> reports, TemporaryNode temporary, TrialPlan plan, ActorRef<TrialReport> listener)
            throws InterruptedException {
        for (Duration silent = Duration.ZERO; silent.compareTo(longestSilence) < 0; silent = silent.plus(NUDGE)) {
            TrialReport report = reports.poll(NUDGE.toSeconds(), TimeUnit.SECONDS);
            if (report instanceof TrialRefused refused) {
                throw new IllegalStateException(refused.message());
            }
            if (report != null) {
                return;
            }
            start(temporary, plan, listener);
        }
        throw new IllegalStateException("the repetition of " + plan.trialId() + " has fallen silent");
    }

    private static Repeated compare(TemporaryNode temporary, ChosenTrials.Recorded trial) {
        try (JournalReader journal = JournalReader.open(temporary.folder())) {
            TrialCourse course = TrialCourse.of(journal.trial(trial.plan().trialId()));
            return new Repeated(course, TrialComparison.of(trial.course(), course));
        }
    }

    private static Behavior<TrialReport> listener(BlockingQueue<TrialReport> reports) {
        return Behaviors.receiveMessage(report -> {
            reports.add(report);
            return Behaviors.same();
        });
    }
}
