package dev.assay.research.profile;

import java.time.Duration;

/**
 * What every trial of the task gets.
 *
 * @param rounds rounds of a trial, at least 1
 * @param minSites updates that a round needs
 * @param roundTimeout after this a round ends with the updates that are in, if these are at least {@code minSites}
 */
public record Budget(int rounds, int minSites, Duration roundTimeout) {}
