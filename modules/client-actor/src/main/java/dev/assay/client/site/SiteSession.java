package dev.assay.client.site;

import dev.assay.client.device.DevicePool;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.SiteReport.UpdateAnnounced;
import dev.assay.learning.codec.Codec;
import dev.assay.learning.codec.Coded;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingFootprint;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/**
 * One site in one trial: loads its data, then trains the rounds it is given, one at a time, and keeps its state between them.
 *
 * <p>Opening (loads) -> idle -> training -> idle ... until it is closed. A round that arrives while it is busy waits. The
 * training itself runs on a device of the {@link DevicePool}, never on the actor's own dispatcher. An update for a server on another node is published
 * until it has been fetched or refused, the next round begins, or the session ends.
 */
final class SiteSession {
    private static final int WAITING_ROUNDS = 16;

    /** What a session is told. */
    sealed interface Command {}

    record Train(ModelTask task, ActorRef<SiteReport> replyTo) implements Command {}

    record Close() implements Command {}

    /** The server's answer to an update that it did not take; the server opens the site again where it has to. */
    record NotTaken(ClientNode.UpdateNotTaken refusal) implements Command {}

    /** The server has fetched the update of a round, or wants no more of it. */
    record Fetched(int round) implements Command {}

    /**
     * @param patience how long a round may take, after which its server waits for nobody
     * @param codec what its updates are encoded by
     */
    private record Plan(String siteName, SitePlan plan, Duration patience, Optional<Codec> codec) {}

    private record Opened(Plan plan, SiteState state) implements Command {}

    private record NotOpened(Throwable cause) implements Command {}

    private record Trained(LocalUpdate update, SiteReport report) implements Command {}

    private record NotTrained(Throwable cause) implements Command {}

    private final ActorContext<Command> context;
    private final StashBuffer<Command> waiting;
    private final SiteAssignment assignment;
    private final int site;
    private final DevicePool devices;
    private final Transfer transfer;
    /** The update of the last round, as long as it is announced. */
    private Publications published;

    private int announcedRound = -1;
    /** The last one that was asked for; over, or not. */
    private Optional<DevicePool.Training<Trained>> training = Optional.empty();

    private SiteSession(
            ActorContext<Command> context,
            StashBuffer<Command> waiting,
            SiteAssignment assignment,
            int site,
            DevicePool devices,
            Transfer transfer) {
        this.context = context;
        this.waiting = waiting;
        this.assignment = assignment;
        this.site = site;
        this.devices = devices;
        this.transfer = transfer;
        this.published = transfer.publications();
    }

    /** @param assignment without regard to its states: this site's comes from the source */
    static Behavior<Command> create(
            SiteAssignment assignment,
            int site,
            StateSource state,
            TaskCatalog tasks,
            DevicePool devices,
            Transfer transfer,
            ActorRef<SiteReport> replyTo) {
        return Behaviors.setup(context -> Behaviors.withStash(WAITING_ROUNDS, waiting -> {
            SiteSession session = new SiteSession(context, waiting, assignment, site, devices, transfer);
            context.pipeToSelf(
                    Workers.io(context.getSystem(), () -> plan(assignment, site, tasks))
                            .thenCompose(plan -> open(plan, state)),
                    (opened, failure) -> failure == null ? opened : new NotOpened(failure));
            return session.opening(replyTo);
        }));
    }

    private static Plan plan(SiteAssignment assignment, int site, TaskCatalog tasks) throws InvalidInput {
        Task task = tasks.task(assignment.profileText());
        if (site < 0 || site >= task.sites()) {
            throw new IllegalArgumentException("there is no site " + site + ", sites are 0 to " + (task.sites() - 1));
        }
        return new Plan(
                task.siteName(site),
                task.sitePlan(assignment.recipe(), assignment.seed(), site),
                task.profile().budget().roundTimeout(),
                task.profile().updates().codec());
    }

    private static CompletionStage<Opened> open(Plan plan, StateSource source) {
        return source.state(plan.plan().network().schema().size()).thenApply(state -> new Opened(plan, state));
    }

