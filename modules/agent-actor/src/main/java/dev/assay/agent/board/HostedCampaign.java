package dev.assay.agent.board;

import dev.assay.agent.board.FairShares.Seat;
import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignUpdate;
import dev.assay.agent.campaign.CampaignUpdate.Broken;
import dev.assay.agent.campaign.CampaignUpdate.CurrentState;
import dev.assay.agent.campaign.CampaignUpdate.EventStored;
import dev.assay.agent.campaign.CampaignUpdate.GoesOn;
import dev.assay.agent.campaign.CampaignUpdate.Occupied;
import dev.assay.agent.campaign.CampaignUpdate.Paused;
import dev.assay.agent.campaign.CampaignUpdate.RoundsDone;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.ChainHead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;

/** What the board knows of a campaign that it runs. Part of one {@link CampaignBoard}; not thread-safe. */
final class HostedCampaign {
    /** Somebody who is answered when the ledger has what they asked for. */
    record Asked(Predicate<CampaignState> stored, ActorRef<BoardAnswer> replyTo) {}

    /** Somebody who waits for an event behind a number. */
    record Waiter(long id, long after, ActorRef<BoardAnswer> replyTo) {}

    private final String name;
    private final ActorRef<Campaign.Command> campaign;
    private final SortedMap<String, Integer> rounds = new TreeMap<>();
    private final SortedMap<String, String> waits = new TreeMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    /** The width that the campaign is known to have, then those that it has been given since. */
    private final Deque<Integer> widths = new ArrayDeque<>(List.of(0));

    private CampaignState state = CampaignState.EMPTY;
    private ChainHead head = ChainHead.START;
    private int trials;
    private Optional<String> trouble = Optional.empty();

    HostedCampaign(String name, ActorRef<Campaign.Command> campaign) {
        this.name = name;
        this.campaign = campaign;
    }

    String name() {
        return name;
    }

    ActorRef<Campaign.Command> campaign() {
        return campaign;
    }

    CampaignState state() {
        return state;
    }

    long events() {
        return head.sequence();
    }

    List<Asked> asked() {
        return asked;
    }

    List<Waiter> waiters() {
        return waiters;
    }

    void apply(CampaignUpdate update) {
        if (update instanceof CurrentState current) {
            state = current.chain().state();
            head = current.chain().head();
        } else if (update instanceof EventStored stored) {
            state = state.apply(stored.entry().event());
            head = stored.entry().head();
            if (stored.entry().event() instanceof TrialReported reported) {
                rounds.remove(reported.trialId());
                waits.remove(reported.trialId());
            }
        } else if (update instanceof RoundsDone done) {
            rounds.put(done.trialId(), done.roundsDone());
        } else if (update instanceof Occupied occupied) {
            trials = occupied.trials();
            while (widths.size() > 1 && widths.getFirst() != occupied.width()) {
                widths.removeFirst();
            }
        } else if (update instanceof Paused paused) {
            waits.put(paused.who(), paused.reason());
        } else if (update instanceof GoesOn goesOn) {
            waits.remove(goesOn.who());
        } else if (update instanceof Broken broken) {
            fail(broken.message());
        }
    }

    void fail(String why) {
        trouble = Optional.of(trouble.orElse(why));
    }

    Seat seat() {
        int wanted =
                state.isPaused() || trouble.isPresent() ? 0 : state.openTrials().size();
        return new Seat(wanted, Math.max(trials, Collections.max(widths)));
    }

    void setWidth(int width) {
        if (widths.getLast() != width) {
            widths.addLast(width);
            campaign.tell(new Campaign.SetWidth(width));
        }
    }

    CampaignCondition condition() {
        if (trouble.isPresent()) {
            return CampaignCondition.BROKEN;
        }
        if (state.isFinished()) {
            return CampaignCondition.FINISHED;
        }
        if (state.isPaused()) {
            return CampaignCondition.PAUSED;
        }
        return state.stopCause().isPresent() ? CampaignCondition.STOPPING : CampaignCondition.RUNNING;
    }

    CampaignSummary summary() {
        return new CampaignSummary(
                name,
                condition(),
                Optional.of(state.phase()),
                state.candidates().size(),
                trials);
    }

    /** Empty before its start is stored. */
    Optional<CampaignStatus> status() {
        return state.start()
                .map(start -> CampaignStatus.of(name, state, events(), condition())
                        .running(widths.getLast(), rounds, waits, trouble));
    }
}
