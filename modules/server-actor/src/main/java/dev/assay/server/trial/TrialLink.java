package dev.assay.server.trial;

import dev.assay.ledger.trial.TrialEvent;
import dev.assay.server.trial.TrialReport.TrialPaused;
import dev.assay.server.trial.TrialReport.TrialResumed;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * What a run has to say to the durable half of its trial. Every message names the run: what one that has been given up still
 * had on its way is not taken, because its successor does that work again. Thread-safe.
 */
final class TrialLink {
    private final ActorRef<RunMessage> self;
    private final ActorRef<Done> nobody;
    private final String trialId;
    private final ActorRef<Trial.Command> trial;
    private final AtomicBoolean paused = new AtomicBoolean();

    TrialLink(ActorContext<RunMessage> context, String trialId, ActorRef<Trial.Command> trial) {
        this.self = context.getSelf();
        this.nobody = context.getSystem().ignoreRef();
        this.trialId = trialId;
        this.trial = trial;
    }

    /** Has an event stored. */
    void store(TrialEvent event) {
        store(event, nobody);
    }

    /** @param stored told when the event is; if it cannot be, the durable half ends the run */
    void store(TrialEvent event, ActorRef<Done> stored) {
        trial.tell(new Trial.Store(self, event, stored));
    }

    /** @param reason what cannot be done where, and why */
    void paused(String reason) {
        paused.set(true);
        trial.tell(new Trial.Tell(self, new TrialPaused(trialId, reason)));
    }

    /** Nothing is told if it has not paused. */
    void resumed() {
        if (paused.getAndSet(false)) {
            trial.tell(new Trial.Tell(self, new TrialResumed(trialId)));
        }
    }
}
