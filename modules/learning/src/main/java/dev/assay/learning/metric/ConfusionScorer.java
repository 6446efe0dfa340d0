package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;
import java.util.stream.IntStream;

/** {@link Metric#BALANCED_ACCURACY} and {@link Metric#F1}: counts of labels and predictions by class. */
final class ConfusionScorer implements Scorer {
    private final boolean f1;
    private long[] labels = new long[0];
    private long[] predictions = new long[0];
    private long[] hits = new long[0];

    private ConfusionScorer(boolean f1) {
        this.f1 = f1;
    }

    static ConfusionScorer balancedAccuracy() {
        return new ConfusionScorer(false);
    }

    static ConfusionScorer f1() {
        return new ConfusionScorer(true);
    }

    @Override
    public void add(float[] outputs, Targets targets) {
        int width = Outputs.width(outputs, targets);
        int classes = Outputs.classes(width);
        if (labels.length == 0) {
            labels = new long[classes];
            predictions = new long[classes];
            hits = new long[classes];
        }
        for (int row = 0; row < targets.rows(); row++) {
            int label = Outputs.requireClass(targets.label(row), classes);
            int prediction = Outputs.prediction(outputs, row * width, width);
            labels[label]++;
            if (prediction >= 0) {
                predictions[prediction]++;
            }
            if (prediction == label) {
                hits[label]++;
            }
        }
    }

    @Override
    public double score() {
        Outputs.requireSome(labels.length, "row");
        if (!f1) {
            return IntStream.range(0, labels.length)
                    .filter(c -> labels[c] > 0)
                    .mapToDouble(c -> (double) hits[c] / labels[c])
                    .average()
                    .orElseThrow();
        }
        if (labels.length == 2) {
            return labels[1] + predictions[1] == 0 ? 0 : f1(1);
        }
        return IntStream.range(0, labels.length)
                .filter(c -> labels[c] + predictions[c] > 0)
                .mapToDouble(this::f1)
                .average()
                .orElseThrow();
    }

    /** Twice the hits by labels plus predictions, which is the harmonic mean of precision and recall. */
    private double f1(int c) {
        return 2.0 * hits[c] / (labels[c] + predictions[c]);
    }
}
