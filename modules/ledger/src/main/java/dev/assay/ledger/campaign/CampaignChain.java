package dev.assay.ledger.campaign;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import java.util.HashMap;
import java.util.Map;

/**
 * A campaign as the fold of its chained events: its state, and its place in the chain.
 *
 * @param head the last event's
 * @param requests hash of the request of each trial that has not reported, by the trial's id: what its chain begins with
 */
public record CampaignChain(ChainHead head, CampaignState state, Map<String, Digest> requests) {
    public static final CampaignChain EMPTY = new CampaignChain(ChainHead.START, CampaignState.EMPTY, Map.of());

    public CampaignChain {
        requests = Map.copyOf(requests);
    }

    /**
     * The chain after one more entry.
     *
     * @throws dev.assay.ledger.chain.BrokenChainException when the entry is not the next one
     * @throws IllegalStateException when its event does not fit the state
     */
    public CampaignChain apply(Entry<CampaignEvent> entry) {
        return new CampaignChain(head.follow(entry), state.apply(entry.event()), requestsAfter(entry));
    }

    private Map<String, Digest> requestsAfter(Entry<CampaignEvent> entry) {
        if (entry.event() instanceof TrialRequested requested) {
            Map<String, Digest> more = new HashMap<>(requests);
            more.put(requested.trialId(), entry.hash());
            return more;
        }
        if (entry.event() instanceof TrialReported reported) {
            Map<String, Digest> fewer = new HashMap<>(requests);
            fewer.remove(reported.trialId());
            return fewer;
        }
        return requests;
    }
}
