package dev.assay.cli.simulate;

import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignUpdate;
import dev.assay.agent.campaign.CampaignUpdate.CurrentState;
import dev.assay.agent.campaign.CampaignUpdate.EventStored;
import dev.assay.agent.campaign.CampaignUpdate.RoundsDone;
import dev.assay.cli.progress.ProgressView;
import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.results.ResultTable;
import dev.assay.research.frontmatter.InvalidInput;
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
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Watches a campaign for a person: feeds the progress view, keeps {@code results.tsv} up to date, passes a stop file on, and
 * tells when the campaign is finished, or has been silent for so long that something must be broken.
 */
final class CampaignFollower extends AbstractBehavior<CampaignFollower.Message> {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(15);

    sealed interface Message {}

    private record Update(CampaignUpdate update) implements Message {}

    private record Tick() implements Message {}

    private final ActorRef<Campaign.Command> campaign;
    private final RunFolder run;
    private final ProgressView view;
    private final CompletableFuture<CampaignState> finished;
    private final SortedMap<String, Integer> rounds = new TreeMap<>();
    private CampaignState state = CampaignState.EMPTY;
    private Optional<Path> stopFile = Optional.empty();
    private long lastSignNanos = System.nanoTime();

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
                .build();
    }

    private Behavior<Message> onUpdate(CampaignUpdate update) {
        lastSignNanos = System.nanoTime();
        if (update instanceof CurrentState current) {
            state = current.state();
        } else if (update instanceof RoundsDone done) {
            rounds.put(done.trialId(), done.roundsDone());
        } else if (update instanceof EventStored stored) {
            state = state.apply(stored.event());
            view.onEvent(stored.event(), state);
            if (stored.event() instanceof CandidateReviewed) {
                writeResults();
            }
        }
        return state.isFinished() ? finish() : this;
    }

    private Behavior<Message> onTick() {
        rounds.keySet()
                .removeIf(trial ->
                        state.trial(trial).flatMap(record -> record.outcome()).isPresent());
        view.onTick(state, rounds);
        if (state.start().isPresent() && Files.exists(stopFile())) {
            campaign.tell(new Campaign.RequestStop("stop file " + stopFile().getFileName()));
        }
        if (System.nanoTime() - lastSignNanos > LONGEST_SILENCE.toNanos()) {
            finished.completeExceptionally(new IllegalStateException("the campaign has been silent for "
                    + LONGEST_SILENCE.toMinutes() + " minutes; go on with: assay resume " + run.path()));
            return Behaviors.stopped();
        }
        return this;
    }

    private Behavior<Message> finish() {
        view.close();
        finished.complete(state);
        return Behaviors.stopped();
    }

    private Path stopFile() {
        if (stopFile.isEmpty()) {
            try {
                String program = state.start().orElseThrow().programText();
                stopFile = Optional.of(
                        run.stopFile(Programs.parse(program, "program").stopFile()));
            } catch (InvalidInput e) {
                throw new IllegalStateException("a campaign runs under a program that is not valid", e);
            }
        }
        return stopFile.get();
    }

    /** The ledger is the truth; a table that could not be written is written again after the next review. */
    private void writeResults() {
        try {
            ResultTable.of(state).write(run.path());
        } catch (IOException e) {
            getContext().getLog().warn("cannot write {}: {}", run.results(), e.toString());
        }
    }
}
