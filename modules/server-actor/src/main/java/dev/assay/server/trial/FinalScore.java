package dev.assay.server.trial;

import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.cost.Cost;
import dev.assay.runtime.task.Task;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** The end of a trial: the final model is scored by the task's own evaluation, and kept. */
final class FinalScore {
    private final Progress progress;
    private final TrialServices services;
    private final Optional<SiteScores> bySites;
    private Optional<TrialOutcome> outcome = Optional.empty();

    /** Of a task whose rows are here. */
    FinalScore(Progress progress, TrialServices services) {
        this(progress, services, Optional.empty());
    }

    /** @param bySites what the sites have scored on their rows */
    FinalScore(Progress progress, TrialServices services, SiteScores bySites) {
        this(progress, services, Optional.of(bySites));
    }

    private FinalScore(Progress progress, TrialServices services, Optional<SiteScores> bySites) {
        this.progress = progress;
        this.services = services;
        this.bySites = bySites;
    }

    /**
     * Blocks; one thread at a time. Where the model could not be written, calling it again only writes: no row is read twice,
     * and the trial costs nothing more.
     */
    TrialOutcome score() throws IOException {
        if (outcome.isEmpty()) {
            outcome = Optional.of(evaluate());
        }
        if (outcome.get() instanceof Scored) {
            services.blobs().put(progress.checkpoint().server().global().toBytes());
        }
        return outcome.get();
    }

    /**
     * The hold-out is read only if the campaign has opened it for this trial. A score that is not finite has no mean and no
     * interval, so it is a failure, and of a model that has run away.
     */
    private TrialOutcome evaluate() {
        long start = System.nanoTime();
        TrialPlan plan = progress.trial().plan();
        Task task = progress.trial().task();
        TrainingEngine engine = services.engine();
        ModelVector model = progress.checkpoint().server().global();
        double selection =
                bySites.isPresent() ? bySites.get().selection() : task.scoreOnSelection(engine, plan.recipe(), model);
        if (!Double.isFinite(selection)) {
            return failed(task, "selection split", selection, costSince(start));
        }
        OptionalDouble holdOut = holdOut(task, engine, plan, model);
        if (holdOut.isPresent() && !Double.isFinite(holdOut.getAsDouble())) {
            return failed(task, "hold-out", holdOut.getAsDouble(), costSince(start));
        }
        return new Scored(selection, holdOut, model.digest(), costSince(start));
    }

    private OptionalDouble holdOut(Task task, TrainingEngine engine, TrialPlan plan, ModelVector model) {
        if (bySites.isPresent()) {
            return bySites.get().holdOut();
        }
        return plan.openHoldOut()
                ? OptionalDouble.of(task.scoreOnHoldOut(engine, plan.recipe(), model))
                : OptionalDouble.empty();
    }

    private static Failed failed(Task task, String split, double score, Cost cost) {
        String metric = task.profile().metric().profileName();
        return new Failed(
                FailureCode.SCORE_NOT_FINITE,
                metric + " of the final model on the " + split + " is " + score + ", must be a finite number",
                cost);
    }

    private Cost costSince(long start) {
        return progress.spent().plus(new Cost(0, 0, 0, 0, (System.nanoTime() - start) / 1e9));
    }
}
