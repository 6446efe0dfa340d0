package dev.assay.bench;

import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignUpdate;
import dev.assay.agent.campaign.CampaignUpdate.CurrentState;
import dev.assay.cli.BadInput;
import dev.assay.cli.node.AssayNode;
import dev.assay.cli.run.RunFolder;
import dev.assay.cli.run.RunOutputs;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.runtime.task.TaskCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/**
 * How long a campaign of many candidates takes until it can decide, from the moment that the actor system is up: the
 * singleton starts, reads its last snapshot and the events after it from the journal, checks their chain and folds them. Each
 * measurement is a process of its own, and another process has written the journal.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(value = 5, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class OpenCampaignBenchmark {
    private static final int GOAL_MILLIS = 1000;
    private static final int ROUNDS = 1;

    /** Candidates of the campaign, 12 events each. */
    @Param("1000")
    public int candidates;

    @Param
    public Before before;

    private Path folder;
    private AssayNode node;

    /** What the process has done before it starts the actor system. */
    public enum Before {
        /** What {@code assay resume} does first: it reads all events, to tell whether the campaign may go on. */
        RESUME,
        /** Nothing: no class of the journal, the events or the campaign is loaded. */
        NOTHING
    }

    @Setup(Level.Trial)
    public void start() throws BadInput, IOException, InterruptedException {
        folder = Files.createTempDirectory("assay-bench");
        SyntheticLedger.inAnotherProcess(folder, new SyntheticHistory(candidates, ROUNDS));
        if (before == Before.RESUME) {
            CampaignState.of(RunOutputs.events(folder));
        }
        node = AssayNode.alone(
                new RunFolder(folder), new TaskCatalog(List.of(folder)), () -> List.of(new PreparedUpdates(1)), 0);
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        node.close();
        BenchFolder.delete(folder);
    }

    @Benchmark
    public CampaignState open() {
        CompletableFuture<CampaignState> opened = new CompletableFuture<>();
        ActorRef<CampaignUpdate> watcher = node.system()
                .systemActorOf(
                        Behaviors.receive(CampaignUpdate.class)
                                .onMessage(CurrentState.class, current -> {
                                    opened.complete(current.chain().state());
                                    return Behaviors.stopped();
                                })
                                .build(),
                        "watcher",
                        Props.empty());
        node.campaign(SyntheticHistory.CAMPAIGN_ID, 1).tell(new Campaign.Watch(watcher));
        return opened.join();
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream()
                .map(result -> String.format(
                        Locale.ROOT,
                        "Open a campaign of %s candidates, %s: %.0f ms until it can decide, slowest process %.0f ms (goal: %d ms)",
                        result.getParams().getParam("candidates"),
                        Before.valueOf(result.getParams().getParam("before")) == Before.RESUME
                                ? "as assay resume does"
                                : "in a cold process",
                        result.getPrimaryResult().getStatistics().getPercentile(50),
                        result.getPrimaryResult().getStatistics().getMax(),
                        GOAL_MILLIS))
                .toList();
    }
}
