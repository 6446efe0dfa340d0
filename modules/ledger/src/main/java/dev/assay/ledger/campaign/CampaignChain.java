package dev.assay.ledger.campaign;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A campaign as the fold of its chained events: its state, and its place in the chain.
 *
 * @param head the last event's
 * @param requests hash of the request of each trial that has not reported, by the trial's id: what its chain begins with
 */
public record CampaignChain(ChainHead head, CampaignState state, PMap<String, Digest> requests) {
    public static final CampaignChain EMPTY =
            new CampaignChain(ChainHead.START, CampaignState.EMPTY, HashTreePMap.empty());

    /**
     * The chain after one more entry.
     *
     * @throws dev.assay.ledger.chain.BrokenChainException when the entry is not the next one
     * @throws IllegalStateException when its event does not fit the state
     */
    public CampaignChain apply(Entry<CampaignEvent> entry) {
        return new CampaignChain(head.follow(entry), state.apply(entry.event()), requestsAfter(entry));
    }

    private PMap<String, Digest> requestsAfter(Entry<CampaignEvent> entry) {
        if (entry.event() instanceof TrialRequested requested) {
            return requests.plus(requested.trialId(), entry.hash());
        }
        if (entry.event() instanceof TrialReported reported) {
            return requests.minus(reported.trialId());
        }
        return requests;
    }
}
