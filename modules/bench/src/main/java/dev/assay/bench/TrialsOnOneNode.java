package dev.assay.bench;

import dev.assay.cli.BadInput;
import dev.assay.cli.node.AssayNode;
import dev.assay.cli.run.RunFolder;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.trial.TrialOutcome;
import java.nio.file.Path;
import java.util.List;

/** A simulation's node without a campaign: trials are started by hand, on the same actors, journal and files. */
final class TrialsOnOneNode implements AutoCloseable {
    private final AssayNode node;
    private final TrialRunner trials;

    TrialsOnOneNode(SyntheticTask task, Path run, TrainingEngine engine) throws BadInput {
        this.node = AssayNode.alone(new RunFolder(run), task.catalog(), () -> List.of(engine), 0);
        this.trials = new TrialRunner(task.profile(), node.system());
    }

    /** Runs trials of the task's baseline side by side, and returns their outcomes when the last one has ended. */
    List<TrialOutcome> run(int number) {
        return trials.run(number);
    }

    @Override
    public void close() {
        node.close();
    }
}