    private Behavior<Command> opening(ActorRef<SiteReport> replyTo) {
        return others(Behaviors.receive(Command.class)
                .onMessage(Opened.class, opened -> onOpened(opened, replyTo))
                .onMessage(NotOpened.class, failed -> {
                    logFailure(failed.cause());
                    replyTo.tell(new SiteNotOpened(assignment.trialId(), site, Workers.message(failed.cause())));
                    return Behaviors.stopped();
                })
                .onMessage(Train.class, this::later));
    }

    private Behavior<Command> onOpened(Opened opened, ActorRef<SiteReport> replyTo) {
        Plan plan = opened.plan();
        replyTo.tell(new SiteOpened(
                assignment.trialId(),
                site,
                plan.siteName(),
                plan.plan().rows().rows(),
                devices.description(),
                Machine.here()));
        return waiting.unstashAll(idle(plan, opened.state()));
    }

    private Behavior<Command> idle(Plan plan, SiteState state) {
        return others(Behaviors.receive(Command.class).onMessage(Train.class, train -> onTrain(train, plan, state)));
    }

    private Behavior<Command> onTrain(Train train, Plan plan, SiteState state) {
        ModelTask task = train.task();
        Digest schema = plan.plan().network().schema().digest();
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
        withdraw();
        announcedRound = task.round();
        published = transfer.publications();
        Publications publications = published;
        SitePlan sitePlan = plan.plan();
        training = Optional.of(devices.train(
                context.getSystem(),
                TrainingFootprint.of(sitePlan),
                plan.patience(),
                engine -> engine.train(sitePlan, state, round),
                local -> trained(train, plan, local, publications)));
        context.pipeToSelf(
                training.get().result(), (trained, failure) -> failure == null ? trained : new NotTrained(failure));
        return training(train, plan, state);
    }

    /**
     * A server in this process is given the DIFF that one on another node decodes. For that one the vectors are published here,
     * where that holds nobody up.
     */
    private Trained trained(Train train, Plan plan, LocalUpdate local, Publications publications)
            throws TransferException {
        ModelTask task = train.task();
        boolean here = Transfer.isHere(train.replyTo());
        ModelVector sent = plan.codec()
                .map(chosen -> Coded.of(chosen, local.diff()))
                .map(coded -> here ? coded.decoded() : coded.words())
                .orElse(local.diff());
        ModelUpdate update = new ModelUpdate(task.trialId(), task.round(), site, task.schema(), local.withDiff(sent));
        return new Trained(
                local, here ? new SiteTrained(update) : new UpdateAnnounced(AnnouncedUpdate.of(update, publications)));
    }

    private Behavior<Command> training(Train train, Plan plan, SiteState state) {
        return others(Behaviors.receive(Command.class)
                .onMessage(Trained.class, trained -> {
                    train.replyTo().tell(trained.report());
                    return waiting.unstashAll(idle(plan, trained.update().state()));
                })
                .onMessage(NotTrained.class, failed -> {
                    logFailure(failed.cause());
                    train.replyTo()
                            .tell(new SiteFailed(
                                    assignment.trialId(), train.task().round(), site, Workers.message(failed.cause())));
                    return waiting.unstashAll(idle(plan, state));
                })
                .onMessage(Train.class, this::later));
    }

    /** Completes a phase. */
    private Behavior<Command> others(BehaviorBuilder<Command> phase) {
        return phase.onMessage(Fetched.class, this::onFetched)
                .onMessage(NotTaken.class, this::onNotTaken)
                .onMessage(Close.class, close -> Behaviors.stopped())
                .onSignal(PostStop.class, stop -> {
                    withdraw();
                    training.ifPresent(DevicePool.Training::cancel);
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<Command> onFetched(Fetched fetched) {
        if (fetched.round() == announcedRound) {
            withdraw();
        }
        return Behaviors.same();
    }

    private void withdraw() {
        published.close();
    }

    private Behavior<Command> onNotTaken(NotTaken answer) {
        ClientNode.UpdateNotTaken refusal = answer.refusal();
        onFetched(new Fetched(refusal.round()));
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
