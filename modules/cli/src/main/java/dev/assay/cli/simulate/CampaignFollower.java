package dev.assay.cli.simulate;

import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignUpdate;
import dev.assay.agent.campaign.CampaignUpdate.Broken;
import dev.assay.agent.campaign.CampaignUpdate.CurrentState;
import dev.assay.agent.campaign.CampaignUpdate.EventStored;
import dev.assay.agent.campaign.CampaignUpdate.GoesOn;
import dev.assay.agent.campaign.CampaignUpdate.Paused;
import dev.assay.agent.campaign.CampaignUpdate.RoundsDone;
import dev.assay.cli.Home;
import dev.assay.cli.progress.Pauses;
import dev.assay.cli.progress.ProgressView;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Watches a campaign for a person: feeds the progress view, keeps {@code results.tsv} up to date, passes a stop file on, and
 * tells when the campaign is finished, or has been silent for so long that something must be broken. A campaign that pauses says so again and again, so it is not silent.
 */
final class CampaignFollower extends AbstractBehavior<CampaignFollower.Message> {
    private static final Duration TICK = Duration.ofMillis(200);
    /** On top of the longest round: loading data, scoring and storing have a bound of their own below this. */
    private static final Duration SILENCE_MARGIN = Duration.ofMinutes(5);

    sealed interface Message {}

    private record Update(CampaignUpdate update) implements Message {}

    private record Tick() implements Message {}

    /** What to watch for, from the campaign's start. Silence is counted in ticks, so that a suspended process has none. */
    private record Watch(Path stopFile, long longestSilentTicks) {}

    private final ActorRef<Campaign.Command> campaign;
    private final RunFolder run;
    private final ProgressView view;
    private final CompletableFuture<CampaignState> finished;
    private final SortedMap<String, Integer> rounds = new TreeMap<>();
    private final Pauses pauses = new Pauses("the command, and nothing is lost");
    private CampaignState state = CampaignState.EMPTY;
    private Optional<Watch> watch = Optional.empty();
    private long silentTicks;

    private CampaignFollower(
            ActorContext<Message> context,
            ActorRef<Campaign.Command> campaign,
            RunFolder run,
            ProgressView view,
            CompletableFuture<CampaignState> finished) {
        super(context);
        this.campaign = campaign;
        this.run = run;
        this.view = view;
        this.finished = finished;
    }

    static Behavior<Message> create(
            ActorRef<Campaign.Command> campaign,
            RunFolder run,
            ProgressView view,
            CompletableFuture<CampaignState> finished) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            campaign.tell(new Campaign.Watch(context.messageAdapter(CampaignUpdate.class, Update::new)));
            timers.startTimerWithFixedDelay(new Tick(), TICK);
            return new CampaignFollower(context, campaign, run, view, finished);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Update.class, message -> onUpdate(message.update()))
                .onMessage(Tick.class, tick -> onTick())
                .onSignal(PostStop.class, stopped -> onStopped())
                .build();
    }

    private Behavior<Message> onUpdate(CampaignUpdate update) {
        silentTicks = 0;
        if (update instanceof Broken broken) {
            return fail(broken.message());
        }
        if (update instanceof CurrentState current) {
            state = current.chain().state();
        } else if (update instanceof Paused paused) {
            pauses.paused(paused.who(), paused.reason()).ifPresent(view::onNotice);
        } else if (update instanceof GoesOn goesOn) {
            pauses.goesOn(goesOn.who()).ifPresent(view::onNotice);
        } else if (update instanceof RoundsDone done) {
            rounds.put(done.trialId(), done.roundsDone());
        } else if (update instanceof EventStored stored) {
            CampaignEvent event = stored.entry().event();
            state = state.apply(event);
            view.onEvent(event, state);
            if (event instanceof CandidateReviewed reviewed) {
                writeResults(stored.entry().head(), reviewed.candidate());
            }
        }
        return state.isFinished() ? finish() : this;
    }

    private Behavior<Message> onTick() {
        rounds.keySet()
                .removeIf(trial ->
                        state.trial(trial).flatMap(record -> record.outcome()).isPresent());
        view.onTick(state, rounds);
        silentTicks++;
        if (state.start().isEmpty()) {
            return this;
        }
        if (Files.exists(watch().stopFile())) {
            campaign.tell(
                    new Campaign.RequestStop("stop file " + watch().stopFile().getFileName()));
        }
        return silentTicks > watch().longestSilentTicks() ? fail("the campaign has fallen silent") : this;
    }

    private Behavior<Message> fail(String message) {
        view.close();
        finished.completeExceptionally(new IllegalStateException(message
                + "; nothing that its ledger has is lost, go on with: " + Home.command() + " resume " + run.path()));
        return Behaviors.stopped();
    }

    /** Whatever ends this actor, nobody must be left waiting for it. */
    private Behavior<Message> onStopped() {
        finished.completeExceptionally(new IllegalStateException("the campaign is no longer followed"));
        return this;
    }

    private Behavior<Message> finish() {
        view.close();
        finished.complete(state);
        return Behaviors.stopped();
    }

    private Watch watch() {
        if (watch.isEmpty()) {
            CampaignStarted start = state.start().orElseThrow();
            try {
                Duration round =
                        Profiles.parse(start.profileText(), "profile").budget().roundTimeout();
                watch = Optional.of(new Watch(
                        run.stopFile(
                                Programs.parse(start.programText(), "program").stopFile()),
                        round.plus(SILENCE_MARGIN).toMillis() / TICK.toMillis()));
            } catch (InvalidInput e) {
                throw new IllegalStateException("a campaign runs under texts that are not valid", e);
            }
        }
        return watch.get();
    }

    /** The ledger is the truth; a table that could not be written is written again after the next review. */
    private void writeResults(ChainHead head, int candidate) {
        try {
            RunOutputs.writeReviewed(run, state, head, candidate);
        } catch (IOException e) {
            getContext().getLog().warn("cannot write {}: {}", run.results(), e.toString());
        }
    }
}
