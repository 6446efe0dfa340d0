package dev.assay.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.learning.data.Targets;
import java.util.Arrays;
import java.util.List;

/**
 * Cross entropy over classes, one a row or one a position; the mean is over the rows, or over the positions that have a token.
 *
 * <p>Its gradient with respect to the log-probabilities is minus the target distribution, divided by the number that is
 * averaged over; the loss is the sum of log-probabilities times these values. With label smoothing s and k classes the
 * target's class has mass {@code 1 - s + s / k}, the others {@code s / k}. A batch without any token has loss 0 and gradient
 * 0.
 */
final class CrossEntropy implements StepLoss {
    private final Targets targets;
    private final int positions;
    private final int classes;
    private final double smoothing;
    /** The distribution of one position. */
    private final float[] position;

    private final DirectFloats memory;
    private final BatchTensors tensors;
    private final NDArray sum;

    /** @param outputs shape of one row of outputs: [classes] or [positions, classes] */
    CrossEntropy(NDManager manager, Targets targets, int batch, List<Integer> outputs, double smoothing) {
        this.targets = targets;
        this.positions = outputs.size() == 1 ? 1 : outputs.get(0);
        this.classes = outputs.get(outputs.size() - 1);
        this.smoothing = smoothing;
        this.position = new float[classes];
        this.memory = new DirectFloats(Math.multiplyExact(batch, Math.multiplyExact(positions, classes)));
        this.tensors = new BatchTensors(
                memory, outputs.stream().mapToLong(Integer::longValue).toArray());
        this.sum = manager.zeros(new Shape(), DataType.FLOAT64);
    }

    @Override
    public void backward(PtNDArray outputs, int[] rows, NDManager scope) {
        fill(rows);
        PtNDArray logProbabilities = JniUtils.logSoftmax(outputs, -1, DataType.FLOAT32);
        PtNDArray target = (PtNDArray) tensors.on(scope, rows.length);
        JniUtils.backward(logProbabilities, target, false, false);
        JniUtils.setGradMode(false);
        sum.addi(logProbabilities.mul(target).sum());
    }

    @Override
    public double sum() {
        return sum.getDouble();
    }

    private void fill(int[] rows) {
        int counted = 0;
        for (int row : rows) {
            for (int at = 0; at < positions; at++) {
                counted += target(row, at) == Targets.NO_TOKEN ? 0 : 1;
            }
        }
        float share = (float) (smoothing / classes);
        float other = -share / counted;
        float own = -(1 - (float) smoothing + share) / counted;
        int to = 0;
        for (int row : rows) {
            for (int at = 0; at < positions; at++) {
                fill(target(row, at), own, other);
                memory.put(to, position, classes);
                to += classes;
            }
        }
    }

    /** A target that is no class would silently train towards nothing: it is refused. */
    private void fill(int target, float own, float other) {
        if (target >= classes) {
            throw new IllegalArgumentException(
                    "label " + target + "; the network has outputs for the labels 0 to " + (classes - 1));
        }
        Arrays.fill(position, target == Targets.NO_TOKEN ? 0 : other);
        if (target != Targets.NO_TOKEN) {
            position[target] = own;
        }
    }

    private int target(int row, int at) {
        return targets.kind() == Targets.Kind.TOKENS ? targets.token(row, at) : targets.label(row);
    }
}
