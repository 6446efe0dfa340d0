package dev.assay.agent.decision;

import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which seeds a candidate is run with. Every candidate of a campaign gets the same ones in the same order, so that all
 * comparisons are paired; confirmation has fresh ones that nothing was selected on.
 */
final class TrialRequests {
    private static final int SEARCH = 0;
    private static final int CONFIRMATION = 1;

    private TrialRequests() {}

    /** The seeds number {@code from} (included) to {@code to} (excluded) of the search. */
    static List<CampaignEvent> search(CampaignState state, int candidate, int from, int to, Instant now) {
        return requests(state, candidate, SEARCH, from, to, now);
    }

    /** The fresh seeds; their trials open the hold-out. */
    static List<CampaignEvent> confirmation(CampaignState state, int candidate, int seeds, Instant now) {
        return requests(state, candidate, CONFIRMATION, 0, seeds, now);
    }

    private static List<CampaignEvent> requests(
            CampaignState state, int candidate, int purpose, int from, int to, Instant now) {
        CampaignStarted start = state.start().orElseThrow();
        boolean confirms = purpose == CONFIRMATION;
        return IntStream.range(from, to)
                .<CampaignEvent>mapToObj(index -> new TrialRequested(
                        now,
                        start.campaignId() + "/" + Candidate.name(candidate) + "/" + (confirms ? "confirm-" : "seed-")
                                + (index + 1),
                        candidate,
                        RandomStreams.seed(start.seed(), RandomPurpose.TRIAL_SEED, purpose, index),
                        confirms))
                .toList();
    }
}
