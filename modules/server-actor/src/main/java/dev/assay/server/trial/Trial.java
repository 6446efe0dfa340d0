package dev.assay.server.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.JournalTrouble;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.trial.TrialState;
import dev.assay.ledger.trial.TrialState.Ended;
import dev.assay.ledger.trial.TrialState.Running;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.cost.Cost;
import dev.assay.runtime.serialization.ClusterMessage;
import dev.assay.server.checkpoint.CheckpointStore;
import dev.assay.server.trial.TrialReport.TrialFinished;
import dev.assay.server.trial.TrialReport.TrialPaused;
import dev.assay.server.trial.TrialReport.TrialProgressed;
import dev.assay.server.trial.TrialReport.TrialRefused;
import dev.assay.server.trial.TrialReport.TrialResumed;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.event.Level;

/**
 * The durable half of a trial: a sharded entity that records what {@link TrialRun} does, and starts it again after a crash.
 *
 * <p>Starting is idempotent. A trial that has not started begins; one that was interrupted goes on from its last checkpoint;
 * one that runs takes the new listener; one that has ended tells its outcome again. After a crash of the node or of its run
 * it waits for the campaign to start it. A run that dies three times in a row without getting on ends the trial.
 *
 * <p>An event that cannot be stored ends the run and restarts this entity, again and again until the journal can be read,
 * which then tells whether the event was stored after all; if not, it is stored before anything else, so that no round is
 * trained again. From there it goes on by itself. Whoever started it is told that it pauses and why, and that it goes on when
 * it can write again. Stored events that cannot be gone on from are told as a refusal: waiting does not mend them.
 */
