package dev.assay.ledger.results;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A candidate with all that the campaign knows of it.
 *
 * @param trials in the order in which they were asked for
 * @param review the last judgement; empty before the first
 */
public record CandidateResult(Candidate candidate, List<TrialResult> trials, Optional<CandidateReviewed> review) {
    public CandidateResult {
        trials = List.copyOf(trials);
    }

    /** Every candidate: the baseline, then the others in the order of review, then those without a review by number. */
    public static List<CandidateResult> of(List<CampaignEvent> events) {
        SortedMap<Integer, Candidate> candidates = new TreeMap<>();
        Map<Integer, Map<String, TrialResult>> trials = new LinkedHashMap<>();
        Map<String, TrialOutcome> outcomes = new LinkedHashMap<>();
        Map<Integer, CandidateReviewed> reviews = new LinkedHashMap<>();
        for (CampaignEvent event : events) {
            if (event instanceof CandidateProposed e) {
                candidates.put(e.candidate().number(), e.candidate());
            } else if (event instanceof TrialRequested e) {
                trials.computeIfAbsent(e.candidate(), number -> new LinkedHashMap<>())
                        .put(e.trialId(), new TrialResult(e.trialId(), e.seed(), e.openHoldOut(), Optional.empty()));
            } else if (event instanceof TrialReported e) {
                outcomes.put(e.trialId(), e.outcome());
            } else if (event instanceof CandidateReviewed e) {
                reviews.put(e.candidate(), e);
            }
        }
        List<Integer> order = new ArrayList<>();
        if (candidates.containsKey(0)) {
            order.add(0);
        }
        reviews.keySet().stream()
                .filter(number -> number != 0 && candidates.containsKey(number))
                .forEach(order::add);
        candidates.keySet().stream().filter(number -> !order.contains(number)).forEach(order::add);
        return order.stream()
                .map(number -> new CandidateResult(
                        candidates.get(number),
                        withOutcomes(trials.getOrDefault(number, Map.of()), outcomes),
                        Optional.ofNullable(reviews.get(number))))
                .toList();
    }

    public Status status() {
        return review.map(r -> Status.of(r.verdict())).orElse(Status.CANDIDATE);
    }

    /** The review's score; before the review the mean over the trials that are scored, empty if there are none. */
    public OptionalDouble score() {
        if (review.isPresent()) {
            return OptionalDouble.of(review.get().score());
        }
        return searchScores().values().stream().mapToDouble(Double::doubleValue).average();
    }

    /** Selection scores by seed, of the trials that did not open the hold-out. */
    public SortedMap<Long, Double> searchScores() {
        SortedMap<Long, Double> scores = new TreeMap<>();
        for (TrialResult trial : trials) {
            if (!trial.openHoldOut() && trial.outcome().orElse(null) instanceof Scored scored) {
                scores.put(trial.seed(), scored.selection());
            }
        }
        return scores;
    }

    /** What its trials have spent so far, with the failed and the confirming ones. */
    public Cost cost() {
        return trials.stream()
                .flatMap(trial -> trial.outcome().stream())
                .map(TrialOutcome::cost)
                .reduce(Cost.NONE, Cost::plus);
    }

    private static List<TrialResult> withOutcomes(Map<String, TrialResult> trials, Map<String, TrialOutcome> outcomes) {
        return trials.values().stream()
                .map(t -> new TrialResult(
                        t.trialId(), t.seed(), t.openHoldOut(), Optional.ofNullable(outcomes.get(t.trialId()))))
                .toList();
    }
}
