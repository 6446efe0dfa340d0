package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;

/** {@link Metric#RMSE} and {@link Metric#R2}. */
final class RegressionScorer implements Scorer {
    private final boolean r2;
    private long rows;
    private double squaredErrors;
    private double mean;
    private double squaredDeviations;

    private RegressionScorer(boolean r2) {
        this.r2 = r2;
    }

    static RegressionScorer rmse() {
        return new RegressionScorer(false);
    }

    static RegressionScorer r2() {
        return new RegressionScorer(true);
    }

    /** Deviations from a mean that moves: Welford 1962. */
    @Override
    public void add(float[] outputs, Targets targets) {
        Outputs.requireOne(outputs, targets);
        for (int row = 0; row < targets.rows(); row++) {
            double value = targets.value(row);
            double error = outputs[row] - value;
            squaredErrors += error * error;
            rows++;
            double before = value - mean;
            mean += before / rows;
            squaredDeviations += before * (value - mean);
        }
    }

    @Override
    public double score() {
        Outputs.requireSome(rows, "row");
        if (Double.isNaN(squaredErrors)) {
            return r2 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (!r2) {
            return Math.sqrt(squaredErrors / rows);
        }
        if (squaredDeviations == 0) {
            return squaredErrors == 0 ? 1 : 0;
        }
        return 1 - squaredErrors / squaredDeviations;
    }
}
