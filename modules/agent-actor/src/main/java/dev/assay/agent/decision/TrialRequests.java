package dev.assay.agent.decision;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Lineage;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which seeds a candidate is run with. Every candidate of a campaign gets the same ones in the same order, so that all
 * comparisons are paired; confirmation has fresh ones that nothing was selected on, in a sub-campaign also not in the campaign
 * that it goes on from, although that one may have the same root seed.
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
                        RandomStreams.seed(
                                start.seed(),
                                RandomPurpose.TRIAL_SEED,
                                path(confirms ? start.lineage() : Optional.empty(), purpose, index)),
                        confirms))
                .toList();
    }

    /** Purpose and index; after them, where there is a lineage, the digest of the parent's name and the label. */
    private static int[] path(Optional<Lineage> lineage, int purpose, int index) {
        IntStream own = IntStream.of(purpose, index);
        return lineage.map(from -> IntStream.concat(own, words(from)))
                .orElse(own)
                .toArray();
    }

    private static IntStream words(Lineage lineage) {
        IntBuffer words = ByteBuffer.wrap(HexFormat.of()
                        .parseHex(Digest.ofText(lineage.parentId() + "\n" + lineage.label())
                                .hex()))
                .asIntBuffer();
        return IntStream.range(0, words.limit()).map(words::get);
    }
}
