package dev.assay.ledger.campaign;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.research.program.Arm;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;

/**
 * A campaign's chain as plain records and lists, for a snapshot. Only what cannot be found out from the rest is kept, so that the
 * parts of a state that is made from it agree with each other.
 *
 * @param head of the chain
 * @param requests hash of the request of each trial that has not reported, by the trial's id
 * @param start empty before the first event
 * @param phase that the campaign is in
 * @param candidates by number
 * @param trials of all candidates, in the order of their request
 * @param reviews in their order
 * @param reviewedSinceKeep by arm; it begins anew with each phase, which the reviews do not say
 * @param confirmation the final verdict, once it is known
 * @param stopCause why the campaign was asked to end early
 * @param pauseCause why an operator has paused the campaign; empty while it is not paused
 */
public record CampaignSnapshot(
        ChainHead head,
        SortedMap<String, Digest> requests,
        Optional<CampaignStarted> start,
        Phase phase,
        List<Candidate> candidates,
        List<TrialRecord> trials,
        List<CandidateReviewed> reviews,
        SortedMap<Arm, Integer> reviewedSinceKeep,
        Optional<CampaignConfirmed> confirmation,
        Optional<String> stopCause,
        Optional<String> pauseCause) {
    public CampaignSnapshot {
        requests = Collections.unmodifiableSortedMap(new TreeMap<>(requests));
        candidates = List.copyOf(candidates);
        trials = List.copyOf(trials);
        reviews = List.copyOf(reviews);
        reviewedSinceKeep = Collections.unmodifiableSortedMap(new TreeMap<>(reviewedSinceKeep));
    }

    public static CampaignSnapshot of(CampaignChain chain) {
        CampaignState state = chain.state();
        CandidateBook book = state.book();
        SortedMap<Arm, Integer> reviewedSinceKeep = new TreeMap<>();
        book.arms().forEach((arm, progress) -> reviewedSinceKeep.put(arm, progress.reviewedSinceKeep()));
        return new CampaignSnapshot(
                chain.head(),
                new TreeMap<>(chain.requests()),
                state.start(),
                state.phase(),
                book.records().stream().map(CandidateRecord::candidate).toList(),
                book.trialsInOrder(),
                book.reviewOrder().stream()
                        .map(number -> book.records().get(number).review().orElseThrow())
                        .toList(),
                reviewedSinceKeep,
                state.confirmation(),
                state.stopCause(),
                state.pauseCause());
    }

    /**
     * A chain that is equal to the one that this is the snapshot of, and goes on as that one does.
     *
     * @throws RuntimeException if the parts do not fit together: then nobody's chain was like this
     */
    public CampaignChain chain() {
        return new CampaignChain(
                head,
                new CampaignState(start, phase, book(), confirmation, stopCause, pauseCause),
                HashTreePMap.from(requests));
    }

    private CandidateBook book() {
        CandidateBook book = CandidateBook.EMPTY;
        for (Candidate candidate : candidates) {
            book = book.propose(candidate);
        }
        for (TrialRecord trial : trials) {
            book = book.add(trial);
        }
        for (CandidateReviewed review : reviews) {
            book = book.review(review);
        }
        for (Map.Entry<Arm, Integer> arm : reviewedSinceKeep.entrySet()) {
            book = book.reviewedSinceKeep(arm.getKey(), arm.getValue());
        }
        return book;
    }
}
