package dev.assay.client.site;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.training.LocalUpdate;

/**
 * What a site sends back for one round: always a DIFF, local minus global.
 *
 * @param schema digest of the schema that the DIFF is cut by
 * @param local the DIFF, its steps and samples, and what the site needs to go on with the next round
 */
public record ModelUpdate(String trialId, int round, int site, Digest schema, LocalUpdate local) {}
