package dev.assay.client.site;

import com.typesafe.config.Config;
import dev.assay.client.device.DevicePool;
import dev.assay.client.policy.PolicyGate;
import dev.assay.client.policy.RefusedByPolicy;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteRefused;
import dev.assay.client.site.SiteReport.SiteScored;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.SiteReport.SiteWaits;
import dev.assay.client.site.SiteReport.UpdateAnnounced;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.codec.Codec;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.learning.training.TrainingFootprint;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.task.SiteTask;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/**
 * One site in one trial: loads its data, then trains the rounds it is given, one at a time, and keeps its state between them.
 * Where the profile's codec leaves values out, it also keeps these for its next update. They never leave the node, so a session
 * can only begin with the trial's first round then.
 *
 * <p>Opening (loads) -> idle -> training -> idle ... until it is closed. A round that arrives while it is busy waits. The
 * training itself runs on a device of the {@link DevicePool}, never on the actor's own dispatcher. An update for a server on another node is published
 * until it has been fetched or refused, the next round begins, or the session ends.
 */
final class SiteSession {
    private static final int WAITING_ROUNDS = 16;
    private static final int NONE = -1;

    /** What a session is told. */
    sealed interface Command {}

    record Train(ModelTask task, ActorRef<SiteReport> replyTo) implements Command {}

    record Close() implements Command {}

    record Score(ModelTask task, boolean holdOut, ActorRef<SiteReport> replyTo) implements Command {}

    /** The server's answer to an update that it did not take; the server opens the site again where it has to. */
    record NotTaken(ClientNode.UpdateNotTaken refusal) implements Command {}

    /** The server has fetched the update of a round, or wants no more of it. */
    record Fetched(int round) implements Command {}

    /** Time to look whether the round waits for a device. */
    private record StillWaiting(int round) implements Command {}

    /** @param patience how long the sites of a trial may take to score */
    private record Plan(SiteTask task, SitePlan plan, Duration patience) {
        Optional<Codec> codec() {
            return task.profile().updates().codec();
        }
    }

    /**
     * What a site has from one round to the next.
     *
     * @param state which the server has too
     * @param residual what the last update left out; empty before the first one, and where the codec keeps none
     */
    private record Memory(SiteState state, Optional<ModelVector> residual) {}

    private record Opened(Plan plan, SiteState state) implements Command {}

    private record NotOpened(Throwable cause) implements Command {}

    private record Trained(Memory after, SiteReport report) implements Command {}

    private record NotTrained(Throwable cause) implements Command {}

    private final ActorContext<Command> context;
    private final StashBuffer<Command> waiting;
    private final SiteAssignment assignment;
    private final int site;
    private final DevicePool devices;
    private final Transfer transfer;
    private final PolicyGate gate;
    private final IntConsumer done;
    private final Duration devicePatience;
    private final Duration waitingNotice;
    /** The update of the last round, as long as it is announced. */
    private Publications published;

    /** Of which the server may say that it needs it no more: what it says of an earlier session's is not about this one's. */
    private int announcedRound = NONE;
    /** What was asked for last, until it is there: its result holds the update, which is not to be kept. */
    private Optional<DevicePool.Training<Trained>> training = Optional.empty();

    private SiteSession(
            ActorContext<Command> context,
            StashBuffer<Command> waiting,
            SiteAssignment assignment,
            int site,
            DevicePool devices,
            Transfer transfer,
            PolicyGate gate,
            IntConsumer done) {
        this.context = context;
        this.waiting = waiting;
        this.assignment = assignment;
        this.site = site;
        this.devices = devices;
        this.transfer = transfer;
        this.gate = gate;
        this.done = done;
        this.published = transfer.publications();
        Config config = context.getSystem().settings().config();
        this.devicePatience = config.getDuration("assay.client.device-patience");
        this.waitingNotice = config.getDuration("assay.client.waiting-notice");
    }

