package dev.assay.research.dataset;

import dev.assay.learning.data.Partition;

/** How rows become sites. */
public sealed interface SitePartition {
    /** Number of sites, at least 1. */
    int sites();

    /**
     * Rows are dealt out by a rule.
     *
     * @param seed the partition is a function of the rows and this
     */
    record Dealt(int sites, Partition rule, long seed) implements SitePartition {}

    /**
     * The data say which rows belong together.
     *
     * @param sites as many as the data have; said here so that it cannot change unseen
     * @param minRows sites with fewer rows in all are left out
     */
    record Natural(int sites, int minRows) implements SitePartition {}
}
