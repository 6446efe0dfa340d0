package dev.assay.training.loss;

import dev.assay.learning.data.Targets;

/** The mean of {@code log(1 + exp(output)) - label * output}, the output being the log odds of class 1. */
final class BinaryCrossEntropy implements RowLoss {
    @Override
    public double meanAndGradient(float[] outputs, Targets targets, int[] rows, float[] gradient) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            int label = targets.label(rows[i]);
            if (label > 1) {
                throw new IllegalArgumentException(
                        "label " + label + "; binary cross entropy takes the labels 0 and 1");
            }
            double output = outputs[i];
            // Written so that exp never overflows.
            double small = StrictMath.exp(-Math.abs(output));
            double probability = output >= 0 ? 1 / (1 + small) : small / (1 + small);
            sum += Math.max(output, 0) - label * output + StrictMath.log1p(small);
            gradient[i] = (float) ((probability - label) / rows.length);
        }
        return sum / rows.length;
    }
}
