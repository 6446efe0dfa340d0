package dev.assay.training.loss;

import dev.assay.learning.data.Targets;

/** The mean of {@code (output - value)^2}. */
final class SquaredError implements RowLoss {
    @Override
    public double meanAndGradient(float[] outputs, Targets targets, int[] rows, float[] gradient) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double error = (double) outputs[i] - targets.value(rows[i]);
            sum += error * error;
            gradient[i] = (float) (2 * error / rows.length);
        }
        return sum / rows.length;
    }
}
