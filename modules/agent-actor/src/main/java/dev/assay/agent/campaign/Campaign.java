package dev.assay.agent.campaign;

import dev.assay.agent.campaign.CampaignUpdate.Broken;
import dev.assay.agent.campaign.CampaignUpdate.EventStored;
import dev.assay.agent.campaign.CampaignUpdate.Occupied;
import dev.assay.agent.campaign.CampaignUpdate.Paused;
import dev.assay.agent.campaign.CampaignUpdate.RoundsDone;
import dev.assay.agent.decision.CampaignDecider;
import dev.assay.agent.decision.CampaignRules;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScore;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.HoldOutReader;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.JournalTrouble;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.fingerprint.Fingerprint;
import dev.assay.runtime.serialization.ClusterMessage;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.Trial.StartTrial;
import dev.assay.server.trial.TrialReport;
import dev.assay.server.trial.TrialReport.TrialFinished;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.event.Level;

/**
 * The agent of one campaign: a cluster singleton that stores what {@link CampaignDecider} decides and has the trials run, a
 * given number side by side.
 *
 * <p>It goes on by itself after a crash: open trials are started again, which is harmless for those that still run. Trials
 * are also started again from time to time, so that one whose node has died does not stay silent for ever.
 *
 * <p>An event that cannot be stored restarts this actor, again and again until the journal can be read, which then tells
 * whether it was stored after all; from there the campaign goes on. Watchers are told that it pauses and why, and that it goes
 * on when it can write again. Stored events that cannot be gone on from break the campaign: waiting does not mend them.
 */
public final class Campaign extends EventSourcedBehavior<Campaign.Command, Entry<CampaignEvent>, CampaignChain> {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(5);
    private static final double BACKOFF_JITTER = 0.1;
    /**
     * A trial whose server was lost is begun on another one by the first start that it is sent after the cluster has removed
     * the lost server: nobody else wakes it. So this is what a trial can stand still on top of that removal, which takes some
     * 10 s. A start of a trial that runs changes nothing.
     */
    private static final Duration NUDGE = Duration.ofSeconds(2);

    private static final int KEPT_SNAPSHOTS = 2;

    /** What a campaign is told. */
    public sealed interface Command {}

    /** Starts the campaign; changes nothing when the ledger already has its start. */
    public record Start(CampaignSpec spec) implements Command, ClusterMessage {}

    /** Sends the current state, then every change. */
    public record Watch(ActorRef<CampaignUpdate> watcher) implements Command, ClusterMessage {}

    /** Ends the campaign early: trials that are out end, the incumbent is confirmed. Ends a pause, too. */
    public record RequestStop(String cause) implements Command, ClusterMessage {}

    /**
     * Pauses the campaign: trials that run go to their end, and no further one is requested or started until {@link Resume}, or
     * a stop. Changes no decision. Nothing when it is paused already, has not begun or is finished.
     */
    public record Pause(String cause) implements Command, ClusterMessage {}

    /** Lets a paused campaign go on; nothing for any other. */
    public record Resume(String cause) implements Command, ClusterMessage {}

