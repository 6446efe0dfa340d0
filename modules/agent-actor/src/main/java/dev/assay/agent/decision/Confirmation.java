package dev.assay.agent.decision;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.research.program.Program.PhaseName;
import dev.assay.research.review.Comparison;
import dev.assay.research.review.KeepRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The end of a campaign: the final incumbent against the baseline, on fresh seeds and on the sealed hold-out. Confirmed is
 * what gains on both, each with its whole interval above 0.
 */
final class Confirmation {
    private final CampaignRules rules;

    Confirmation(CampaignRules rules) {
        this.rules = rules;
    }

    List<CampaignEvent> decide(CampaignState state, Instant now) {
        if (state.confirmation().isPresent()) {
            return List.of(new CampaignFinished(now, "the confirmation is done"));
        }
        if (state.incumbent() == 0) {
            return List.of(new CampaignFinished(now, "no candidate beat the baseline"));
        }
        if (!rules.program().phases().contains(PhaseName.CONFIRMATION)) {
            return List.of(new CampaignFinished(now, "the program asks for no confirmation"));
        }
        if (confirmationTrials(state).findAny().isEmpty()) {
            return open(state, now);
        }
        Optional<Failed> failure = confirmationTrials(state)
                .flatMap(trial -> trial.outcome().stream())
                .filter(Failed.class::isInstance)
                .map(Failed.class::cast)
                .findFirst();
        return failure.isPresent()
                ? List.of(new CampaignFinished(
                        now,
                        "not confirmed, a confirmation trial failed: "
                                + failure.get().code() + ": " + failure.get().message()))
                : List.of(confirm(state, now));
    }

    private List<CampaignEvent> open(CampaignState state, Instant now) {
        int incumbent = state.incumbent();
        int seeds = rules.program().seeds().confirmation();
        List<CampaignEvent> events = new ArrayList<>();
        events.add(new HoldOutOpened(
                now,
                List.of(0, incumbent),
                "confirmation of " + Candidate.name(incumbent) + " against the baseline on " + seeds + " fresh seeds"));
        events.addAll(TrialRequests.confirmation(state, 0, seeds, now));
        events.addAll(TrialRequests.confirmation(state, incumbent, seeds, now));
        return events;
    }

    private CampaignEvent confirm(CampaignState state, Instant now) {
        CandidateRecord incumbent = state.record(state.incumbent());
        CandidateRecord baseline = state.record(0);
        Comparison selection = compare(incumbent.confirmationScores(), baseline.confirmationScores());
        Comparison holdOut = compare(incumbent.holdOutScores(), baseline.holdOutScores());
        boolean confirmed = selection.lower() > 0 && holdOut.lower() > 0;
        String reason = incumbent.candidate().name() + (confirmed ? " is confirmed" : " is not confirmed")
                + ": selection " + Review.describe(selection, 0) + "; hold-out " + Review.describe(holdOut, 0);
        return new CampaignConfirmed(now, state.incumbent(), confirmed, selection, holdOut, reason);
    }

    /** The noise is that of the baseline's scores on the same seeds and rows: other rows have another one. */
    private Comparison compare(SortedMap<Long, Double> incumbent, SortedMap<Long, Double> baseline) {
        return KeepRule.of(rules.program().keep(), rules.direction(), baseline.values())
                .compare(incumbent, baseline);
    }

    private static Stream<TrialRecord> confirmationTrials(CampaignState state) {
        return Stream.of(state.record(0), state.record(state.incumbent()))
                .flatMap(record -> record.trials().stream())
                .filter(TrialRecord::openHoldOut);
    }
}
