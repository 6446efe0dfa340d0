package dev.assay.learning.training;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;

/**
 * The port to what computes: local training and evaluation. Calls block the calling thread, and may come from several
 * threads at once. The same arguments give the same bits whatever runs beside them.
 */
public interface TrainingEngine {
    /**
     * Trains one round on one site.
     *
     * @throws DeviceMemoryException when the device has no memory left; the site's state is then as before
     * @throws TrainingException when the engine fails in another way; the same holds
     */
    LocalUpdate train(SitePlan plan, SiteState state, RoundTask task);

    /**
     * The metric of a model on rows that it does not see in training.
     *
     * @throws TrainingException as for {@link #train}
     */
    double evaluate(Network network, ModelVector model, Examples rows, Metric metric);

    /** What it computes on. */
    default Device device() {
        return Device.CPU;
    }

    /** What computed, for the ledger: engine, version, device. */
    String description();
}
