package dev.assay.learning.metric;

/** A score of predictions on labelled rows; larger is better. */
public enum Metric {
    /** The share of rows whose largest output is the label's; the first of equal outputs counts. */
    ACCURACY("accuracy") {
        @Override
        public double score(float[] outputs, int classes, int[] labels) {
            int hits = 0;
            for (int row = 0; row < labels.length; row++) {
                int best = 0;
                for (int c = 1; c < classes; c++) {
                    if (outputs[row * classes + c] > outputs[row * classes + best]) {
                        best = c;
                    }
                }
                if (best == labels[row]) {
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
     * @param labels class indices
     */
    public abstract double score(float[] outputs, int classes, int[] labels);
}
