package dev.assay.ledger.export.trial;

import java.time.Instant;

/**
 * One point of one curve.
 *
 * @param name one of {@link TrialScalars}
 * @param step number of the round, 0 for the first, as in the ledger; a final score has that of the last round
 * @param at time of the event that has the value
 * @param value in the curve's unit; finite, unless a recorded hold-out score is not
 */
public record Scalar(String name, int step, Instant at, double value) {}
