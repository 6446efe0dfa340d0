package dev.assay.agent.board;

import dev.assay.agent.board.BoardAnswer.Done;
import dev.assay.agent.board.BoardAnswer.Events;
import dev.assay.agent.board.BoardAnswer.Listing;
import dev.assay.agent.board.BoardAnswer.NameTaken;
import dev.assay.agent.board.BoardAnswer.NotNow;
import dev.assay.agent.board.BoardAnswer.Unavailable;
import dev.assay.agent.board.HostedCampaign.Asked;
import dev.assay.agent.board.HostedCampaign.Waiter;
import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.agent.campaign.CampaignSpec;
import dev.assay.agent.campaign.CampaignUpdate;
import dev.assay.agent.decision.CampaignRules;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.journal.CampaignDirectory;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.runtime.serialization.ClusterMessage;
import dev.assay.runtime.task.TaskCatalog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The campaigns of a cluster: a singleton on the agent nodes. It keeps nothing of its own, the journal is the only truth: where
 * it starts, it lists the campaigns that are not finished and has each go on as a {@link Campaign} beside it, and the trials
 * that run at once are shared fairly between them ({@link FairShares}).
 *
 * <p>Whoever asks for a change is answered when the ledger has it.
 */
public final class CampaignBoard extends AbstractBehavior<CampaignBoard.Command> {
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** Nobody tells the board of the events of a campaign that a process outside writes. */
    private static final Duration LOOK_ELSEWHERE = Duration.ofSeconds(2);

    private static final int MOST_EARLY = 1000;

    /** What the board is told. */
    public sealed interface Command {}

    /** A command that is answered. */
    public sealed interface Question extends Command, ClusterMessage {
        ActorRef<BoardAnswer> replyTo();
    }

    /** Starts a campaign that passes every check. */
    public record Start(CampaignOrder order, ActorRef<BoardAnswer> replyTo) implements Question {}

    /** Names all campaigns. */
    public record ListAll(ActorRef<BoardAnswer> replyTo) implements Question {}

    /** Tells of one campaign how it is now. */
    public record Describe(String name, ActorRef<BoardAnswer> replyTo) implements Question {}

    /**
     * Reads a campaign's events behind a number.
     *
     * @param after 0 for those from the first on
     * @param waitMillis how long to wait for one if there is none yet
     */
    public record ReadEvents(String name, long after, long waitMillis, ActorRef<BoardAnswer> replyTo)
            implements Question {}

    /** Asks a campaign to end early. */
    public record Stop(String name, String cause, ActorRef<BoardAnswer> replyTo) implements Question {}

    /** Asks a campaign to start no further trials. */
    public record Pause(String name, String cause, ActorRef<BoardAnswer> replyTo) implements Question {}

    /** Lets a paused campaign go on, or takes one over that a process outside the cluster has ended to write. */
    public record Resume(String name, String cause, ActorRef<BoardAnswer> replyTo) implements Question {}

    private record Opened(BoardOpening opening) implements Command {}

    private record NotOpened(BoardAnswer reason) implements Command {}

    private record Open() implements Command {}

    private record Admitted(String name, CampaignSpec spec, ActorRef<BoardAnswer> replyTo) implements Command {}

    private record TakenOver(String name, Resume resume) implements Command {}

    private record Refused(String name, BoardAnswer refusal, ActorRef<BoardAnswer> replyTo) implements Command {}

    private record FromCampaign(String name, CampaignUpdate update) implements Command {}

    private record CampaignGone(String name, ActorRef<Campaign.Command> campaign) implements Command {}

    private record Lost(String name) implements Command {}

    private record WaitIsOver(String name, long waiter) implements Command {}

    private final TimerScheduler<Command> timers;
    private final JournalDesk desk;
    private final Services services;
    private final Map<String, HostedCampaign> hosted = new LinkedHashMap<>();
    private final Set<String> arriving = new HashSet<>();
    private final Set<String> elsewhere = new HashSet<>();
    private final List<Command> early = new ArrayList<>();
    private boolean open;
    private Optional<BoardAnswer> unopened = Optional.empty();
    private long waiters;

