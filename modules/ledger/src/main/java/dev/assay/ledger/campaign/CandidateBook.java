package dev.assay.ledger.campaign;

import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.TrialIndex.Place;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.research.program.Arm;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.pcollections.TreePVector;

/**
 * The candidates of a campaign, and what is asked of them at every step, kept up to date instead of searched for. A change
 * makes a new book that shares with the old one what is the same in both, so its time grows with the logarithm of what there
 * is. A change that does not fit is refused before it comes here.
 *
 * @param records by number
 * @param reviewOrder numbers of the reviewed candidates, in the order of review
 * @param unreviewed numbers of the others
 * @param arms those that have a candidate
 */
record CandidateBook(
        PVector<CandidateRecord> records,
        PVector<Integer> reviewOrder,
        TreePSet<Integer> unreviewed,
        TrialIndex trials,
        TreePMap<Arm, ArmProgress> arms) {
    static final int BASELINE = 0;
    static final CandidateBook EMPTY = new CandidateBook(
            TreePVector.empty(), TreePVector.empty(), TreePSet.empty(), TrialIndex.EMPTY, TreePMap.empty());

    boolean has(int candidate) {
        return candidate >= 0 && candidate < records.size();
    }

    Optional<TrialRecord> trial(String trialId) {
        return trials.place(trialId)
                .map(place -> records.get(place.candidate()).trials().get(place.position()));
    }

    ArmProgress arm(Arm arm) {
        return arms.getOrDefault(arm, ArmProgress.EMPTY);
    }

    List<CandidateRecord> candidates(Arm arm) {
        return new NumberedCandidates(records, arm(arm).candidates());
    }

    List<CandidateRecord> inReviewOrder() {
        return Stream.concat(reviewOrder.stream(), unreviewed.stream())
                .map(records::get)
                .toList();
    }

    /** All trials, in the order of their request. */
    List<TrialRecord> trialsInOrder() {
        return trials.places().values().stream()
                .sorted(Comparator.comparingInt(Place::request))
                .map(place -> records.get(place.candidate()).trials().get(place.position()))
                .toList();
    }

    CandidateBook propose(Candidate candidate) {
        int number = candidate.number();
        return new CandidateBook(
                records.plus(new CandidateRecord(candidate, List.of(), Optional.empty())),
                reviewOrder,
                unreviewed.plus(number),
                trials,
                arms.plus(candidate.arm(), arm(candidate.arm()).proposed(number)));
    }

    CandidateBook request(TrialRequested requested) {
        return open(new TrialRecord(
                requested.trialId(),
                requested.candidate(),
                requested.seed(),
                requested.openHoldOut(),
                Optional.empty()));
    }

    /** As if the trial were requested and, where it has an outcome, reported. */
    CandidateBook add(TrialRecord trial) {
        CandidateBook requested = open(new TrialRecord(
                trial.trialId(), trial.candidate(), trial.seed(), trial.openHoldOut(), Optional.empty()));
        return trial.outcome()
                .map(outcome -> requested.report(trial.trialId(), outcome))
                .orElse(requested);
    }

    /** @param trialId of a trial that is there */
    CandidateBook report(String trialId, TrialOutcome outcome) {
        Place place = trials.place(trialId).orElseThrow();
        return with(records.get(place.candidate()).reported(place.position(), outcome), trials.reported(place));
    }

    CandidateBook review(CandidateReviewed review) {
        int number = review.candidate();
        CandidateRecord reviewed = records.get(number).reviewed(review);
        Arm arm = reviewed.candidate().arm();
        return new CandidateBook(
                records.with(number, reviewed),
                reviewOrder.plus(number),
                unreviewed.minus(number),
                trials,
                arms.plus(arm, arm(arm).reviewed(number, review.verdict())));
    }

    /** Reviews of another phase say nothing about how long this one has gone without a keep. */
    CandidateBook inNextPhase() {
        TreePMap<Arm, ArmProgress> next = arms;
        for (Arm arm : arms.keySet()) {
            next = next.plus(arm, arm(arm).inNextPhase());
        }
        return new CandidateBook(records, reviewOrder, unreviewed, trials, next);
    }

    /** As if so many candidates of the arm were reviewed in this phase since it kept one. */
    CandidateBook reviewedSinceKeep(Arm arm, int candidates) {
        ArmProgress progress = arm(arm);
        return new CandidateBook(
                records,
                reviewOrder,
                unreviewed,
                trials,
                arms.plus(arm, new ArmProgress(progress.candidates(), progress.incumbent(), candidates)));
    }

    /** @param trial that has not reported */
    private CandidateBook open(TrialRecord trial) {
        CandidateRecord record = records.get(trial.candidate());
        return with(
                record.requested(trial), trials.requested(trial, record.trials().size()));
    }

    private CandidateBook with(CandidateRecord changed, TrialIndex index) {
        return new CandidateBook(
                records.with(changed.candidate().number(), changed), reviewOrder, unreviewed, index, arms);
    }
}
