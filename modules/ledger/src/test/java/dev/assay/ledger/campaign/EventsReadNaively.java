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
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.research.program.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@link CampaignState} says, each answer found anew by reading all events: slow, and nothing to keep up to date. */
record EventsReadNaively(List<CampaignEvent> events) {
    <T extends CampaignEvent> List<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <T extends CampaignEvent> Optional<T> first(Class<T> type) {
        return all(type).stream().findFirst();
    }

    Optional<CampaignStarted> start() {
        return first(CampaignStarted.class);
    }

    Optional<String> stopCause() {
        return first(StopRequested.class).map(StopRequested::cause);
    }

    Optional<String> pauseCause() {
        Optional<String> cause = Optional.empty();
        for (CampaignEvent event : events) {
            if (event instanceof PauseRequested pause) {
                cause = Optional.of(pause.cause());
            } else if (event instanceof ResumeRequested || event instanceof StopRequested) {
                cause = Optional.empty();
            }
        }
        return cause;
    }

    Optional<CampaignConfirmed> confirmation() {
        return all(CampaignConfirmed.class).stream().reduce((earlier, later) -> later);
    }

    boolean isFinished() {
        return phase() == Phase.FINISHED;
    }

    Phase phase() {
        Phase phase = Phase.BASELINE;
        for (CampaignEvent event : events) {
            if (event instanceof PhaseEntered entered) {
                phase = entered.phase();
            } else if (event instanceof CampaignFinished) {
                phase = Phase.FINISHED;
            }
        }
        return phase;
    }

    List<TrialRecord> trials() {
        return all(TrialRequested.class).stream()
                .map(r -> new TrialRecord(r.trialId(), r.candidate(), r.seed(), r.openHoldOut(), outcome(r.trialId())))
                .toList();
    }

    private Optional<TrialOutcome> outcome(String trialId) {
        return all(TrialReported.class).stream()
                .filter(reported -> reported.trialId().equals(trialId))
                .map(TrialReported::outcome)
                .findFirst();
    }

    Optional<TrialRecord> trial(String trialId) {
        return trials().stream()
                .filter(trial -> trial.trialId().equals(trialId))
                .findFirst();
    }

    List<TrialRecord> openTrials() {
        return trials().stream().filter(trial -> trial.outcome().isEmpty()).toList();
    }

    List<CandidateRecord> candidates() {
        return all(CandidateProposed.class).stream()
                .map(CandidateProposed::candidate)
                .map(candidate -> new CandidateRecord(
                        candidate,
                        trials().stream()
                                .filter(trial -> trial.candidate() == candidate.number())
                                .toList(),
                        all(CandidateReviewed.class).stream()
                                .filter(review -> review.candidate() == candidate.number())
                                .findFirst()))
                .toList();
    }

    List<Integer> reviewOrder() {
        return all(CandidateReviewed.class).stream()
                .map(CandidateReviewed::candidate)
                .toList();
    }

    List<CandidateRecord> unreviewed() {
        return candidates().stream()
                .filter(record -> !reviewOrder().contains(record.candidate().number()))
                .toList();
    }

    List<CandidateRecord> inReviewOrder() {
        List<CandidateRecord> all = new ArrayList<>();
        reviewOrder().forEach(number -> all.add(candidates().get(number)));
        all.addAll(unreviewed());
        return all;
    }

    List<CandidateRecord> candidates(Arm arm) {
        return candidates().stream()
                .filter(record -> record.candidate().number() > 0)
                .filter(record -> record.candidate().arm() == arm)
                .toList();
    }

    int incumbent(Arm arm) {
        int incumbent = 0;
        for (CandidateReviewed review : all(CandidateReviewed.class)) {
            if (isOf(arm, review) && review.verdict() == Verdict.KEEP) {
                incumbent = review.candidate();
            }
        }
        return incumbent;
    }

    int reviewedSinceKeep(Arm arm) {
        int since = 0;
        for (CampaignEvent event : events) {
            if (event instanceof PhaseEntered || event instanceof CampaignFinished) {
                since = 0;
            } else if (event instanceof CandidateReviewed review && isOf(arm, review)) {
                since = review.verdict() == Verdict.KEEP ? 0 : since + 1;
            }
        }
        return since;
    }

    private boolean isOf(Arm arm, CandidateReviewed review) {
        return candidates().get(review.candidate()).candidate().arm() == arm;
    }

    /** Whether the event may come next. */
    boolean fits(CampaignEvent event) {
        if (event instanceof CampaignStarted) {
            return start().isEmpty();
        }
        if (start().isEmpty()) {
            return false;
        }
        if (isFinished()) {
            return event instanceof HoldOutScored
                    || event instanceof ReportWritten
                    || (event instanceof HoldOutOpened opened && opened.by() == HoldOutReader.REPORT);
        }
        int candidates = candidates().size();
        if (event instanceof CandidateProposed e) {
            return e.candidate().number() == candidates;
        }
        if (event instanceof TrialRequested e) {
            return 0 <= e.candidate()
                    && e.candidate() < candidates
                    && trial(e.trialId()).isEmpty()
                    && pauseCause().isEmpty();
        }
        if (event instanceof TrialReported e) {
            return openTrials().stream().anyMatch(trial -> trial.trialId().equals(e.trialId()));
        }
        if (event instanceof CandidateReviewed e) {
            return unreviewed().stream().anyMatch(record -> record.candidate().number() == e.candidate());
        }
        if (event instanceof PauseRequested) {
            return pauseCause().isEmpty();
        }
        if (event instanceof ResumeRequested) {
            return pauseCause().isPresent();
        }
        return !(event instanceof HoldOutScored) && !(event instanceof ReportWritten);
    }
}
