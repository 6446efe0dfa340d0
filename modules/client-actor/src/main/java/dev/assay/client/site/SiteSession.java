package dev.assay.client.site;

import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.task.TaskCatalog;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/**
 * One site in one trial: loads its data, then trains the rounds it is given, one at a time, and keeps its state between them.
 *
 * <p>Opening (loads) -> idle -> training -> idle ... until it is closed. A round that arrives while it is busy waits. The
 * work itself runs on {@link Workers}, never on the actor's own dispatcher.
 */
final class SiteSession {
    private static final int WAITING_ROUNDS = 16;

    /** What a session is told. */
    sealed interface Command {}

    record Train(ModelTask task, ActorRef<SiteReport> replyTo) implements Command {}

    record Close() implements Command {}

    /** The server's answer to an update that it did not take; the server opens the site again where it has to. */
    record NotTaken(ClientNode.UpdateNotTaken refusal) implements Command {}

    private record Opened(String siteName, SitePlan plan) implements Command {}

    private record NotOpened(Throwable cause) implements Command {}

    private record Trained(LocalUpdate update) implements Command {}

    private record NotTrained(Throwable cause) implements Command {}

    private final ActorContext<Command> context;
    private final StashBuffer<Command> waiting;
    private final SiteAssignment assignment;
    private final int site;
    private final TrainingEngine engine;

    private SiteSession(
            ActorContext<Command> context,
            StashBuffer<Command> waiting,
            SiteAssignment assignment,
            int site,
            TrainingEngine engine) {
        this.context = context;
        this.waiting = waiting;
        this.assignment = assignment;
        this.site = site;
        this.engine = engine;
    }

    static Behavior<Command> create(
            SiteAssignment assignment,
            int site,
            SiteState state,
            TaskCatalog tasks,
            TrainingEngine engine,
            ActorRef<SiteReport> replyTo) {
        return Behaviors.setup(context -> Behaviors.withStash(WAITING_ROUNDS, waiting -> {
            SiteSession session = new SiteSession(context, waiting, assignment, site, engine);
            context.pipeToSelf(
                    Workers.io(context.getSystem(), () -> open(assignment, site, tasks)),
                    (opened, failure) -> failure == null ? opened : new NotOpened(failure));
            return session.opening(state, replyTo);
        }));
    }

    private static Opened open(SiteAssignment assignment, int site, TaskCatalog tasks) throws InvalidInput {
        Task task = tasks.task(assignment.profileText());
        if (site < 0 || site >= task.sites()) {
            throw new IllegalArgumentException("there is no site " + site + ", sites are 0 to " + (task.sites() - 1));
        }
        return new Opened(task.siteName(site), task.sitePlan(assignment.recipe(), assignment.seed(), site));
    }

    private Behavior<Command> opening(SiteState state, ActorRef<SiteReport> replyTo) {
        return Behaviors.receive(Command.class)
                .onMessage(Opened.class, opened -> onOpened(opened, state, replyTo))
                .onMessage(NotOpened.class, failed -> {
                    logFailure(failed.cause());
                    replyTo.tell(new SiteNotOpened(assignment.trialId(), site, Workers.message(failed.cause())));
                    return Behaviors.stopped();
                })
                .onMessage(Close.class, close -> Behaviors.stopped())
                .onMessage(NotTaken.class, this::onNotTaken)
                .onMessage(Train.class, this::later)
                .build();
    }

    private Behavior<Command> onOpened(Opened opened, SiteState state, ActorRef<SiteReport> replyTo) {
        SitePlan plan = opened.plan();
        replyTo.tell(new SiteOpened(
                assignment.trialId(),
                site,
                opened.siteName(),
                plan.rows().rows(),
                engine.description(),
                Machine.here()));
        return waiting.unstashAll(idle(plan, state));
    }

    private Behavior<Command> idle(SitePlan plan, SiteState state) {
        return Behaviors.receive(Command.class)
                .onMessage(Train.class, train -> onTrain(train, plan, state))
                .onMessage(Close.class, close -> Behaviors.stopped())
                .onMessage(NotTaken.class, this::onNotTaken)
                .build();
    }

    private Behavior<Command> onTrain(Train train, SitePlan plan, SiteState state) {
        ModelTask task = train.task();
        Digest schema = plan.network().schema().digest();
        if (!task.schema().equals(schema)) {
            train.replyTo()
                    .tell(new SiteFailed(
                            assignment.trialId(),
                            task.round(),
                            site,
                            "the round's model has schema " + task.schema().brief() + ", the site's has "
                                    + schema.brief()));
            return Behaviors.same();
        }
        RoundTask round = new RoundTask(task.round(), task.global(), task.globalControl());
        context.pipeToSelf(
                Workers.training(context.getSystem(), () -> engine.train(plan, state, round)),
                (update, failure) -> failure == null ? new Trained(update) : new NotTrained(failure));
        return training(train, plan, state);
    }

    private Behavior<Command> training(Train train, SitePlan plan, SiteState state) {
        return Behaviors.receive(Command.class)
                .onMessage(Trained.class, trained -> {
                    ModelTask task = train.task();
                    train.replyTo()
                            .tell(new SiteTrained(new ModelUpdate(
                                    task.trialId(), task.round(), site, task.schema(), trained.update())));
                    return waiting.unstashAll(idle(plan, trained.update().state()));
                })
                .onMessage(NotTrained.class, failed -> {
                    logFailure(failed.cause());
                    train.replyTo()
                            .tell(new SiteFailed(
                                    assignment.trialId(), train.task().round(), site, Workers.message(failed.cause())));
                    return waiting.unstashAll(idle(plan, state));
                })
                .onMessage(Train.class, this::later)
                .onMessage(NotTaken.class, this::onNotTaken)
                .onMessage(Close.class, close -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> onNotTaken(NotTaken answer) {
        ClientNode.UpdateNotTaken refusal = answer.refusal();
        context.getLog()
                .warn(
                        "site {} of trial {}: the server did not take the update for round {}: {}: {}",
                        site,
                        refusal.trialId(),
                        refusal.round(),
                        refusal.code(),
                        refusal.message());
        return Behaviors.same();
    }

    private Behavior<Command> later(Command command) {
        waiting.stash(command);
        return Behaviors.same();
    }

    private void logFailure(Throwable cause) {
        context.getLog().debug("site {} of trial {} failed", site, assignment.trialId(), cause);
    }
}
