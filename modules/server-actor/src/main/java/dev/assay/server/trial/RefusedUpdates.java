package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.UpdateNotTaken;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialState.RecordedRefusal;
import dev.assay.server.round.Refusal;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Tells a node that its update was not taken, and has that recorded, as long as the trial takes events and the sender does not
 * flood the ledger: one event for each site, round and code, and only so many of one site, so that none can hide what another
 * one does. What was recorded before counts, whichever run of the trial did it. Part of one {@link TrialRun}; not thread-safe.
 */
final class RefusedUpdates {
    /** Events of one site in a trial, and of all updates together whose nodes were not given the site that they claim. */
    static final int MOST_OF_A_SITE = 200;

    /** Code of a site's one event which says that not all of its refusals are recorded. Stored, so stable. */
    static final String LEFT_OUT = "REFUSALS_LEFT_OUT";

    private final ActorContext<RunMessage> context;
    private final String trialId;
    private final Clock clock;
    private final TrialLink link;
    private boolean recording;
    private final Set<RecordedRefusal> recorded;
    private final Set<RecordedRefusal> ofEarlierRuns;
    private int roundsClosed;

    /** @param recorded what the ledger already has */
    RefusedUpdates(
            ActorContext<RunMessage> context,
            String trialId,
            Clock clock,
            TrialLink link,
            Set<RecordedRefusal> recorded) {
        this.recorded = new HashSet<>(recorded);
        this.ofEarlierRuns = new HashSet<>(recorded);
        this.context = context;
        this.trialId = trialId;
        this.clock = clock;
        this.link = link;
    }

    /** From now on refusals are recorded: the ledger has the trial's start. */
    void begin(int roundsDone) {
        recording = true;
        roundsClosed = roundsDone;
    }

    /** Rounds are trained again, by this run: what is recorded of them is, as if another run had done it. */
    void repeat() {
        ofEarlierRuns.addAll(recorded);
    }

    /** No more updates are taken for this round and those before it. */
    void closed(int round) {
        roundsClosed = round + 1;
    }

    /** From now on nothing is recorded: the trial's last event is on its way. */
    void end() {
        recording = false;
    }

    /** Whether an update that arrives outside of any round is late, rather than one of a round that is trained again. */
    boolean isLate(int round) {
        return round < roundsClosed;
    }

    /**
     * @param node where the update came from
     * @param round that the update claims
     * @param claimed the site that it claims
     * @param sender that site, if the node was given it; otherwise {@link SiteReports#NO_SITE}
     */
    void refuse(ActorRef<ClientNode.Command> node, int round, int claimed, int sender, Refusal refusal) {
        String code = refusal.code().name();
        String message = ClientText.cut(refusal.message());
        context.getLog().debug("trial {}: update refused: {}: {}", trialId, code, message);
        node.tell(new UpdateNotTaken(trialId, round, claimed, code, message));
        // A round that is trained again meets with the same refusals: those are recorded, and nothing is left out.
        if (!recording || ofEarlierRuns.remove(new RecordedRefusal(round, sender, code))) {
            return;
        }
        long ofSender = recorded.stream().filter(one -> one.site() == sender).count();
        if (ofSender < MOST_OF_A_SITE && !recorded.contains(new RecordedRefusal(round, sender, code))) {
            record(round, sender, code, message);
        } else if (recorded.stream()
                .noneMatch(one -> one.site() == sender && one.code().equals(LEFT_OUT))) {
            record(
                    round,
                    sender,
                    LEFT_OUT,
                    "some refusals are not recorded: one is for each site, round and code, and at most "
                            + MOST_OF_A_SITE + " of a site; " + code + ": " + message);
        }
    }

    private void record(int round, int sender, String code, String message) {
        recorded.add(new RecordedRefusal(round, sender, code));
        link.store(new UpdateRefused(clock.instant(), round, sender, code, ClientText.cut(message)));
    }
}
