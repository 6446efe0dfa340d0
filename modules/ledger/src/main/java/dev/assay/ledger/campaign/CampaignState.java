package dev.assay.ledger.campaign;

import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.research.program.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A campaign as the fold of its events.
 *
 * @param start empty only before the first event
 * @param reviewedBeforePhase candidates that were reviewed before the phase began
 * @param candidates by number; the baseline is candidate 0
 * @param reviewOrder numbers of the reviewed candidates, in the order of review
 * @param incumbent number of the agent's best kept candidate; the baseline until one beats it
 * @param confirmation the final verdict, once it is known
 * @param stopCause why the campaign was asked to end early
 */
public record CampaignState(
        Optional<CampaignStarted> start,
        Phase phase,
        int reviewedBeforePhase,
        List<CandidateRecord> candidates,
        List<Integer> reviewOrder,
        int incumbent,
        Optional<CampaignConfirmed> confirmation,
        Optional<String> stopCause) {
    public static final CampaignState EMPTY = new CampaignState(
            Optional.empty(), Phase.BASELINE, 0, List.of(), List.of(), 0, Optional.empty(), Optional.empty());

    public CampaignState {
        candidates = List.copyOf(candidates);
        reviewOrder = List.copyOf(reviewOrder);
    }

    public static CampaignState of(List<CampaignEvent> events) {
        CampaignState state = EMPTY;
        for (CampaignEvent event : events) {
            state = state.apply(event);
        }
        return state;
    }

    /** The state after one more event; throws when the event does not fit, which is a bug or a damaged ledger. */
    public CampaignState apply(CampaignEvent event) {
        if (event instanceof CampaignStarted started && start.isEmpty()) {
            return withStart(started);
        }
        if (isFinished() && isReading(event)) {
            return this;
        }
        if (start.isEmpty() || isFinished()) {
            throw misfit(event);
        }
        if (event instanceof PhaseEntered entered) {
            return withPhase(entered.phase());
        }
        if (event instanceof CandidateProposed proposed) {
            return propose(proposed.candidate());
        }
        if (event instanceof TrialRequested r) {
            if (!has(r.candidate()) || trial(r.trialId()).isPresent()) {
                throw misfit(event);
            }
            return change(record(r.candidate())
                    .with(new TrialRecord(r.trialId(), r.candidate(), r.seed(), r.openHoldOut(), Optional.empty())));
        }
        if (event instanceof TrialReported reported) {
            return report(reported.trialId(), reported.outcome(), event);
        }
        if (event instanceof CandidateReviewed reviewed) {
            return review(reviewed);
        }
        if (event instanceof ProposalRefused || event instanceof HoldOutOpened) {
            return this;
        }
        if (event instanceof CampaignConfirmed confirmed) {
            return withConfirmation(confirmed);
        }
        if (event instanceof StopRequested stop) {
            return withStopCause(stopCause.orElse(stop.cause()));
        }
        if (event instanceof CampaignFinished) {
            return withPhase(Phase.FINISHED);
        }
        throw misfit(event);
    }

    /** What a report may add to a finished campaign: it changes nothing that the campaign has found. */
    private static boolean isReading(CampaignEvent event) {
        return event instanceof HoldOutScored
                || event instanceof ReportWritten
                || (event instanceof HoldOutOpened opened && opened.by() == HoldOutReader.REPORT);
    }

    public boolean isFinished() {
        return phase == Phase.FINISHED;
    }

    public CandidateRecord record(int candidate) {
        return candidates.get(candidate);
    }

    /** Trials that were requested and have not reported, in the order of request. */
    public List<TrialRecord> openTrials() {
        return candidates.stream()
                .flatMap(candidate -> candidate.trials().stream())
                .filter(trial -> trial.outcome().isEmpty())
                .toList();
    }

    public Optional<TrialRecord> trial(String trialId) {
        return candidates.stream()
                .flatMap(candidate -> candidate.trials().stream())
                .filter(trial -> trial.trialId().equals(trialId))
                .findFirst();
    }

    /** Every candidate: those that are reviewed in the order of review, the baseline first, then the others by number. */
    public List<CandidateRecord> inReviewOrder() {
        return Stream.concat(reviewOrder.stream().map(this::record), unreviewed().stream())
                .toList();
    }

    /** Candidates without a review, by number. */
    public List<CandidateRecord> unreviewed() {
        return candidates.stream()
                .filter(candidate -> candidate.review().isEmpty())
                .toList();
    }

    /** The best kept candidate of an arm: each arm starts from the baseline, and none sees another's. */
    public int incumbent(Arm arm) {
        int best = 0;
        for (int number : reviewOrder) {
            CandidateRecord reviewed = record(number);
            if (reviewed.candidate().arm() == arm && isKept(reviewed)) {
                best = number;
            }
        }
        return best;
    }

    /** An arm's candidates by number, the baseline not among them. */
    public List<CandidateRecord> candidates(Arm arm) {
        return candidates.stream()
                .skip(1)
                .filter(record -> record.candidate().arm() == arm)
                .toList();
    }

    /** How many candidates of an arm were reviewed since the last one that it kept, in this phase. */
    public int reviewedSinceKeep(Arm arm) {
        int since = 0;
        for (int i = reviewOrder.size() - 1; i >= reviewedBeforePhase; i--) {
            CandidateRecord reviewed = record(reviewOrder.get(i));
            if (reviewed.candidate().arm() == arm) {
                if (isKept(reviewed)) {
                    break;
                }
                since++;
            }
        }
        return since;
    }

    private static boolean isKept(CandidateRecord record) {
        return record.review()
                .filter(review -> review.verdict() == Verdict.KEEP)
                .isPresent();
    }

    private boolean has(int candidate) {
        return candidate >= 0 && candidate < candidates.size();
    }

    private CampaignState propose(Candidate candidate) {
        if (candidate.number() != candidates.size()) {
            throw misfit(new CandidateProposed(start.orElseThrow().at(), candidate));
        }
        List<CandidateRecord> more = new ArrayList<>(candidates);
        more.add(new CandidateRecord(candidate, List.of(), Optional.empty()));
        return withCandidates(more);
    }

    private CampaignState report(String trialId, TrialOutcome outcome, CampaignEvent event) {
        TrialRecord trial =
                trial(trialId).filter(known -> known.outcome().isEmpty()).orElseThrow(() -> misfit(event));
        return change(record(trial.candidate()).with(trial.reported(outcome)));
    }

    private CampaignState review(CandidateReviewed reviewed) {
        if (!has(reviewed.candidate()) || record(reviewed.candidate()).review().isPresent()) {
            throw misfit(reviewed);
        }
        List<Integer> order = new ArrayList<>(reviewOrder);
        order.add(reviewed.candidate());
        boolean wins = reviewed.verdict() == Verdict.KEEP
                && record(reviewed.candidate()).candidate().arm() == Arm.AGENT;
        int best = wins ? reviewed.candidate() : incumbent;
        CampaignState changed = change(record(reviewed.candidate()).reviewed(reviewed));
        return changed.withReviews(order, best);
    }

    private CampaignState change(CandidateRecord changed) {
        List<CandidateRecord> all = new ArrayList<>(candidates);
        all.set(changed.candidate().number(), changed);
        return withCandidates(all);
    }

    private CampaignState withStart(CampaignStarted started) {
        return new CampaignState(
                Optional.of(started),
                phase,
                reviewedBeforePhase,
                candidates,
                reviewOrder,
                incumbent,
                confirmation,
                stopCause);
    }

    private CampaignState withPhase(Phase next) {
        return new CampaignState(
                start, next, reviewOrder.size(), candidates, reviewOrder, incumbent, confirmation, stopCause);
    }

    private CampaignState withCandidates(List<CandidateRecord> all) {
        return new CampaignState(
                start, phase, reviewedBeforePhase, all, reviewOrder, incumbent, confirmation, stopCause);
    }

    private CampaignState withReviews(List<Integer> order, int best) {
        return new CampaignState(start, phase, reviewedBeforePhase, candidates, order, best, confirmation, stopCause);
    }

    private CampaignState withConfirmation(CampaignConfirmed confirmed) {
        return new CampaignState(
                start,
                phase,
                reviewedBeforePhase,
                candidates,
                reviewOrder,
                incumbent,
                Optional.of(confirmed),
                stopCause);
    }

    private CampaignState withStopCause(String cause) {
        return new CampaignState(
                start,
                phase,
                reviewedBeforePhase,
                candidates,
                reviewOrder,
                incumbent,
                confirmation,
                Optional.of(cause));
    }

    private IllegalStateException misfit(CampaignEvent event) {
        return new IllegalStateException("event " + event + " does not follow in phase " + phase);
    }
}
