package dev.assay.client.site;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.privacy.Protection;
import dev.assay.learning.training.LocalUpdate;
import java.util.Optional;

/**
 * What a site sends back for one round.
 *
 * @param schema digest of the schema that the vector is cut by
 * @param kind what the vector is; a sound site sends a DIFF, local minus global
 * @param local the DIFF, its steps and samples, and what the site needs to go on with the next round
 * @param protection what the site's policy did to the DIFF, as the site says
 */
public record ModelUpdate(
        String trialId,
        int round,
        int site,
        Digest schema,
        UpdateKind kind,
        LocalUpdate local,
        Optional<Protection> protection) {

    /** As it was trained. */
    public ModelUpdate(String trialId, int round, int site, Digest schema, UpdateKind kind, LocalUpdate local) {
        this(trialId, round, site, schema, kind, local, Optional.empty());
    }

    /** A DIFF. */
    public ModelUpdate(String trialId, int round, int site, Digest schema, LocalUpdate local) {
        this(trialId, round, site, schema, UpdateKind.DIFF, local);
    }

    /** The same with another vector. */
    public ModelUpdate withDiff(ModelVector diff) {
        return new ModelUpdate(trialId, round, site, schema, kind, local.withDiff(diff), protection);
    }
}
