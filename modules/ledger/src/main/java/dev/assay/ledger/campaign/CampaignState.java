package dev.assay.ledger.campaign;

import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.chain.MisfitException;
import dev.assay.research.program.Arm;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A campaign as the fold of its events. An immutable value; states of equal histories are equal. An event takes the same time
 * however many there were before, but for a logarithm.
 */
public final class CampaignState {
    public static final CampaignState EMPTY = new CampaignState(
            Optional.empty(),
            Phase.BASELINE,
            CandidateBook.EMPTY,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final Optional<CampaignStarted> start;
    private final Phase phase;
    private final CandidateBook book;
    private final Optional<CampaignConfirmed> confirmation;
    private final Optional<String> stopCause;
    private final Optional<String> pauseCause;

    CampaignState(
            Optional<CampaignStarted> start,
            Phase phase,
            CandidateBook book,
            Optional<CampaignConfirmed> confirmation,
            Optional<String> stopCause,
            Optional<String> pauseCause) {
        this.start = start;
        this.phase = phase;
        this.book = book;
        this.confirmation = confirmation;
        this.stopCause = stopCause;
        this.pauseCause = pauseCause;
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
            return new CampaignState(Optional.of(started), phase, book, confirmation, stopCause, pauseCause);
        }
        if (isFinished() && isReading(event)) {
            return this;
        }
        if (start.isEmpty() || isFinished()) {
            throw misfit(event);
        }
        if (event instanceof PhaseEntered entered) {
            return in(entered.phase());
        }
        if (event instanceof CandidateProposed proposed) {
            fits(proposed.candidate().number() == book.records().size(), event);
            return with(book.propose(proposed.candidate()));
        }
        if (event instanceof TrialRequested requested) {
            fits(
                    !isPaused()
                            && book.has(requested.candidate())
                            && trial(requested.trialId()).isEmpty(),
                    event);
            return with(book.request(requested));
        }
        if (event instanceof TrialReported reported) {
            fits(isOpen(reported.trialId()), event);
            return with(book.report(reported.trialId(), reported.outcome()));
        }
        if (event instanceof CandidateReviewed reviewed) {
            fits(isUnreviewed(reviewed.candidate()), event);
            return with(book.review(reviewed));
        }
        if (event instanceof ProposalRefused || event instanceof HoldOutOpened) {
            return this;
        }
        if (event instanceof CampaignConfirmed confirmed) {
            return new CampaignState(start, phase, book, Optional.of(confirmed), stopCause, pauseCause);
        }
        if (event instanceof StopRequested stop) {
            return new CampaignState(
                    start, phase, book, confirmation, Optional.of(stopCause.orElse(stop.cause())), Optional.empty());
        }
        if (event instanceof PauseRequested pause) {
            fits(!isPaused(), event);
            return paused(Optional.of(pause.cause()));
        }
        if (event instanceof ResumeRequested) {
            fits(isPaused(), event);
            return paused(Optional.empty());
        }
        if (event instanceof CampaignFinished) {
            return in(Phase.FINISHED);
        }
        throw misfit(event);
    }

    /** What a report may add to a finished campaign: it changes nothing that the campaign has found. */
    private static boolean isReading(CampaignEvent event) {
        return event instanceof HoldOutScored
                || event instanceof ReportWritten
                || (event instanceof HoldOutOpened opened && opened.by() == HoldOutReader.REPORT);
    }

    /** Empty only before the first event. */
    public Optional<CampaignStarted> start() {
        return start;
    }

    public Phase phase() {
        return phase;
    }

    public boolean isFinished() {
        return phase == Phase.FINISHED;
    }

    /** The final verdict, once it is known. */
    public Optional<CampaignConfirmed> confirmation() {
        return confirmation;
    }

    /** Why the campaign was asked to end early. */
    public Optional<String> stopCause() {
        return stopCause;
    }

    /** Why an operator has paused the campaign; empty while it is not paused. */
    public Optional<String> pauseCause() {
        return pauseCause;
    }

    /** Whether an operator has paused the campaign: then no trial may be requested or started. */
    public boolean isPaused() {
        return pauseCause.isPresent();
    }

    /** All candidates by number; the baseline is candidate 0. */
    public List<CandidateRecord> candidates() {
        return book.records();
    }

    public CandidateRecord record(int candidate) {
        return book.records().get(candidate);
    }

    /** Trials that were requested and have not reported, in the order of request. */
    public List<TrialRecord> openTrials() {
        return book.trials().openTrials();
    }

    public Optional<TrialRecord> trial(String trialId) {
        return book.trial(trialId);
    }

    /** Numbers of the reviewed candidates, in the order of review. */
    public List<Integer> reviewOrder() {
        return book.reviewOrder();
    }

    /** Every candidate: those that are reviewed in the order of review, the baseline first, then the others by number. */
    public List<CandidateRecord> inReviewOrder() {
        return book.inReviewOrder();
    }

    /** Candidates without a review, by number. */
    public List<CandidateRecord> unreviewed() {
        return book.unreviewed().stream().map(this::record).toList();
    }

    /** Number of the agent's best kept candidate; the baseline until one beats it. */
    public int incumbent() {
        return incumbent(Arm.AGENT);
    }

    /** The best kept candidate of an arm: each arm starts from the baseline, and none sees another's. */
    public int incumbent(Arm arm) {
        return book.arm(arm).incumbent();
    }

    /** An arm's candidates by number, the baseline not among them. */
    public List<CandidateRecord> candidates(Arm arm) {
        return book.candidates(arm);
    }

    /** How many candidates of an arm were reviewed since the last one that it kept, in this phase. */
    public int reviewedSinceKeep(Arm arm) {
        return book.arm(arm).reviewedSinceKeep();
    }

    CandidateBook book() {
        return book;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CampaignState that
                && start.equals(that.start)
                && phase == that.phase
                && book.equals(that.book)
                && confirmation.equals(that.confirmation)
                && stopCause.equals(that.stopCause)
                && pauseCause.equals(that.pauseCause);
    }

    @Override
    public int hashCode() {
        return Objects.hash(start, phase, book.reviewOrder(), confirmation, stopCause, pauseCause);
    }

    @Override
    public String toString() {
        return start.map(CampaignStarted::campaignId).orElse("a campaign that has not started") + " in phase " + phase
                + " with " + book.records().size() + " candidates, "
                + book.reviewOrder().size() + " reviewed, and "
                + book.trials().open().size() + " open trials";
    }

    private boolean isOpen(String trialId) {
        return trial(trialId).filter(trial -> trial.outcome().isEmpty()).isPresent();
    }

    private boolean isUnreviewed(int candidate) {
        return book.has(candidate) && record(candidate).review().isEmpty();
    }

    private CampaignState in(Phase next) {
        return new CampaignState(start, next, book.inNextPhase(), confirmation, stopCause, pauseCause);
    }

    private CampaignState with(CandidateBook changed) {
        return new CampaignState(start, phase, changed, confirmation, stopCause, pauseCause);
    }

    private CampaignState paused(Optional<String> cause) {
        return new CampaignState(start, phase, book, confirmation, stopCause, cause);
    }

    private void fits(boolean condition, CampaignEvent event) {
        if (!condition) {
            throw misfit(event);
        }
    }

    private MisfitException misfit(CampaignEvent event) {
        return new MisfitException("event " + event + " does not follow in phase " + phase);
    }
}
