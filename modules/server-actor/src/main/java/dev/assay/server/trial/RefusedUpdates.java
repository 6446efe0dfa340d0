package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.UpdateNotTaken;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.server.round.Refusal;
import java.time.Clock;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Tells a node that its update was not taken, and has that recorded, as long as the trial takes events and the sender does not
 * flood the ledger. Part of one {@link TrialRun}; not thread-safe.
 */
final class RefusedUpdates {
    /** Events of one run of a trial, whatever its sites send. */
    static final int MOST_EVENTS = 200;

    private static final int LONGEST = 300;

    private final ActorContext<TrialRun.Message> context;
    private final String trialId;
    private final Clock clock;
    private final ActorRef<Trial.Command> trial;
    private boolean recording;
    private int recorded;
    private int roundsClosed;

    RefusedUpdates(ActorContext<TrialRun.Message> context, String trialId, Clock clock, ActorRef<Trial.Command> trial) {
        this.context = context;
        this.trialId = trialId;
        this.clock = clock;
        this.trial = trial;
    }

    /** From now on refusals are recorded: the ledger has the trial's start. */
    void begin(int roundsDone) {
        recording = true;
        roundsClosed = roundsDone;
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
     * @param site that the update claims
     */
    void refuse(ActorRef<ClientNode.Command> node, int round, int site, Refusal refusal) {
        String message = cut(refusal.message());
        context.getLog().debug("trial {}: update refused: {}: {}", trialId, refusal.code(), message);
        node.tell(new UpdateNotTaken(trialId, round, site, refusal.code().name(), message));
        if (!recording || recorded >= MOST_EVENTS) {
            return;
        }
        recorded++;
        String text = recorded < MOST_EVENTS ? message : message + "; further refusals are not recorded";
        trial.tell(new Trial.Store(
                new UpdateRefused(clock.instant(), round, site, refusal.code().name(), text),
                context.getSystem().ignoreRef()));
    }

    /** What a message repeats of an update may be as long as the sender likes. */
    private static String cut(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST - 3) + "...";
    }
}
