package dev.assay.agent.campaign;

import java.util.Collections;
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
 */
public record CampaignSpec(
        long seed, String profileText, String programText, SortedMap<String, String> fingerprint, int maxCandidates) {
    public CampaignSpec {
        fingerprint = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprint));
    }
}
