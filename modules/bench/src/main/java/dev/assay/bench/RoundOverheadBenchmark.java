package dev.assay.bench;

import dev.assay.cli.BadInput;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/**
 * What the framework costs beside the training itself: whole trials of a 10k-parameter model on 8 sites whose training is a
 * no-op, on the actors, journal, checks, aggregation, checkpoints and events of a simulation. One operation is one client
 * training, so the score is wall time by (rounds x sites); start and end of a trial are in it. The same number of rounds is
 * spread over one or several trials side by side: more of them should not cost more.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class RoundOverheadBenchmark {
    static final int ROUNDS = 240;

    private static final double GOAL_MILLIS = 1;

    /** Trials side by side. */
    @Param({"1", "2", "4"})
    public int trials;

    private Path folder;
    private TrialsOnOneNode node;

    @Setup(Level.Trial)
    public void start() throws BadInput, IOException, InvalidInput {
        start(ROUNDS);
    }

    void start(int rounds) throws BadInput, IOException, InvalidInput {
        folder = Files.createTempDirectory("assay-bench");
        SyntheticTask task = SyntheticTask.in(folder, rounds / trials);
        node = new TrialsOnOneNode(task, folder.resolve("run"), new PreparedUpdates(task.parameters()));
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        node.close();
        BenchFolder.delete(folder);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS * SyntheticTask.SITES)
    public List<TrialOutcome> clientTrainings() {
        return node.run(trials);
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream()
                .map(result -> String.format(
                        Locale.ROOT,
                        "Framework overhead: %.3f ms a client training (median; %s trial(s) side by side, %d sites;"
                                + " goal: under %.0f ms)",
                        result.getPrimaryResult().getStatistics().getPercentile(50),
                        result.getParams().getParam("trials"),
                        SyntheticTask.SITES,
                        GOAL_MILLIS))
                .toList();
    }
}
