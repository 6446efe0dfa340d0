package dev.assay.learning.metric;

/** A score of predictions on labelled rows; larger is better. */
public enum Metric {
    /**
     * The share of rows whose largest output is the label's; the first of equal outputs counts. A row with a NaN among its
     * outputs is a miss.
     */
    ACCURACY("accuracy") {
        @Override
        public double score(float[] outputs, int classes, int[] labels) {
            requireRows(outputs, classes, labels);
            int hits = 0;
            for (int row = 0; row < labels.length; row++) {
                if (prediction(outputs, row * classes, classes) == labels[row]) {
                    hits++;
                }
            }
            return (double) hits / labels.length;
        }
    };

    private final String profileName;

    Metric(String profileName) {
        this.profileName = profileName;
    }

    /** The name in profiles, events and tables. */
    public String profileName() {
        return profileName;
    }

    /**
     * @param outputs the network's outputs, row after row, {@code classes} a row
     * @param labels class indices, at least one row
     * @throws IllegalArgumentException when there is no row, or the outputs are not {@code classes} a row
     */
    public abstract double score(float[] outputs, int classes, int[] labels);

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

    private static void requireRows(float[] outputs, int classes, int[] labels) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("a score needs at least one row");
        }
        if (classes < 1 || outputs.length != (long) labels.length * classes) {
            throw new IllegalArgumentException(
                    outputs.length + " outputs are not " + classes + " for each of " + labels.length + " rows");
        }
    }
}
