package dev.assay.research.profile;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a trial may spend at most; what is empty has no cap.
 *
 * @param maxSamplePasses rows that go forward and backward in the whole trial, over all sites, as a multiple of the training
 *     split; empty only where the profile says {@code unlimited}
 * @param maxSteps optimizer steps in the whole trial, over all sites
 * @param maxBytes payload bytes to and from the sites in the whole trial
 * @param maxSeconds wall-clock seconds of the trial. A trial that is near this cap may end otherwise on another machine
 */
public record CostCaps(
        OptionalDouble maxSamplePasses, OptionalLong maxSteps, OptionalLong maxBytes, OptionalDouble maxSeconds) {}
