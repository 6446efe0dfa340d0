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
 * @param holdOutOpened whether the hold-out of the other campaign, or of one before it, had been opened when this one began:
 *     then its rows may have had a say in what was changed
 */
public record Lineage(
        String label, String parentId, Digest parentFingerprint, List<String> differences, boolean holdOutOpened) {
    public Lineage {
        differences = List.copyOf(differences);
    }
}
