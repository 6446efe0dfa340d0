package dev.assay.bench;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LearningRate;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import java.util.Optional;
import java.util.Random;

/** Does not train: answers at once with a small random DIFF, made beforehand. What is left is the framework's own work. */
final class PreparedUpdates implements TrainingEngine {
    private final ModelVector diff;

    /** @param size parameters of the model */
    PreparedUpdates(int size) {
        Random random = new Random(1);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * 1e-3);
        }
        this.diff = ModelVector.adopt(values);
    }

    @Override
    public LocalUpdate train(SitePlan plan, SiteState state, RoundTask task) {
        int rows = plan.rows().rows();
        int steps = plan.rule().compute().stepsPerRound(rows, plan.rule().batchSize());
        int unitsDone =
                state.unitsDone() + LearningRate.unitsPerRound(plan.rule().compute());
        SiteState after = new SiteState(unitsDone, Optional.empty(), Optional.empty());
        long samples = plan.rule().compute().samplesPerRound(rows, plan.rule().batchSize());
        return new LocalUpdate(diff, Optional.empty(), steps, samples, 1, after);
    }

    @Override
    public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
        return 0.5;
    }

    @Override
    public String description() {
        return "prepared updates";
    }
}
