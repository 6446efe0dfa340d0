package dev.assay.research.profile;

/** How the training rows are divided into sites. */
public sealed interface PartitionRule {
    int sites();

    /** The partition is a function of the training rows and this. */
    long seed();

    /** The smallest site that is accepted, in rows. */
    int minRows();

    /** Label skew: each class is divided by proportions from a Dirichlet distribution (Hsu et al. 2019). */
    record Dirichlet(int sites, double alpha, int minRows, long seed) implements PartitionRule {}

    /** Rows in random order, in parts of equal size. */
    record Iid(int sites, int minRows, long seed) implements PartitionRule {}
}