public final class Trial extends EventSourcedBehavior<Trial.Command, Entry<TrialEvent>, TrialChain> {
    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "assay-trial");

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(5);
    private static final double BACKOFF_JITTER = 0.1;
    private static final int MOST_DEATHS_IN_A_ROW = 3;
    private static final int KEPT_SNAPSHOTS = 2;

    /** What a trial is told. */
    public sealed interface Command {}

    /**
     * @param profileText the campaign's task profile
     * @param request hash of the campaign's event that asked for the trial, which the trial's chain begins with
     * @param rows digest of the rows that the campaign's fingerprint has, in hexadecimal digits: with others its scores would
     *     not compare; empty where they are not compared
     */
    public record StartTrial(
            TrialPlan plan, String profileText, Digest request, Optional<String> rows, ActorRef<TrialReport> replyTo)
            implements Command, ClusterMessage {

        /** On whatever rows there are. */
        public StartTrial(TrialPlan plan, String profileText, Digest request, ActorRef<TrialReport> replyTo) {
            this(plan, profileText, request, Optional.empty(), replyTo);
        }
    }

    /** From a run: store this, then say so. */
    record Store(ActorRef<RunMessage> run, TrialEvent event, ActorRef<Done> replyTo) implements Command {}

    /** From a run: pass this on to whoever started the trial. */
    record Tell(ActorRef<RunMessage> run, TrialReport report) implements Command {}

    private record RunStopped(ActorRef<RunMessage> run) implements Command {}

    /** Sent by sharding when the entity has asked to be put to rest. */
    public record Rest() implements Command, ClusterMessage {}

    private final ActorContext<Command> context;
    private final EntityContext<Command> entity;
    private final TrialServices services;
    private Optional<StartTrial> started = Optional.empty();
    private boolean paused;
    /** Since a write failed, until one succeeds: that the journal can be read does not say that it can be written. */
    private boolean unwritable;
    /** Whose storing is under way, or failed. */
    private Optional<Entry<TrialEvent>> unstored = Optional.empty();

    private Optional<ActorRef<RunMessage>> run = Optional.empty();
    /** What the run waits for, if it has told so last. */
    private Optional<TrialPaused> waits = Optional.empty();

    private int deathsInARow;

    private Trial(ActorContext<Command> context, EntityContext<Command> entity, TrialServices services) {
        super(
                LedgerIds.trial(entity.getEntityId()),
                // Who watches is told of each failure in a line; the log need not repeat it with a page of stack.
                SupervisorStrategy.restartWithBackoff(FIRST_BACKOFF, LAST_BACKOFF, BACKOFF_JITTER)
                        .withLogLevel(Level.INFO));
        this.context = context;
        this.entity = entity;
        this.services = services;
    }

    public static Behavior<Command> create(EntityContext<Command> entity, TrialServices services) {
        return Behaviors.setup(context -> {
            Trial trial = new Trial(context, entity, services);
            return Behaviors.intercept(() -> new EarlyListener(trial), trial);
        });
    }

    /** While the journal cannot be read, commands wait; who sent the first start is told of it all the same. */
    private static final class EarlyListener extends BehaviorInterceptor<Command, Command> {
        private final Trial trial;

        EarlyListener(Trial trial) {
            super(Command.class);
            this.trial = trial;
        }

        @Override
        public Behavior<Command> aroundReceive(
                TypedActorContext<Command> context, Command command, ReceiveTarget<Command> target) {
            if (command instanceof StartTrial start && trial.started.isEmpty()) {
                trial.started = Optional.of(start);
            }
            return target.apply(context, command);
        }
    }

    @Override
    public TrialChain emptyState() {
        return TrialChain.EMPTY;
    }

    @Override
    public EventHandler<TrialChain, Entry<TrialEvent>> eventHandler() {
        return TrialChain::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        int events = context.getSystem().settings().config().getInt("assay.ledger.snapshot-every.trial");
        return RetentionCriteria.snapshotEvery(events, KEPT_SNAPSHOTS);
    }

    @Override
    public CommandHandler<Command, Entry<TrialEvent>, TrialChain> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(StartTrial.class, this::onStart)
                .onCommand(Store.class, this::onStore)
                .onCommand(Tell.class, this::onTell)
                .onCommand(RunStopped.class, this::onRunStopped)
                .onCommand(Rest.class, rest -> Effect().stop())
                // A peer can send anything to an entity; without this it would end the run.
                .onAnyCommand(() -> Effect().unhandled());
    }

    @Override
    public SignalHandler<TrialChain> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(RecoveryFailed.class, (chain, failed) -> onUnreadable(failed.getFailure()))
                .onSignal(JournalPersistFailed.class, (chain, failed) -> onUnwritable(failed.getFailure()))
                .build();
    }

    private void onUnreadable(Throwable failure) {
        paused = true;
        String id = entity.getEntityId();
        tellListener(JournalTrouble.flaw(failure)
                .<TrialReport>map(flaw -> new TrialRefused(id, "trial " + id + ": " + flaw))
                .orElseGet(() -> new TrialPaused(id, JournalTrouble.words(failure))));
    }

    /** A failed write has ended the children of this actor, the run among them. */
    private void onUnwritable(Throwable failure) {
        paused = true;
        unwritable = true;
        tellListener(new TrialPaused(entity.getEntityId(), JournalTrouble.words(failure)));
    }

    private void onRecovered(TrialChain chain) {
        run = Optional.empty();
        if (unstored.isPresent() && chain.head().equals(unstored.map(Entry::head))) {
            unstored = Optional.empty();
            unwritable = false;
        }
        if (paused) {
            if (!unwritable) {
                tellResumed();
            }
            started.ifPresent(context.getSelf()::tell);
        }
    }

    private void tellResumed() {
        if (paused) {
            paused = false;
            tellListener(new TrialResumed(entity.getEntityId()));
        }
    }

    private void tellListener(TrialReport report) {
        started.ifPresent(start -> start.replyTo().tell(report));
    }

    private Effect<Entry<TrialEvent>, TrialChain> onStart(TrialChain chain, StartTrial start) {
        TrialState state = chain.state();
        if (!chain.anchor().orElse(start.request()).equals(start.request())) {
            start.replyTo().tell(new TrialRefused(start.plan().trialId(), ofAnotherCampaign(start)));
            return Effect().none();
        }
        started = Optional.of(start);
        if (state instanceof Ended ended) {
            finish(start.plan().trialId(), ended.outcome(), chain.head().orElseThrow());
            return Effect().none();
        }
        if (run.isPresent()) {
            // Whoever starts it anew has not heard it.
            waits.ifPresent(start.replyTo()::tell);
            return Effect().none();
        }
        Optional<Entry<TrialEvent>> first = unstored.filter(entry -> follows(chain, entry));
        if (first.isPresent()) {
            return persist(first.get()).thenRun(after -> {
                onStored(first.get().event(), after);
                if (!(after.state() instanceof Ended)) {
                    begin(start, after.state());
                }
            });
        }
        begin(start, state);
        return Effect().none();
    }

    private void begin(StartTrial start, TrialState state) {
        ActorRef<RunMessage> begun = context.spawnAnonymous(
                TrialRun.create(start.plan(), start.profileText(), start.rows(), state, services, context.getSelf()));
        context.watchWith(begun, new RunStopped(begun));
        run = Optional.of(begun);
        waits = Optional.empty();
    }

    private boolean follows(TrialChain chain, Entry<TrialEvent> entry) {
        ChainHead head = head(chain);
        return entry.sequence() == head.sequence() + 1 && entry.previous().equals(head.hash());
    }

    /** An event of a run that has been given up is not taken: its successor comes to the same event. */
    private Effect<Entry<TrialEvent>, TrialChain> onStore(TrialChain before, Store store) {
        if (!isCurrent(store.run())) {
            return Effect().none();
        }
        return persist(seal(before, store.event())).thenRun(after -> {
            store.replyTo().tell(Done.done());
            onStored(store.event(), after);
        });
    }

    private void onStored(TrialEvent event, TrialChain after) {
        if (getsOn(event)) {
            deathsInARow = 0;
        }
        if (event instanceof RoundCompleted round) {
            tellListener(new TrialProgressed(entity.getEntityId(), round.round() + 1));
        } else if (after.state() instanceof Ended ended) {
            finish(entity.getEntityId(), ended.outcome(), after.head().orElseThrow());
        }
    }

    /** Puts an entry down that is not lost when that fails. */
    private EffectBuilder<Entry<TrialEvent>, TrialChain> persist(Entry<TrialEvent> entry) {
        unstored = Optional.of(entry);
        return Effect().persist(entry).thenRun(after -> {
            unstored = Optional.empty();
            unwritable = false;
            tellResumed();
        });
    }

    private Effect<Entry<TrialEvent>, TrialChain> onTell(TrialChain chain, Tell tell) {
        if (isCurrent(tell.run())) {
            waits = tell.report() instanceof TrialPaused paused ? Optional.of(paused) : Optional.empty();
            tellListener(tell.report());
        }
        return Effect().none();
    }

    private boolean isCurrent(ActorRef<RunMessage> sender) {
        return run.equals(Optional.of(sender));
    }

    /** Whether the trial is further than before; refused updates, of which there can be many, do not lead it on. */
    private static boolean getsOn(TrialEvent event) {
        return event instanceof TrialStarted || event instanceof RoundCompleted;
    }

    /** What kills a run again and again before it gets anywhere would do so for ever. */
    private Effect<Entry<TrialEvent>, TrialChain> onRunStopped(TrialChain chain, RunStopped stopped) {
        TrialState state = chain.state();
        if (!isCurrent(stopped.run())) {
            return Effect().none();
        }
        run = Optional.empty();
        if (state instanceof Ended) {
            rest();
            return Effect().none();
        }
        deathsInARow++;
        context.getLog().error("trial {}: its run died, {} times in a row", entity.getEntityId(), deathsInARow);
        if (deathsInARow < MOST_DEATHS_IN_A_ROW) {
            return Effect().none();
        }
        String message = "the trial's run died " + deathsInARow
                + " times in a row without getting on; the server's log has the causes";
        Optional<Running> running = state instanceof Running already ? Optional.of(already) : Optional.empty();
        Cost cost = running.map(Running::cost).orElse(Cost.NONE);
        TrialOutcome outcome = new Failed(FailureCode.TRAINING_FAILED, message, cost);
        return persist(seal(chain, new TrialEnded(services.clock().instant(), outcome)))
                .thenRun(after -> {
                    new CheckpointStore(services.blobs())
                            .discard(context.getSystem(), running.flatMap(Running::checkpoint));
                    finish(entity.getEntityId(), outcome, after.head().orElseThrow());
                });
    }

    /** Only a run stores, and only a start makes a run: so the request is known. */
    private Entry<TrialEvent> seal(TrialChain chain, TrialEvent event) {
        return EventCodec.seal(head(chain), event);
    }

    private ChainHead head(TrialChain chain) {
        return chain.head()
                .orElseGet(() -> ChainHead.anchoredIn(started.orElseThrow().request()));
    }

    private static String ofAnotherCampaign(StartTrial start) {
        return "the ledger has a trial " + start.plan().trialId() + " that another campaign of the same name requested:"
                + " give this campaign another name";
    }

    /** A run that has still to tidy up would be stopped with this entity, so that rests when the run has ended. */
    private void finish(String trialId, TrialOutcome outcome, ChainHead chain) {
        tellListener(new TrialFinished(trialId, outcome, chain));
        if (run.isEmpty()) {
            rest();
        }
    }

    private void rest() {
        entity.getShard().tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
}
