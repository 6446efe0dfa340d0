package dev.assay.learning.training;

import dev.assay.learning.model.ModelVector;
import java.util.Optional;

/**
 * What a site is asked to do in one round.
 *
 * @param round 0 for the first
 * @param global the global model at the round's start
 * @param globalControl SCAFFOLD's global control variate; empty under every other rule
 */
public record RoundTask(int round, ModelVector global, Optional<ModelVector> globalControl) {}
