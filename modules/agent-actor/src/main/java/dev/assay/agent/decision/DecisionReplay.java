package dev.assay.agent.decision;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.HoldOutReader;
import java.util.List;
import java.util.Optional;

/**
 * The built-in agent's decisions, derived once more: each from the events before it, with nothing else to go by. What a ledger
 * holds besides them was brought in from outside: starts, what trials came to, stops, pauses, readings for a report.
 *
 * @param decisions how often the agent decided the same as it is recorded to have, up to the first difference
 * @param difference the first decision that comes out otherwise
 */
public record DecisionReplay(int decisions, Optional<Difference> difference) {

    /**
     * A decision that comes out otherwise.
     *
     * @param sequence number of the recorded event, 1 for the campaign's first
     * @param recorded what the ledger has there; empty when it ends in the middle of a decision
     * @param derived what the agent decides; empty when it would wait for trials
     */
    public record Difference(long sequence, Optional<CampaignEvent> recorded, Optional<CampaignEvent> derived) {}

    /**
     * Goes through a campaign's events from the first on.
     *
     * @throws IllegalStateException when an event does not fit the state before it, or profile or program cannot be read by this release
     */
    public static DecisionReplay of(List<CampaignEvent> events) {
        return of(events, Long.MAX_VALUE);
    }

    /**
     * As {@link #of(List)}, up to an event that may stand in the middle of a decision: the decision is derived whole, and what
     * is behind the event is neither told nor counted.
     *
     * @param until number of the last event to judge, 1 for the campaign's first
     */
    public static DecisionReplay of(List<CampaignEvent> events, long until) {
        if (events.isEmpty() || !(events.get(0) instanceof CampaignStarted start)) {
            throw new IllegalStateException("the ledger does not begin with the start of a campaign");
        }
        return of(events, new CampaignDecider(CampaignRules.read(start.profileText(), start.programText())), until);
    }

    private static DecisionReplay of(List<CampaignEvent> events, CampaignDecider decider, long until) {
        CampaignState state = CampaignState.EMPTY;
        int decisions = 0;
        int next = 0;
        while (next < Math.min(events.size(), until)) {
            CampaignEvent event = events.get(next);
            if (comesFromOutside(event)) {
                state = state.apply(event);
                next++;
                continue;
            }
            List<CampaignEvent> derived = decider.decide(state, event.at());
            Optional<Difference> difference = difference(events, next, derived);
            if (difference.isPresent() && difference.get().sequence() > until) {
                break;
            }
            if (difference.isPresent()) {
                return new DecisionReplay(decisions, difference);
            }
            for (CampaignEvent decided : derived) {
                state = state.apply(decided);
            }
            next += derived.size();
            decisions += next <= until ? 1 : 0;
        }
        return new DecisionReplay(decisions, Optional.empty());
    }

    /** A decision is stored whole, so its events lie side by side and have one time. */
    private static Optional<Difference> difference(List<CampaignEvent> events, int from, List<CampaignEvent> derived) {
        if (derived.isEmpty()) {
            return Optional.of(new Difference(from + 1, Optional.of(events.get(from)), Optional.empty()));
        }
        for (int i = 0; i < derived.size(); i++) {
            int at = from + i;
            if (at >= events.size()) {
                return Optional.of(new Difference(at + 1, Optional.empty(), Optional.of(derived.get(i))));
            }
            if (!derived.get(i).equals(events.get(at))) {
                return Optional.of(new Difference(at + 1, Optional.of(events.get(at)), Optional.of(derived.get(i))));
            }
        }
        return Optional.empty();
    }

    private static boolean comesFromOutside(CampaignEvent event) {
        return event instanceof CampaignStarted
                || event instanceof TrialReported
                || event instanceof StopRequested
                || event instanceof PauseRequested
                || event instanceof ResumeRequested
                || event instanceof HoldOutScored
                || event instanceof ReportWritten
                || (event instanceof HoldOutOpened opened && opened.by() == HoldOutReader.REPORT);
    }
}
