package dev.assay.ledger.campaign;

import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import dev.assay.research.cost.MeanCost;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.pcollections.TreePVector;

/**
 * A candidate with all that is known of it.
 *
 * @param trials in the order in which they were requested
 * @param review empty while it is not reviewed
 */
public record CandidateRecord(Candidate candidate, List<TrialRecord> trials, Optional<CandidateReviewed> review) {
    public CandidateRecord {
        trials = TreePVector.from(trials);
    }

    public Status status() {
        return review.map(result -> Status.of(result.verdict(), candidate.arm()))
                .orElse(Status.CANDIDATE);
    }

    /** The review's score; before the review the mean over the trials that are scored, empty if there are none. */
    public OptionalDouble score() {
        return review.isPresent()
                ? OptionalDouble.of(review.get().score())
                : searchScores().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .average();
    }

    /** What its trials have spent so far, with the failed and the confirming ones. */
    public Cost cost() {
        return trials.stream()
                .flatMap(trial -> trial.outcome().stream())
                .map(TrialOutcome::cost)
                .reduce(Cost.NONE, Cost::plus);
    }

    /** What a whole trial of it spends, the mean over those of the search; empty while none is scored. */
    public Optional<MeanCost> costPerTrial() {
        return MeanCost.of(trials.stream()
                .filter(trial -> !trial.openHoldOut())
                .flatMap(trial -> trial.scored().stream())
                .map(TrialOutcome::cost)
                .toList());
    }

    /** Selection scores by seed of the trials of the search: those that did not open the hold-out. */
    public SortedMap<Long, Double> searchScores() {
        return scores(false, Scored::selection);
    }

    /** Selection scores by seed of the confirmation trials. */
    public SortedMap<Long, Double> confirmationScores() {
        return scores(true, Scored::selection);
    }

    /** Hold-out scores by seed of the confirmation trials. */
    public SortedMap<Long, Double> holdOutScores() {
        return scores(true, scored -> scored.holdOut().orElseThrow());
    }

    /** The first failed trial, in the order of request. */
    public Optional<Failed> failure() {
        return trials.stream()
                .flatMap(trial -> trial.outcome().stream())
                .filter(Failed.class::isInstance)
                .map(Failed.class::cast)
                .findFirst();
    }

    private SortedMap<Long, Double> scores(boolean confirmation, ToDoubleFunction<Scored> score) {
        SortedMap<Long, Double> scores = new TreeMap<>();
        for (TrialRecord trial : trials) {
            if (trial.openHoldOut() == confirmation) {
                trial.scored().ifPresent(scored -> scores.put(trial.seed(), score.applyAsDouble(scored)));
            }
        }
        return scores;
    }

    CandidateRecord requested(TrialRecord trial) {
        return new CandidateRecord(candidate, TreePVector.from(trials).plus(trial), review);
    }

    /** @param position of the trial among {@link #trials()} */
    CandidateRecord reported(int position, TrialOutcome outcome) {
        TrialRecord trial = trials.get(position).reported(outcome);
        return new CandidateRecord(candidate, TreePVector.from(trials).with(position, trial), review);
    }

    CandidateRecord reviewed(CandidateReviewed result) {
        return new CandidateRecord(candidate, trials, Optional.of(result));
    }
}
