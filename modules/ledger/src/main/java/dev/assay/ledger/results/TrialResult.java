package dev.assay.ledger.results;

import dev.assay.ledger.trial.TrialOutcome;
import java.util.Optional;

/**
 * One trial of a candidate.
 *
 * @param seed root of its random streams
 * @param openHoldOut whether it is a confirmation trial, scored on the hold-out too
 * @param outcome empty while it runs
 */
public record TrialResult(String trialId, long seed, boolean openHoldOut, Optional<TrialOutcome> outcome) {}
