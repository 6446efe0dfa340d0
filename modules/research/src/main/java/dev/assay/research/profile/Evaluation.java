package dev.assay.research.profile;

import dev.assay.learning.metric.Metric;

/**
 * What a score is.
 *
 * @param metric computed on rows that were not trained on
 * @param over what the metric is taken over
 */
public record Evaluation(Metric metric, Over over) {

    /** What a metric is taken over. */
    public enum Over {
        /** All rows of the split together. */
        ROWS,
        /** The rows of each site by themselves; the score is the mean over the sites, each counting alike. */
        SITES
    }
}