    /**
     * @param assignment without regard to its states: this site's comes from the source
     * @param done told of a round when the session has failed in it, or keeps its update no longer
     */
    static Behavior<Command> create(
            SiteAssignment assignment,
            int site,
            StateSource state,
            TaskCatalog tasks,
            DevicePool devices,
            Transfer transfer,
            PolicyGate gate,
            ActorRef<SiteReport> replyTo,
            IntConsumer done) {
        return Behaviors.setup(context -> Behaviors.withStash(WAITING_ROUNDS, waiting -> {
            SiteSession session = new SiteSession(context, waiting, assignment, site, devices, transfer, gate, done);
            context.pipeToSelf(
                    Workers.io(context.getSystem(), () -> plan(assignment, site, tasks, gate))
                            .thenCompose(plan -> open(plan, state)),
                    (opened, failure) -> failure == null ? opened : new NotOpened(failure));
            return session.opening(replyTo);
        }));
    }

    private static Plan plan(SiteAssignment assignment, int site, TaskCatalog tasks, PolicyGate gate)
            throws InvalidInput {
        SortedMap<Integer, SiteTask> sites = tasks.sites(assignment.profileText());
        SiteTask task = sites.get(site);
        if (task == null) {
            throw new IllegalArgumentException(
                    "there is no site " + site + " on this node, which serves sites " + sites.keySet());
        }
        Optional<String> refusal = gate.refusal(assignment.trialId(), task.profile(), assignment.recipe());
        if (refusal.isPresent()) {
            throw new IllegalArgumentException(refusal.get());
        }
        return new Plan(
                task,
                task.plan(assignment.recipe(), assignment.seed()),
                task.profile().budget().roundTimeout());
    }

    private static CompletionStage<Opened> open(Plan plan, StateSource source) {
        return source.state(plan.plan().network().schema().size())
                .thenApply(state -> new Opened(plan, requireResidual(plan, state)));
    }

    /** A session that goes on from another one has a state, and not what that one had left out of its updates. */
    private static SiteState requireResidual(Plan plan, SiteState state) {
        if (state.unitsDone() > 0 && plan.codec().filter(Codec::keepsResidual).isPresent()) {
            throw new IllegalArgumentException("its state is one after " + state.unitsDone()
                    + " schedule units, and what the codec left out of the updates until then is lost: under this codec"
                    + " a trial begins again with its first round when sites are opened again");
        }
        return state;
    }

    private Behavior<Command> opening(ActorRef<SiteReport> replyTo) {
        return others(Behaviors.receive(Command.class)
                .onMessage(Opened.class, opened -> onOpened(opened, replyTo))
                .onMessage(NotOpened.class, failed -> {
                    logFailure(failed.cause());
                    replyTo.tell(new SiteNotOpened(assignment.trialId(), site, Workers.message(failed.cause())));
                    return Behaviors.stopped();
                })
                .onMessage(Train.class, this::later)
                .onMessage(Score.class, this::later));
    }

    private Behavior<Command> onOpened(Opened opened, ActorRef<SiteReport> replyTo) {
        Plan plan = opened.plan();
        replyTo.tell(new SiteOpened(
                assignment.trialId(),
                site,
                plan.task().facts().name(),
                plan.plan().rows().rows(),
                devices.description(),
                Machine.here()));
        return waiting.unstashAll(idle(plan, new Memory(opened.state(), Optional.empty())));
    }

    private Behavior<Command> idle(Plan plan, Memory memory) {
        return others(Behaviors.receive(Command.class)
                .onMessage(Train.class, train -> onTrain(train, plan, memory))
                .onMessage(Score.class, score -> onScore(score, plan)));
    }

    /** Changes nothing here, so that rounds need not wait for it. */
    private Behavior<Command> onScore(Score score, Plan plan) {
        int rounds = score.task().round();
        devices.train(
                        context.getSystem(),
                        assignment.trialId(),
                        TrainingFootprint.of(plan.plan()),
                        plan.patience(),
                        engine -> scored(score, plan, engine),
                        scored -> scored)
                .result()
                .whenComplete((scored, failure) -> score.replyTo()
                        .tell(
                                failure == null
                                        ? scored
                                        : new SiteFailed(
                                                assignment.trialId(), rounds, site, Workers.message(failure))));
        return Behaviors.same();
    }

    private SiteReport scored(Score score, Plan plan, TrainingEngine engine) {
        ModelTask task = score.task();
        SiteTask rows = plan.task();
        Network network = plan.plan().network();
        return new SiteScored(
                task.trialId(),
                task.round(),
                site,
                rows.scoreOnSelection(engine, network, task.global()),
                score.holdOut()
                        ? OptionalDouble.of(rows.scoreOnHoldOut(engine, network, task.global()))
                        : OptionalDouble.empty());
    }

