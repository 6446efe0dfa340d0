package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;

/** A score of predictions on rows that were not trained on. */
public enum Metric {
    /**
     * The share of rows whose largest output is the label's; the first of equal outputs counts. A row with a NaN among its
     * outputs is a miss.
     */
    ACCURACY("accuracy", Direction.MAXIMIZE) {
        @Override
        public double score(float[] outputs, Targets targets) {
            int classes = width(outputs, targets);
            int hits = 0;
            for (int row = 0; row < targets.rows(); row++) {
                if (prediction(outputs, row * classes, classes) == targets.label(row)) {
                    hits++;
                }
            }
            return (double) hits / targets.rows();
        }
    };

    private final String profileName;
    private final Direction direction;

    Metric(String profileName, Direction direction) {
        this.profileName = profileName;
        this.direction = direction;
    }

    /** The name in profiles, events and tables. */
    public String profileName() {
        return profileName;
    }

    /** Whether rows with such targets can be scored by it. */
    public boolean takes(Targets.Kind kind) {
        return kind == Targets.Kind.CLASS;
    }

    /** Which of two scores is the better one. */
    public Direction direction() {
        return direction;
    }

    /**
     * @param outputs the network's outputs, row after row, the same number for each
     * @param targets at least one row
     * @throws IllegalArgumentException when there is no row, or the outputs do not divide into the rows
     */
    public abstract double score(float[] outputs, Targets targets);

    /** The index of the first largest output, or -1 when one is NaN: a network that ran away predicts nothing. */
    private static int prediction(float[] outputs, int from, int classes) {
        int best = 0;
        for (int c = 0; c < classes; c++) {
            if (Float.isNaN(outputs[from + c])) {
                return -1;
            }
            if (outputs[from + c] > outputs[from + best]) {
                best = c;
            }
        }
        return best;
    }

    /** The outputs of one row. */
    private static int width(float[] outputs, Targets targets) {
        if (targets.rows() == 0) {
            throw new IllegalArgumentException("a score needs at least one row");
        }
        if (outputs.length == 0 || outputs.length % targets.rows() != 0) {
            throw new IllegalArgumentException(
                    outputs.length + " outputs are not the same number for each of " + targets.rows() + " rows");
        }
        return outputs.length / targets.rows();
    }
}
