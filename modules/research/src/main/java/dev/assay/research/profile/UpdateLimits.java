package dev.assay.research.profile;

/**
 * What a site's update may be.
 *
 * @param maxNorm bound on the Euclidean norm of a DIFF
 */
public record UpdateLimits(double maxNorm) {}
