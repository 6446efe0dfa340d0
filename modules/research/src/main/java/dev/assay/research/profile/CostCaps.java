package dev.assay.research.profile;

/**
 * What a trial may spend at most.
 *
 * @param maxSamplePasses rows that go forward and backward in the whole trial, over all sites, as a multiple of the training
 *     split
 */
public record CostCaps(double maxSamplePasses) {}
