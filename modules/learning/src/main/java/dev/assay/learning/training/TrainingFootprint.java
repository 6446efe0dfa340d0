package dev.assay.learning.training;

import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import java.util.List;

/**
 * How much memory a site's training takes on a device, roughly and rather too much: the vectors of the model, and for a batch
 * the outputs of all layers with their gradients. What the engine needs for its own work comes on top.
 */
public final class TrainingFootprint {
    /** Start of the round, weights, gradient, momentum, drift, and two for a step's own results. */
    private static final int MODEL_VECTORS = 7;
    /** A layer's output, its gradient, and what the layer keeps for the backward pass. */
    private static final int BATCH_VALUES = 3;

    private TrainingFootprint() {}

    /** In bytes. */
    public static long of(SitePlan plan) {
        long batch = Math.min(plan.rule().batchSize(), plan.rows().rows());
        long values = MODEL_VECTORS * (long) plan.network().schema().size()
                + BATCH_VALUES * batch * valuesOfARow(plan.network());
        return values * Float.BYTES;
    }

    /** The values of one row in all layers together, its own included. */
    public static long valuesOfARow(Network network) {
        List<Integer> shape = network.inputShape();
        long values = size(shape);
        for (Layer layer : network.layers()) {
            shape = layer.outputShape(shape);
            values += size(shape);
        }
        return values;
    }

    private static long size(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
