package dev.assay.server.trial;

import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.cost.Cost;
import dev.assay.runtime.task.Task;
import java.io.IOException;
import java.util.OptionalDouble;

/** The end of a trial: the final model is kept, and scored by the task's own evaluation. */
final class FinalScore {
    private FinalScore() {}

    /** Blocks. The hold-out is read only if the campaign has opened it for this trial. */
    static TrialOutcome of(Progress progress, TrialServices services) throws IOException {
        long start = System.nanoTime();
        TrialPlan plan = progress.trial().plan();
        Task task = progress.trial().task();
        TrainingEngine engine = services.engine();
        ModelVector model = progress.checkpoint().server().global();
        services.blobs().put(model.toBytes());
        double selection = task.scoreOnSelection(engine, plan.recipe(), model);
        OptionalDouble holdOut = plan.openHoldOut()
                ? OptionalDouble.of(task.scoreOnHoldOut(engine, plan.recipe(), model))
                : OptionalDouble.empty();
        Cost scoring = new Cost(0, 0, 0, 0, (System.nanoTime() - start) / 1e9);
        return new Scored(selection, holdOut, model.digest(), progress.cost().plus(scoring));
    }
}