    /**
     * What a board works with.
     *
     * @param tasks where the rows of a campaign that begins are read, for its fingerprint
     * @param clock dates events
     * @param readRules from profile text and program text
     * @param width trials side by side, of all campaigns together, at least 1
     */
    public record Services(
            CampaignDirectory directory,
            TaskCatalog tasks,
            Clock clock,
            BiFunction<String, String, CampaignRules> readRules,
            int width) {}

    private CampaignBoard(ActorContext<Command> context, TimerScheduler<Command> timers, Services services) {
        super(context);
        this.timers = timers;
        this.services = services;
        this.desk = new JournalDesk(services.directory());
        ActorRef<Command> self = context.getSelf();
        services.directory().onLost(name -> self.tell(new Lost(name)));
        self.tell(new Open());
    }

    public static Behavior<Command> create(Services services) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new CampaignBoard(context, timers, services)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, message -> onOpen())
                .onMessage(Opened.class, this::onOpened)
                .onMessage(NotOpened.class, this::onNotOpened)
                .onMessage(Question.class, question -> !open, this::onEarly)
                .onMessage(Start.class, this::onStart)
                .onMessage(ListAll.class, this::onListAll)
                .onMessage(Describe.class, this::onDescribe)
                .onMessage(ReadEvents.class, this::onReadEvents)
                .onMessage(Stop.class, this::onStop)
                .onMessage(Pause.class, this::onPause)
                .onMessage(Resume.class, this::onResume)
                .onMessage(Admitted.class, this::onAdmitted)
                .onMessage(TakenOver.class, this::onTakenOver)
                .onMessage(Refused.class, this::onRefused)
                .onMessage(FromCampaign.class, this::onFromCampaign)
                .onMessage(CampaignGone.class, this::onCampaignGone)
                .onMessage(Lost.class, this::onLost)
                .onMessage(WaitIsOver.class, this::onWaitIsOver)
                .build();
    }

    private Behavior<Command> onOpen() {
        getContext()
                .pipeToSelf(
                        Workers.io(getContext().getSystem(), desk::open),
                        (opening, failure) ->
                                failure == null ? new Opened(opening) : new NotOpened(JournalDesk.refusal(failure)));
        return this;
    }

    private Behavior<Command> onOpened(Opened opened) {
        open = true;
        elsewhere.addAll(opened.opening().elsewhere());
        opened.opening().unfinished().forEach(this::host);
        early.forEach(getContext().getSelf()::tell);
        early.clear();
        return this;
    }

    private Behavior<Command> onNotOpened(NotOpened not) {
        getContext().getLog().warn("the campaigns cannot be read, which is tried again: {}", not.reason());
        unopened = Optional.of(not.reason());
        early.forEach(command -> ((Question) command).replyTo().tell(not.reason()));
        early.clear();
        timers.startSingleTimer(new Open(), RETRY);
        return this;
    }

    private Behavior<Command> onEarly(Question question) {
        if (unopened.isPresent() || early.size() >= MOST_EARLY) {
            question.replyTo().tell(unopened.orElse(new Unavailable("the campaigns are being read")));
        } else {
            early.add(question);
        }
        return this;
    }

    private Behavior<Command> onStart(Start start) {
        CampaignOrder order = start.order();
        String name = order.name();
        if (hosted.containsKey(name) || !arriving.add(name)) {
            start.replyTo().tell(new NameTaken(name));
            return this;
        }
        return work(name, start.replyTo(), () -> {
            CampaignSpec spec = order.check(services.tasks());
            services.directory().keepNew(name);
            return new Admitted(name, spec, start.replyTo());
        });
    }

    private Behavior<Command> onAdmitted(Admitted admitted) {
        arriving.remove(admitted.name());
        HostedCampaign campaign = host(admitted.name());
        campaign.asked().add(new Asked(state -> state.start().isPresent(), admitted.replyTo()));
        campaign.campaign().tell(new Campaign.Start(admitted.spec()));
        return this;
    }

    private Behavior<Command> onRefused(Refused refused) {
        arriving.remove(refused.name());
        refused.replyTo().tell(refused.refusal());
        return this;
    }

    private HostedCampaign host(String name) {
        ActorRef<Command> self = getContext().getSelf();
        ActorRef<CampaignUpdate> updates = getContext()
                .spawnAnonymous(Behaviors.<CampaignUpdate>receiveMessage(update -> {
                    self.tell(new FromCampaign(name, update));
                    return Behaviors.same();
                }));
        ActorRef<Campaign.Command> campaign =
                getContext().spawnAnonymous(Campaign.create(name, 0, services.clock(), services.readRules()));
        getContext().watchWith(campaign, new CampaignGone(name, campaign));
        campaign.tell(new Campaign.Watch(updates));
        HostedCampaign one = new HostedCampaign(name, campaign);
        hosted.put(name, one);
        elsewhere.remove(name);
        return one;
    }

    private Behavior<Command> onListAll(ListAll question) {
        Map<String, CampaignSummary> here = new LinkedHashMap<>();
        hosted.forEach((name, campaign) -> here.put(name, campaign.summary()));
        return answer(question.replyTo(), () -> new Listing(desk.summaries(here)));
    }

    private Behavior<Command> onDescribe(Describe question) {
        Optional<BoardAnswer> known = Optional.ofNullable(hosted.get(question.name()))
                .flatMap(HostedCampaign::status)
                .map(BoardAnswer.Described::new);
        if (known.isPresent()) {
            question.replyTo().tell(known.get());
            return this;
        }
        return answer(question.replyTo(), () -> desk.describe(question.name()));
    }

    private Behavior<Command> onReadEvents(ReadEvents question) {
        HostedCampaign campaign = hosted.get(question.name());
        if (campaign == null && elsewhere.contains(question.name()) && question.waitMillis() > 0) {
            ReadEvents later = new ReadEvents(question.name(), question.after(), 0, question.replyTo());
            Duration pause = Duration.ofMillis(Math.min(question.waitMillis(), LOOK_ELSEWHERE.toMillis()));
            getContext().scheduleOnce(pause, getContext().getSelf(), later);
            return this;
        }
        if (campaign == null) {
            return answer(question.replyTo(), () -> desk.eventsOfResting(question.name(), question.after()));
        }
        if (question.after() < campaign.events()) {
            return answer(question.replyTo(), () -> desk.events(question.name(), question.after()));
        }
        Waiter waiter = new Waiter(waiters++, question.after(), question.replyTo());
        campaign.waiters().add(waiter);
        timers.startSingleTimer(
                waiter.id(), new WaitIsOver(question.name(), waiter.id()), Duration.ofMillis(question.waitMillis()));
        return this;
    }

    private Behavior<Command> onWaitIsOver(WaitIsOver over) {
        Optional.ofNullable(hosted.get(over.name()))
                .ifPresent(campaign -> campaign.waiters().removeIf(waiter -> {
                    boolean is = waiter.id() == over.waiter();
                    if (is) {
                        waiter.replyTo().tell(new Events(List.of(), false));
                    }
                    return is;
                }));
        return this;
    }

    private Behavior<Command> onStop(Stop stop) {
        return change(
                stop.name(),
                stop.replyTo(),
                state -> state.isPaused() || state.stopCause().isEmpty(),
                new Campaign.RequestStop(stop.cause()),
                state -> state.stopCause().isPresent() && !state.isPaused());
    }

    private Behavior<Command> onPause(Pause pause) {
        return change(
                pause.name(),
                pause.replyTo(),
                state -> !state.isPaused(),
                new Campaign.Pause(pause.cause()),
                CampaignState::isPaused);
    }

    private Behavior<Command> onResume(Resume resume) {
        if (elsewhere.contains(resume.name()) && arriving.add(resume.name())) {
            return work(resume.name(), resume.replyTo(), () -> {
                services.directory().keep(resume.name());
                return new TakenOver(resume.name(), resume);
            });
        }
        return change(
                resume.name(),
                resume.replyTo(),
                CampaignState::isPaused,
                new Campaign.Resume(resume.cause()),
                state -> !state.isPaused());
    }

    private Behavior<Command> onTakenOver(TakenOver taken) {
        arriving.remove(taken.name());
        host(taken.name());
        taken.resume().replyTo().tell(new Done(taken.name()));
        return this;
    }

    /**
     * @param asked whether it can be asked for
     * @param stored whether the ledger has it
     */
    private Behavior<Command> change(
            String name,
            ActorRef<BoardAnswer> replyTo,
            Predicate<CampaignState> asked,
            Campaign.Command command,
            Predicate<CampaignState> stored) {
        HostedCampaign campaign = hosted.get(name);
        if (campaign == null) {
            return answer(replyTo, () -> desk.notNow(name));
        }
        boolean possible = campaign.condition() != CampaignCondition.BROKEN && asked.test(campaign.state());
        if (!possible) {
            replyTo.tell(new NotNow(name, campaign.condition()));
            return this;
        }
        campaign.asked().add(new Asked(stored, replyTo));
        campaign.campaign().tell(command);
        return this;
    }

    private Behavior<Command> onFromCampaign(FromCampaign from) {
        HostedCampaign campaign = hosted.get(from.name());
        if (campaign == null) {
            return this;
        }
        campaign.apply(from.update());
        settle(campaign);
        if (campaign.state().isFinished()) {
            rest(campaign, CampaignCondition.FINISHED);
        }
        share();
        return this;
    }

    /** Answers those who have what they waited for. */
    private void settle(HostedCampaign campaign) {
        campaign.asked().removeIf(asked -> {
            boolean stored = asked.stored().test(campaign.state());
            if (stored) {
                asked.replyTo().tell(new Done(campaign.name()));
            }
            return stored;
        });
        campaign.waiters().removeIf(waiter -> {
            boolean there = waiter.after() < campaign.events();
            if (there) {
                timers.cancel(waiter.id());
                answer(waiter.replyTo(), () -> desk.events(campaign.name(), waiter.after()));
            }
            return there;
        });
    }

    /** The campaign is no longer run here: nobody is left waiting for it. */
    private void rest(HostedCampaign campaign, CampaignCondition now) {
        hosted.remove(campaign.name());
        campaign.asked().forEach(asked -> asked.replyTo().tell(new NotNow(campaign.name(), now)));
        campaign.waiters().forEach(waiter -> {
            timers.cancel(waiter.id());
            waiter.replyTo().tell(new Events(List.of(), campaign.state().isFinished()));
        });
        getContext().stop(campaign.campaign());
        Workers.io(getContext().getSystem(), () -> {
            services.directory().letGo(campaign.name());
            return campaign.name();
        });
    }

    private Behavior<Command> onCampaignGone(CampaignGone gone) {
        HostedCampaign campaign = hosted.get(gone.name());
        if (campaign != null && campaign.campaign().equals(gone.campaign())) {
            campaign.fail("its actor has ended, see the log of the agent node");
            share();
        }
        return this;
    }

    private Behavior<Command> onLost(Lost lost) {
        HostedCampaign campaign = hosted.get(lost.name());
        if (campaign != null) {
            getContext().getLog().warn("campaign {} was taken over by a process outside the cluster", lost.name());
            elsewhere.add(lost.name());
            rest(campaign, CampaignCondition.ELSEWHERE);
            share();
        }
        return this;
    }

    private void share() {
        List<HostedCampaign> campaigns = List.copyOf(hosted.values());
        List<Integer> widths = FairShares.widths(
                services.width(), campaigns.stream().map(HostedCampaign::seat).toList());
        for (int i = 0; i < widths.size(); i++) {
            campaigns.get(i).setWidth(widths.get(i));
        }
    }

    private Behavior<Command> work(String name, ActorRef<BoardAnswer> replyTo, Callable<Command> blocking) {
        getContext()
                .pipeToSelf(
                        Workers.io(getContext().getSystem(), blocking),
                        (done, failure) -> failure == null
                                ? done
                                : new Refused(name, JournalDesk.refusal(name, failure), replyTo));
        return this;
    }

    private Behavior<Command> answer(ActorRef<BoardAnswer> replyTo, Callable<BoardAnswer> blocking) {
        Workers.io(getContext().getSystem(), blocking)
                .whenComplete((done, failure) -> replyTo.tell(failure == null ? done : JournalDesk.refusal(failure)));
        return this;
    }
}
