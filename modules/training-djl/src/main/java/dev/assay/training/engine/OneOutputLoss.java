package dev.assay.training.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.learning.data.Targets;
import dev.assay.learning.loss.Loss;
import dev.assay.training.loss.RowLoss;

/** A loss of one output a row: the outputs come out of the engine, their gradient goes back in. */
final class OneOutputLoss implements StepLoss {
    private final RowLoss loss;
    private final Targets targets;
    private final float[] gradient;
    private final DirectFloats memory;
    private final BatchTensors tensors;
    private double sum;

    OneOutputLoss(Loss loss, Targets targets, int batch) {
        this.loss = RowLoss.of(loss);
        this.targets = targets;
        this.gradient = new float[batch];
        this.memory = new DirectFloats(batch);
        this.tensors = new BatchTensors(memory, 1);
    }

    @Override
    public void backward(PtNDArray outputs, int[] rows, NDManager scope) {
        sum += loss.meanAndGradient(outputs.toFloatArray(), targets, rows, gradient);
        memory.put(0, gradient, rows.length);
        JniUtils.backward(outputs, (PtNDArray) tensors.on(scope, rows.length), false, false);
        JniUtils.setGradMode(false);
    }

    @Override
    public double sum() {
        return sum;
    }
}
