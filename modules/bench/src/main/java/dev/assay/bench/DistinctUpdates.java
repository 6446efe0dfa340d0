package dev.assay.bench;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;

/**
 * As {@link PreparedUpdates}, with another DIFF for each site and round: nodes hold equal vectors once, and send them once, and
 * what is trained is never equal.
 */
final class DistinctUpdates implements TrainingEngine {
    private final PreparedUpdates prepared;

    /** @param size parameters of the model */
    DistinctUpdates(int size) {
        this.prepared = new PreparedUpdates(size);
    }

    @Override
    public LocalUpdate train(SitePlan plan, SiteState state, RoundTask task) {
        LocalUpdate update = prepared.train(plan, state, task);
        float[] values = update.diff().toArray();
        values[0] = (float) (plan.site() * 1e-3);
        values[1] = (float) (task.round() * 1e-3);
        return update.withDiff(ModelVector.adopt(values));
    }

    @Override
    public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
        return prepared.evaluate(network, model, rows, metric);
    }

    @Override
    public String description() {
        return prepared.description();
    }
}
