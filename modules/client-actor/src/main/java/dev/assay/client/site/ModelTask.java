package dev.assay.client.site;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import java.util.Optional;

/**
 * A round's work, the same for every site of a trial.
 *
 * @param trialId which trial
 * @param round 0 for the first
 * @param schema digest of the model's schema
 * @param global the global model at the round's start
 * @param globalControl SCAFFOLD's global control variate; empty under every other rule
 */
public record ModelTask(
        String trialId, int round, Digest schema, ModelVector global, Optional<ModelVector> globalControl) {}
