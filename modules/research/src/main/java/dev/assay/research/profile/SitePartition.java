package dev.assay.research.profile;

import dev.assay.learning.data.Partition;

/**
 * How the training rows become sites.
 *
 * @param seed the partition is a function of the training rows and this
 */
public record SitePartition(int sites, Partition rule, long seed) {}
