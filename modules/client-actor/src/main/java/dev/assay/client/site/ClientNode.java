package dev.assay.client.site;

import com.typesafe.config.Config;
import dev.assay.client.device.DevicePool;
import dev.assay.client.device.DeviceSettings;
import dev.assay.client.policy.PolicyGate;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.runtime.serialization.ClusterMessage;
import dev.assay.runtime.task.SiteFacts;
import dev.assay.runtime.task.SiteTask;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferSettings;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * it hands the task to its sessions of that trial, which answer the server themselves. A server on another node announces
 * the task, and its vectors are fetched once for all sessions. A network that is away for less than
 * {@code assay.client.lost-patience} fails no fetch.
 */
public final class ClientNode extends AbstractBehavior<ClientNode.Command> {
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "assay-client-node");

    /** What a client node is told. */
    public sealed interface Command {}

    /**
     * Asks which sites of a task the node can serve, which it finds out by looking at the data.
     *
     * @param trial for which its operator's policy is asked; empty where nothing is to be trained yet
     */
    public record FindSites(String profileText, Optional<Purpose> trial, ActorRef<SitesFound> replyTo)
            implements Command, ClusterMessage {}

    /** What sites are wanted for. */
    public record Purpose(String trialId, Recipe recipe) {}

    /**
     * Opens a session a site; each answers with {@code SiteOpened} or {@code SiteNotOpened}. Sessions of an earlier
     * assignment of the trial end. From a server in this process.
     */
    public record OpenSites(SiteAssignment assignment, ActorRef<SiteReport> replyTo) implements Command {}

    /** As {@link OpenSites}, from a server on another node: what the sites keep is to be fetched from there. */
    public record OpenAnnouncedSites(AnnouncedAssignment assignment, ActorRef<SiteReport> replyTo)
            implements Command, ClusterMessage {}

    /**
     * Every session of the trial trains the round; each answers with {@code SiteTrained} or {@code SiteFailed}. From a server
     * in this process.
     */
    public record TrainRound(ModelTask task, ActorRef<SiteReport> replyTo) implements Command {}

    /** As {@link TrainRound}, from a server on another node; answered with {@code UpdateAnnounced} or {@code SiteFailed}. */
    public record TrainAnnouncedRound(AnnouncedTask task, ActorRef<SiteReport> replyTo) implements Command {}

    /**
     * Every session of the trial scores the model on its own rows, and answers with {@code SiteScored} or {@code SiteFailed}.
     * From a server in this process.
     *
     * @param task the model, with the number of rounds that made it
     * @param holdOut whether the sealed rows are opened, which the campaign has recorded
     */
    public record ScoreModel(ModelTask task, boolean holdOut, ActorRef<SiteReport> replyTo) implements Command {}

    /** As {@link ScoreModel}, from a server on another node. */
    public record ScoreAnnouncedModel(AnnouncedTask task, boolean holdOut, ActorRef<SiteReport> replyTo)
            implements Command, ClusterMessage {}

    /** The server has what it wants of an announced update: the node need not serve it any longer. */
    public record UpdateFetched(String trialId, int round, int site) implements Command, ClusterMessage {}

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

    private record RoundFetched(OpenTrial trial, TrainRound round) implements Command {}

    private record RoundNotFetched(OpenTrial trial, TrainAnnouncedRound round, Throwable cause) implements Command {}

    private record SiteDone(OpenTrial trial, int site, int round) implements Command {}

    private final TaskCatalog tasks;
    private final DevicePool devices;
    private final Transfer transfer;
    private final PolicyGate gate;
    private final int unfetched;
    private final Map<String, OpenTrial> trials = new HashMap<>();

    private ClientNode(
            ActorContext<Command> context, TaskCatalog tasks, DevicePool devices, Transfer transfer, PolicyGate gate) {
        super(context);
        this.tasks = tasks;
        this.devices = devices;
        Config config = context.getSystem().settings().config();
        this.transfer = transfer.patient(config.getDuration("assay.client.lost-patience"));
        this.gate = gate;
        this.unfetched = TransferSettings.of(config).unfetchedUpdates();
    }

    /**
     * A node that registers itself under {@link #KEY}.
     *
     * @param devices of this node, on which its sites train
     * @param transfer carries vectors from and to servers on other nodes
     * @param gate what may train here, and how its updates leave
     */
    public static Behavior<Command> create(TaskCatalog tasks, DevicePool devices, Transfer transfer, PolicyGate gate) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return new ClientNode(context, tasks, devices, transfer, gate);
        });
    }

    /** With one engine, on the training pool's threads, and updates that leave as they are. */
    public static Behavior<Command> create(TaskCatalog tasks, TrainingEngine engine, Transfer transfer) {
        return create(tasks, engine, transfer, PolicyGate.open());
    }

    /** With one engine, on the training pool's threads. */
    public static Behavior<Command> create(
            TaskCatalog tasks, TrainingEngine engine, Transfer transfer, PolicyGate gate) {
        return Behaviors.setup(context -> create(
                tasks,
                new DevicePool(List.of(engine), DeviceSettings.DEFAULT, Workers.trainingThreads(context.getSystem())),
                transfer,
                gate));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FindSites.class, this::onFindSites)
                .onMessage(OpenSites.class, this::onOpenSites)
                .onMessage(OpenAnnouncedSites.class, this::onOpenAnnouncedSites)
                .onMessage(TrainRound.class, this::onTrainRound)
                .onMessage(TrainAnnouncedRound.class, this::onTrainAnnouncedRound)
                .onMessage(RoundFetched.class, this::onRoundFetched)
                .onMessage(RoundNotFetched.class, this::onRoundNotFetched)
                .onMessage(ScoreModel.class, this::onScoreModel)
                .onMessage(ScoreAnnouncedModel.class, this::onScoreAnnouncedModel)
                .onMessage(UpdateFetched.class, this::onUpdateFetched)
                .onMessage(UpdateNotTaken.class, this::onUpdateNotTaken)
                .onMessage(SiteDone.class, this::onSiteDone)
                .onMessage(CloseSites.class, this::onCloseSites)
                .build();
    }

    private Behavior<Command> onFindSites(FindSites find) {
        int open =
                trials.values().stream().mapToInt(trial -> trial.sites().size()).sum();
        Workers.awaited(getContext().getSystem(), () -> found(find, open))
                .whenComplete((found, failure) ->
                        find.replyTo().tell(failure == null ? found : SitesFound.none(Workers.message(failure))));
        return this;
    }

    private SitesFound found(FindSites find, int open) throws InvalidInput {
        SortedMap<Integer, SiteTask> sites = tasks.sites(find.profileText());
        Optional<String> refusal = find.trial()
                .filter(purpose -> !sites.isEmpty())
                .flatMap(purpose -> gate.refusal(
                        purpose.trialId(), sites.get(sites.firstKey()).profile(), purpose.recipe()));
        if (refusal.isPresent()) {
            return SitesFound.refused(refusal.get());
        }
        SortedMap<Integer, SiteFacts> facts = new TreeMap<>();
        sites.forEach((site, task) -> facts.put(site, task.facts()));
        return new SitesFound(facts, open, devices.width(), "", false);
    }

    private Behavior<Command> onOpenSites(OpenSites open) {
        SiteAssignment assignment = open.assignment();
        OpenTrial trial = reopen(assignment);
        assignment.states().forEach((site, state) -> openSession(trial, site, StateSource.here(state), open.replyTo()));
        return this;
    }

    private Behavior<Command> onOpenAnnouncedSites(OpenAnnouncedSites open) {
        AnnouncedAssignment announced = open.assignment();
        OpenTrial trial = reopen(announced.withoutStates());
        announced
                .states()
                .forEach(
                        (site, state) -> openSession(trial, site, size -> state.fetch(transfer, size), open.replyTo()));
        return this;
    }

    private OpenTrial reopen(SiteAssignment assignment) {
        close(assignment.trialId());
        OpenTrial trial = new OpenTrial(assignment);
        trials.put(assignment.trialId(), trial);
        return trial;
    }

    private void openSession(OpenTrial trial, int site, StateSource state, ActorRef<SiteReport> replyTo) {
        ActorRef<Command> self = getContext().getSelf();
        trial.open(
                site,
                getContext()
                        .spawnAnonymous(SiteSession.create(
                                trial.assignment(),
                                site,
                                state,
                                tasks,
                                devices,
                                transfer,
                                gate,
                                replyTo,
                                round -> self.tell(new SiteDone(trial, site, round)))));
    }

    private Behavior<Command> onTrainRound(TrainRound round) {
        find(round.task().trialId()).ifPresent(trial -> train(trial, round));
        return this;
    }

    /** Updates for a server in this process are its own as soon as they are there: this node keeps none of them. */
    private void train(OpenTrial trial, TrainRound round) {
        trial.train(round, Transfer.isHere(round.replyTo()) ? Integer.MAX_VALUE : devices.width() + unfetched);
    }

    private Behavior<Command> onSiteDone(SiteDone done) {
        done.trial().done(done.site(), done.round());
        return this;
    }

    private Behavior<Command> onTrainAnnouncedRound(TrainAnnouncedRound round) {
        AnnouncedTask task = round.task();
        find(task.trialId()).ifPresent(trial -> {
            trial.announce(task.round());
            getContext()
                    .pipeToSelf(
                            modelSize(trial.assignment()).thenCompose(size -> task.fetch(transfer, size)),
                            (fetched, failure) -> failure == null
                                    ? new RoundFetched(trial, new TrainRound(fetched, round.replyTo()))
                                    : new RoundNotFetched(trial, round, failure));
        });
        return this;
    }

    /**
     * The model that the task has for this recipe, so that no server has this node make room for another. Where the data have been
     * read, it needs none of the threads that may be reading those of other tasks.
     */
    private CompletionStage<Integer> modelSize(SiteAssignment assignment) {
        String profileText = assignment.profileText();
        return tasks.sitesRead(profileText)
                .map(CompletableFuture::completedStage)
                .orElseGet(() -> Workers.io(getContext().getSystem(), () -> tasks.sites(profileText)))
                .thenApply(sites -> sites.get(sites.firstKey())
                        .network(assignment.recipe())
                        .schema()
                        .size());
    }

    private Behavior<Command> onScoreModel(ScoreModel score) {
        find(score.task().trialId())
                .ifPresent(trial -> trial.tell(new SiteSession.Score(score.task(), score.holdOut(), score.replyTo())));
        return this;
    }

    private Behavior<Command> onScoreAnnouncedModel(ScoreAnnouncedModel score) {
        AnnouncedTask task = score.task();
        ActorRef<Command> self = getContext().getSelf();
        SortedSet<Integer> sites = find(task.trialId()).map(OpenTrial::sites).orElseGet(Collections::emptySortedSet);
        find(task.trialId())
                .ifPresent(trial -> modelSize(trial.assignment())
                        .thenCompose(size -> task.fetch(transfer, size))
                        .whenComplete((fetched, failure) -> {
                            if (failure == null) {
                                self.tell(new ScoreModel(fetched, score.holdOut(), score.replyTo()));
                            } else {
                                sites.forEach(site -> score.replyTo()
                                        .tell(new SiteFailed(
                                                task.trialId(), task.round(), site, Workers.message(failure))));
                            }
                        }));
        return this;
    }

    private Behavior<Command> onRoundFetched(RoundFetched fetched) {
        TrainRound round = fetched.round();
        if (isCurrent(fetched.trial(), round.task().trialId(), round.task().round())) {
            train(fetched.trial(), round);
        }
        return this;
    }

    private Behavior<Command> onRoundNotFetched(RoundNotFetched failed) {
        AnnouncedTask task = failed.round().task();
        String message = Workers.message(failed.cause());
        // Where it comes from says nothing more: a server that was lost, most often.
        getContext()
                .getLog()
                .warn("trial {}: the model of round {} cannot be had: {}", task.trialId(), task.round(), message);
        if (isCurrent(failed.trial(), task.trialId(), task.round())) {
            failed.trial()
                    .sites()
                    .forEach(site ->
                            failed.round().replyTo().tell(new SiteFailed(task.trialId(), task.round(), site, message)));
        }
        return this;
    }

    /** Sessions that were opened since then begin with a round of their own. */
    private boolean isCurrent(OpenTrial trial, String trialId, int round) {
        return find(trialId).filter(trial::equals).isPresent() && trial.isAnnounced(round);
    }

    private Behavior<Command> onUpdateFetched(UpdateFetched fetched) {
        session(fetched.trialId(), fetched.site())
                .ifPresent(session -> session.tell(new SiteSession.Fetched(fetched.round())));
        return this;
    }

    private Behavior<Command> onUpdateNotTaken(UpdateNotTaken refusal) {
        session(refusal.trialId(), refusal.site())
                .ifPresentOrElse(
                        session -> session.tell(new SiteSession.NotTaken(refusal)),
                        () -> getContext().getLog().info("an update of no session of this node: {}", refusal));
        return this;
    }

    private Behavior<Command> onCloseSites(CloseSites close) {
        close(close.trialId());
        return this;
    }

    private Optional<OpenTrial> find(String trialId) {
        return Optional.ofNullable(trials.get(trialId));
    }

    private Optional<ActorRef<SiteSession.Command>> session(String trialId, int site) {
        return find(trialId).flatMap(trial -> trial.session(site));
    }

    private void close(String trialId) {
        OpenTrial open = trials.remove(trialId);
        if (open != null) {
            open.tell(new SiteSession.Close());
        }
    }
}
