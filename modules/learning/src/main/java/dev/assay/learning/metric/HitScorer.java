package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;

/** {@link Metric#ACCURACY}. */
final class HitScorer implements Scorer {
    private long rows;
    private long hits;

    @Override
    public void add(float[] outputs, Targets targets) {
        int width = Outputs.width(outputs, targets);
        for (int row = 0; row < targets.rows(); row++) {
            if (Outputs.prediction(outputs, row * width, width) == targets.label(row)) {
                hits++;
            }
        }
        rows += targets.rows();
    }

    @Override
    public double score() {
        Outputs.requireSome(rows, "row");
        return (double) hits / rows;
    }
}
