package dev.assay.agent.campaign;

import dev.assay.ledger.campaign.Lineage;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a campaign is started with.
 *
 * @param seed root of the campaign's choices and its trials' seeds
 * @param profileText the task profile, checked by who starts the campaign
 * @param programText the program, likewise
 * @param fingerprint of profile and program
 * @param maxCandidates candidates after the baseline, at least 0
 * @param lineage of a labelled sub-campaign; empty for any other
 */
public record CampaignSpec(
        long seed,
        String profileText,
        String programText,
        SortedMap<String, String> fingerprint,
        int maxCandidates,
        Optional<Lineage> lineage) {
    public CampaignSpec {
        fingerprint = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprint));
    }

    /** A campaign that is no sub-campaign. */
    public CampaignSpec(
            long seed,
            String profileText,
            String programText,
            SortedMap<String, String> fingerprint,
            int maxCandidates) {
        this(seed, profileText, programText, fingerprint, maxCandidates, Optional.empty());
    }
}
