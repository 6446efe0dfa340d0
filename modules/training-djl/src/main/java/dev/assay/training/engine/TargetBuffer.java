package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The gradient of the mean cross entropy with respect to the log-probabilities: minus the target distribution, divided by the
 * number of rows. With label smoothing s and k classes the label's class has mass {@code 1 - s + s / k}, the others
 * {@code s / k}. The loss itself is the sum of log-probabilities times these values.
 */
final class TargetBuffer {
    private final int classes;
    private final float smoothing;
    private final DirectFloats memory;
    private final BatchTensors tensors;

    TargetBuffer(int capacity, int classes, double smoothing) {
        this.classes = classes;
        this.smoothing = (float) smoothing;
        this.memory = new DirectFloats(Math.multiplyExact(capacity, classes));
        this.tensors = new BatchTensors(memory, classes);
    }

    /**
     * @param label a label that is no class would silently train towards nothing: it is refused
     * @param count rows of the batch that the row belongs to
     */
    void set(int row, int label, int count) {
        if (label >= classes) {
            throw new IllegalArgumentException(
                    "label " + label + "; the network has outputs for the labels 0 to " + (classes - 1));
        }
        float share = smoothing / classes;
        for (int c = 0; c < classes; c++) {
            memory.put(row * classes + c, -(c == label ? 1 - smoothing + share : share) / count);
        }
    }

    NDArray on(NDManager scope, int count) {
        return tensors.on(scope, count);
    }
}
