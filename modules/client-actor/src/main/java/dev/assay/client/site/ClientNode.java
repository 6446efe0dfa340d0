package dev.assay.client.site;

import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.runtime.serialization.ClusterMessage;
import dev.assay.runtime.task.TaskCatalog;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * The sites of one node. Servers find it by {@link #KEY}, assign sites of a trial to it, and send it each round's task once;
 * it hands the task to its sessions of that trial, which answer the server themselves.
 */
public final class ClientNode extends AbstractBehavior<ClientNode.Command> {
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "assay-client-node");

    /** What a client node is told. */
    public sealed interface Command {}

    /**
     * Opens a session a site; each answers with {@code SiteOpened} or {@code SiteNotOpened}. Sessions of an earlier
     * assignment of the trial end.
     */
    public record OpenSites(SiteAssignment assignment, ActorRef<SiteReport> replyTo)
            implements Command, ClusterMessage {}

    /** Every session of the trial trains the round; each answers with {@code SiteTrained} or {@code SiteFailed}. */
    public record TrainRound(ModelTask task, ActorRef<SiteReport> replyTo) implements Command {}

    /**
     * An update that came from this node was not taken.
     *
     * @param code stable name of the reason, as in the ledger
     * @param message what was wrong, with the value and what is allowed
     */
    public record UpdateNotTaken(String trialId, int round, int site, String code, String message)
            implements Command, ClusterMessage {}

    /** The trial is over, or moves elsewhere: its sessions end. */
    public record CloseSites(String trialId) implements Command, ClusterMessage {}

    private final TaskCatalog tasks;
    private final TrainingEngine engine;
    private final Map<String, SortedMap<Integer, ActorRef<SiteSession.Command>>> sessions = new HashMap<>();

    private ClientNode(ActorContext<Command> context, TaskCatalog tasks, TrainingEngine engine) {
        super(context);
        this.tasks = tasks;
        this.engine = engine;
    }

    /** A node that registers itself under {@link #KEY}. */
    public static Behavior<Command> create(TaskCatalog tasks, TrainingEngine engine) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return new ClientNode(context, tasks, engine);
        });
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(OpenSites.class, this::onOpenSites)
                .onMessage(TrainRound.class, this::onTrainRound)
                .onMessage(UpdateNotTaken.class, this::onUpdateNotTaken)
                .onMessage(CloseSites.class, this::onCloseSites)
                .build();
    }

    private Behavior<Command> onOpenSites(OpenSites open) {
        SiteAssignment assignment = open.assignment();
        close(assignment.trialId());
        SortedMap<Integer, ActorRef<SiteSession.Command>> opened = new TreeMap<>();
        assignment
                .states()
                .forEach((site, state) -> opened.put(site, openSession(assignment, site, state, open.replyTo())));
        sessions.put(assignment.trialId(), opened);
        return this;
    }

    private Behavior<Command> onTrainRound(TrainRound round) {
        sessions.getOrDefault(round.task().trialId(), Collections.emptySortedMap())
                .values()
                .forEach(session -> session.tell(new SiteSession.Train(round.task(), round.replyTo())));
        return this;
    }

    private Behavior<Command> onUpdateNotTaken(UpdateNotTaken refusal) {
        Optional.ofNullable(sessions.getOrDefault(refusal.trialId(), Collections.emptySortedMap())
                        .get(refusal.site()))
                .ifPresentOrElse(
                        session -> session.tell(new SiteSession.NotTaken(refusal)),
                        () -> getContext().getLog().info("an update of no session of this node: {}", refusal));
        return this;
    }

    private Behavior<Command> onCloseSites(CloseSites close) {
        close(close.trialId());
        return this;
    }

    private ActorRef<SiteSession.Command> openSession(
            SiteAssignment assignment, int site, SiteState state, ActorRef<SiteReport> replyTo) {
        return getContext().spawnAnonymous(SiteSession.create(assignment, site, state, tasks, engine, replyTo));
    }

    private void close(String trialId) {
        SortedMap<Integer, ActorRef<SiteSession.Command>> open = sessions.remove(trialId);
        if (open != null) {
            open.values().forEach(session -> session.tell(new SiteSession.Close()));
        }
    }
}
