package dev.assay.ledger.campaign;

import dev.assay.learning.digest.Digest;
import java.util.List;

/**
 * What makes a campaign a labelled sub-campaign: it goes on from the question of another one under another fingerprint, so
 * its scores do not compare with that one's.
 *
 * @param label a short name for what was changed
 * @param parentId the other campaign
 * @param parentFingerprint digest of the other campaign's fingerprint
 * @param differences what the fingerprints differ in, one line a field: what it is here, what it was there
 */
public record Lineage(String label, String parentId, Digest parentFingerprint, List<String> differences) {
    public Lineage {
        differences = List.copyOf(differences);
    }
}
