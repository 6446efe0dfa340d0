package dev.assay.ledger.verify;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.ChainHead;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the chains of an intact ledger vouch for.
 *
 * @param campaignId the campaign's name
 * @param head the end of the campaign's chain: it vouches for every event of the campaign and of every trial that has reported
 * @param openTrials the ends of the other trials' chains, which it does not vouch for yet, by the trial's id
 * @param state what the campaign's events lead to
 * @param events of campaign and trials together
 * @param models final models of scored trials
 * @param checkpoints what each trial that has not ended goes on from, by the trial's id
 * @param report digests of the files of the last recorded report, by their path in the run folder
 */
public record Verification(
        String campaignId,
        ChainHead head,
        SortedMap<String, ChainHead> openTrials,
        CampaignState state,
        long events,
        List<NamedModel> models,
        SortedMap<String, Digest> checkpoints,
        SortedMap<String, Digest> report) {
    public Verification {
        openTrials = Collections.unmodifiableSortedMap(new TreeMap<>(openTrials));
        models = List.copyOf(models);
        checkpoints = Collections.unmodifiableSortedMap(new TreeMap<>(checkpoints));
        report = Collections.unmodifiableSortedMap(new TreeMap<>(report));
    }

    /** The final model of a trial. */
    public record NamedModel(String trialId, Digest digest) {}
}