    private Behavior<Command> onTrain(Train train, Plan plan, Memory memory) {
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
            done.accept(task.round());
            return Behaviors.same();
        }
        RoundTask round = new RoundTask(task.round(), task.global(), task.globalControl());
        withdraw();
        announcedRound = NONE;
        published = transfer.publications();
        Publications publications = published;
        SitePlan sitePlan = plan.plan();
        training = Optional.of(devices.train(
                context.getSystem(),
                assignment.trialId(),
                TrainingFootprint.of(sitePlan),
                devicePatience,
                engine -> engine.train(sitePlan, memory.state(), round),
                local -> trained(train, local, memory.residual(), plan, publications)));
        context.pipeToSelf(
                training.get().result(), (trained, failure) -> failure == null ? trained : new NotTrained(failure));
        lookLater(task.round());
        return training(train, plan, memory);
    }

    /**
     * A server in this process is given the DIFF that one on another node decodes. For that one the vectors are published here,
     * where that holds nobody up.
     */
    private Trained trained(
            Train train, LocalUpdate local, Optional<ModelVector> residual, Plan plan, Publications publications)
            throws TransferException, RefusedByPolicy, IOException {
        ModelTask task = train.task();
        boolean here = Transfer.isHere(train.replyTo());
        OutgoingUpdate outgoing = OutgoingUpdate.of(
                local, plan.codec(), residual, gate, plan.task().facts().digest());
        LocalUpdate update = outgoing.released().update().withDiff(outgoing.diff(here));
        ModelUpdate sent = new ModelUpdate(
                task.trialId(),
                task.round(),
                site,
                task.schema(),
                UpdateKind.DIFF,
                update,
                outgoing.released().protection());
        return new Trained(
                new Memory(update.state(), outgoing.residual()),
                here ? new SiteTrained(sent) : new UpdateAnnounced(AnnouncedUpdate.of(sent, publications)));
    }

    private Behavior<Command> training(Train train, Plan plan, Memory memory) {
        return others(Behaviors.receive(Command.class)
                .onMessage(Trained.class, trained -> {
                    training = Optional.empty();
                    announcedRound = train.task().round();
                    train.replyTo().tell(trained.report());
                    return waiting.unstashAll(idle(plan, trained.after()));
                })
                .onMessage(NotTrained.class, failed -> {
                    training = Optional.empty();
                    logFailure(failed.cause());
                    train.replyTo().tell(notTrained(train.task().round(), failed.cause()));
                    done.accept(train.task().round());
                    return waiting.unstashAll(idle(plan, memory));
                })
                .onMessage(StillWaiting.class, look -> onStillWaiting(look, train))
                .onMessage(Train.class, this::later)
                .onMessage(Score.class, this::later));
    }

    /**
     * How long a site waits behind the work of other trials is not its doing, and its server must know that it is there. A
     * training that has begun may have to wait once more, for memory.
     */
    private Behavior<Command> onStillWaiting(StillWaiting look, Train train) {
        if (look.round() == train.task().round()) {
            if (training.filter(DevicePool.Training::waitsForOthers).isPresent()) {
                train.replyTo().tell(new SiteWaits(assignment.trialId(), look.round(), site));
            }
            lookLater(look.round());
        }
        return Behaviors.same();
    }

    private void lookLater(int round) {
        context.scheduleOnce(waitingNotice, context.getSelf(), new StillWaiting(round));
    }

    private SiteReport notTrained(int round, Throwable cause) {
        String message = Workers.message(cause);
        Throwable root = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        return root instanceof RefusedByPolicy
                ? new SiteRefused(assignment.trialId(), round, site, message)
                : new SiteFailed(assignment.trialId(), round, site, message);
    }

    /** Completes a phase. */
    private Behavior<Command> others(BehaviorBuilder<Command> phase) {
        return phase.onMessage(Fetched.class, this::onFetched)
                .onMessage(NotTaken.class, this::onNotTaken)
                .onMessage(StillWaiting.class, over -> Behaviors.same())
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
            done.accept(fetched.round());
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