    /**
     * Opens the hold-out of a finished campaign for a report; answered when the opening is stored, and only then may the
     * rows be read. Any other campaign answers with an error: there the hold-out is the confirmation's. For this process.
     */
    public record OpenHoldOut(List<Integer> candidates, String reason, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /** Stores what an opening by {@link OpenHoldOut} came to; answered when it is stored. For this process. */
    public record RecordHoldOut(List<HoldOutScore> scores, List<String> missing, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /** Changes how many trials run side by side, 0 for none; those that run go to their end. For this process. */
    public record SetWidth(int width) implements Command {}

    private record FromTrial(TrialReport report) implements Command {}

    private record WatcherGone(ActorRef<CampaignUpdate> watcher) implements Command {}

    /** Decide what is next, now that something was stored. */
    private record Advance() implements Command {}

    /** Start what should be running, in case a trial or its node was lost. */
    private record Nudge() implements Command {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final String campaignId;
    private int width;
    private final Clock clock;
    private final BiFunction<String, String, CampaignRules> readRules;
    private final ActorRef<TrialReport> fromTrials;
    private final Set<String> running = new HashSet<>();
    private final Watchers watchers;
    private final PendingWrite pending = new PendingWrite();
    private Optional<CampaignDecider> decider = Optional.empty();
    private Optional<Start> asked = Optional.empty();
    /** Since a write failed, until one succeeds: that the journal can be read does not say that it can be written. */
    private boolean unwritable;

    private Campaign(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String campaignId,
            int width,
            Clock clock,
            BiFunction<String, String, CampaignRules> readRules) {
        super(
                LedgerIds.campaign(campaignId),
                // Who watches is told of each failure in a line; the log need not repeat it with a page of stack.
                SupervisorStrategy.restartWithBackoff(FIRST_BACKOFF, LAST_BACKOFF, BACKOFF_JITTER)
                        .withLogLevel(Level.INFO));
        this.context = context;
        this.timers = timers;
        this.campaignId = campaignId;
        this.watchers = new Watchers(campaignId);
        this.width = width;
        this.clock = clock;
        this.readRules = readRules;
        this.fromTrials = context.messageAdapter(TrialReport.class, FromTrial::new);
    }

    /**
     * @param width trials that run side by side, until {@link SetWidth}; changes no result
     * @param readRules from profile text and program text, which were checked when the campaign was started
     */
    public static Behavior<Command> create(
            String campaignId, int width, Clock clock, BiFunction<String, String, CampaignRules> readRules) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Campaign campaign = new Campaign(context, timers, campaignId, width, clock, readRules);
            return Behaviors.intercept(() -> new EarlyWatchers(campaign.watchers), campaign);
        }));
    }

    /** While the journal cannot be read, commands wait; who wants to watch is told of that all the same. */
    private static final class EarlyWatchers extends BehaviorInterceptor<Command, Command> {
        private final Watchers watchers;

        EarlyWatchers(Watchers watchers) {
            super(Command.class);
            this.watchers = watchers;
        }

        @Override
        public Behavior<Command> aroundReceive(
                TypedActorContext<Command> context, Command command, ReceiveTarget<Command> target) {
            if (command instanceof Watch watch) {
                watchers.announce(watch.watcher());
            }
            return target.apply(context, command);
        }
    }

    @Override
    public CampaignChain emptyState() {
        return CampaignChain.EMPTY;
    }

    @Override
    public EventHandler<CampaignChain, Entry<CampaignEvent>> eventHandler() {
        return CampaignChain::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        int events = context.getSystem().settings().config().getInt("assay.ledger.snapshot-every.campaign");
        return RetentionCriteria.snapshotEvery(events, KEPT_SNAPSHOTS);
    }

    @Override
    public CommandHandler<Command, Entry<CampaignEvent>, CampaignChain> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Start.class, this::onStart)
                .onCommand(Watch.class, this::onWatch)
                .onCommand(RequestStop.class, this::onRequestStop)
                .onCommand(Pause.class, this::onPause)
                .onCommand(Resume.class, this::onResume)
                .onCommand(SetWidth.class, this::onSetWidth)
                .onCommand(OpenHoldOut.class, this::onOpenHoldOut)
                .onCommand(RecordHoldOut.class, this::onRecordHoldOut)
                .onCommand(FromTrial.class, this::onTrialReport)
                .onCommand(WatcherGone.class, this::onWatcherGone)
                .onCommand(Advance.class, (chain, advance) -> advance(chain))
                .onCommand(Nudge.class, this::onNudge)
                // A peer can send anything; without this it would end what runs.
                .onAnyCommand(() -> Effect().unhandled());
    }

    @Override
    public SignalHandler<CampaignChain> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(RecoveryFailed.class, (chain, failed) -> onUnreadable(failed.getFailure()))
                .onSignal(JournalPersistFailed.class, (chain, failed) -> onUnwritable(failed.getFailure()))
                .build();
    }

    private void onUnreadable(Throwable failure) {
        watchers.pause(JournalTrouble.flaw(failure)
                .<CampaignUpdate>map(flaw -> new Broken("campaign " + campaignId + ": " + flaw))
                .orElseGet(() -> new Paused(campaignId, JournalTrouble.words(failure))));
    }

    private void onUnwritable(Throwable failure) {
        unwritable = true;
        watchers.pause(new Paused(campaignId, JournalTrouble.words(failure)));
    }

    /**
     * The next step is decided by a message to itself, because nothing can be stored while recovering. A failed write comes
     * by here too, and has stopped the timers: the write may be stored all the same, and a start that is not is done again.
     * A write that hung can even be stored after this, and show when the next one is refused: it belongs to no pending one any
     * more, so watchers get the whole state.
     */
    private void onRecovered(CampaignChain chain) {
        running.clear();
        if (pending.isStored(chain.head())) {
            unwritable = false;
        }
        if (!unwritable) {
            watchers.goOn();
        }
        pending.settle(chain.head());
        watchers.catchUp(chain);
        asked.ifPresent(context.getSelf()::tell);
        timers.startTimerWithFixedDelay(new Nudge(), NUDGE);
        context.getSelf().tell(new Nudge());
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onStart(CampaignChain chain, Start start) {
        if (chain.state().start().isPresent()) {
            return Effect().none();
        }
        asked = Optional.of(start);
        CampaignSpec spec = start.spec();
        return store(
                chain,
                List.of(new CampaignStarted(
                        clock.instant(),
                        campaignId,
                        spec.seed(),
                        spec.profileText(),
                        spec.programText(),
                        spec.fingerprint(),
                        spec.maxCandidates(),
                        spec.lineage())));
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onWatch(CampaignChain chain, Watch watch) {
        if (watchers.welcome(watch.watcher(), chain)) {
            context.watchWith(watch.watcher(), new WatcherGone(watch.watcher()));
        }
        return Effect().none();
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onWatcherGone(CampaignChain chain, WatcherGone gone) {
        watchers.gone(gone.watcher());
        return Effect().none();
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onRequestStop(CampaignChain chain, RequestStop stop) {
        CampaignState state = chain.state();
        boolean stopping = state.stopCause().isPresent() && !state.isPaused();
        if (state.start().isEmpty() || state.isFinished() || stopping) {
            return Effect().none();
        }
        return store(chain, List.of(new StopRequested(clock.instant(), stop.cause())));
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onPause(CampaignChain chain, Pause pause) {
        CampaignState state = chain.state();
        if (state.start().isEmpty() || state.isFinished() || state.isPaused()) {
            return Effect().none();
        }
        return store(chain, List.of(new PauseRequested(clock.instant(), pause.cause())));
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onResume(CampaignChain chain, Resume resume) {
        if (chain.state().isFinished() || !chain.state().isPaused()) {
            return Effect().none();
        }
        return store(chain, List.of(new ResumeRequested(clock.instant(), resume.cause())));
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onSetWidth(CampaignChain chain, SetWidth set) {
        width = set.width();
        tellOccupied();
        return advance(chain);
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onOpenHoldOut(CampaignChain chain, OpenHoldOut open) {
        return read(
                chain,
                new HoldOutOpened(clock.instant(), open.candidates(), open.reason(), HoldOutReader.REPORT),
                open.replyTo());
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onRecordHoldOut(CampaignChain chain, RecordHoldOut scored) {
        return read(chain, new HoldOutScored(clock.instant(), scored.scores(), scored.missing()), scored.replyTo());
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> read(
            CampaignChain chain, CampaignEvent reading, ActorRef<StatusReply<Done>> replyTo) {
        if (!chain.state().isFinished()) {
            return Effect()
                    .none()
                    .thenRun(same -> replyTo.tell(StatusReply.error(
                            "the campaign is not finished: its hold-out is sealed for the confirmation")));
        }
        return persist(EventCodec.sealAll(chain.head(), List.of(reading)), () -> replyTo.tell(StatusReply.ack()));
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onTrialReport(CampaignChain chain, FromTrial from) {
        TrialReport report = from.report();
        Optional<CampaignUpdate> passedOn = CampaignUpdate.ofTrial(report);
        if (passedOn.isPresent()) {
            tellWatchers(passedOn.get());
            return Effect().none();
        }
        if (running.remove(report.trialId())) {
            tellOccupied();
        }
        boolean open = chain.state()
                .trial(report.trialId())
                .filter(trial -> trial.outcome().isEmpty())
                .isPresent();
        if (report instanceof TrialFinished finished && open) {
            return store(
                    chain,
                    List.of(new TrialReported(
                            clock.instant(), finished.trialId(), finished.outcome(), Optional.of(finished.chain()))));
        }
        return Effect().none();
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> onNudge(CampaignChain chain, Nudge nudge) {
        chain.state().openTrials().stream()
                .filter(trial -> running.contains(trial.trialId()))
                .forEach(trial -> start(chain, trial));
        return advance(chain);
    }

    private Effect<Entry<CampaignEvent>, CampaignChain> advance(CampaignChain chain) {
        if (chain.state().start().isEmpty() || chain.state().isPaused()) {
            return Effect().none();
        }
        List<CampaignEvent> next = decide(chain.state());
        if (!next.isEmpty()) {
            return store(chain, next);
        }
        startTrials(chain);
        return Effect().none();
    }

    /** A decision that throws is a bug: those who watch are told, instead of left waiting for a campaign that is gone. */
    private List<CampaignEvent> decide(CampaignState state) {
        try {
            return decider(state.start().orElseThrow()).decide(state, clock.instant());
        } catch (RuntimeException e) {
            context.getLog().error("campaign {} cannot decide what is next", campaignId, e);
            tellWatchers(new Broken("the campaign cannot decide what is next: " + e));
            throw e;
        }
    }

    /** In the order of their request, as many as the width allows. */
    private void startTrials(CampaignChain chain) {
        for (TrialRecord trial : chain.state().openTrials()) {
            if (running.size() >= width) {
                return;
            }
            if (running.add(trial.trialId())) {
                tellOccupied();
                tellWatchers(new RoundsDone(trial.trialId(), 0));
                start(chain, trial);
            }
        }
    }

    private void start(CampaignChain chain, TrialRecord trial) {
        CampaignState state = chain.state();
        Candidate candidate = state.record(trial.candidate()).candidate();
        TrialPlan plan = new TrialPlan(
                trial.trialId(), campaignId, candidate.name(), candidate.recipe(), trial.seed(), trial.openHoldOut());
        ClusterSharding.get(context.getSystem())
                .entityRefFor(Trial.KEY, trial.trialId())
                .tell(new StartTrial(
                        plan,
                        state.start().orElseThrow().profileText(),
                        chain.requests().get(trial.trialId()),
                        new Fingerprint(state.start().orElseThrow().fingerprint()).rows(),
                        fromTrials));
    }

    private CampaignDecider decider(CampaignStarted start) {
        if (decider.isEmpty()) {
            decider = Optional.of(new CampaignDecider(readRules.apply(start.profileText(), start.programText())));
        }
        return decider.get();
    }

    /** Stores events, tells the watchers, and goes on from there. */
    private Effect<Entry<CampaignEvent>, CampaignChain> store(CampaignChain chain, List<CampaignEvent> events) {
        List<Entry<CampaignEvent>> entries = EventCodec.sealAll(chain.head(), events);
        return persist(entries, () -> {
            entries.forEach(entry -> tellWatchers(new EventStored(entry)));
            context.getSelf().tell(new Advance());
        });
    }

    /** @param stored what follows when the entries are stored, also when that only shows after a restart */
    private Effect<Entry<CampaignEvent>, CampaignChain> persist(List<Entry<CampaignEvent>> entries, Runnable stored) {
        ChainHead head = entries.get(entries.size() - 1).head();
        pending.begin(head, () -> {
            watchers.follow(head);
            stored.run();
        });
        return Effect().persist(entries).thenRun(after -> {
            unwritable = false;
            watchers.goOn();
            pending.settle(after.head());
        });
    }

    private void tellOccupied() {
        tellWatchers(new Occupied(width, running.size()));
    }

    private void tellWatchers(CampaignUpdate update) {
        watchers.tell(update);
    }
}
