package dev.assay.bench;

import dev.assay.ledger.trial.TrialOutcome;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/**
 * What a round costs beside the training itself: whole trials of a 100k-parameter model on 8 sites whose training is a no-op. Once on
 * a server and two client nodes, each in a process of its own, with the shipped settings; once on the one node of a simulation,
 * which moves no vector. One operation is one round; start and end of a trial are in it.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 8)
@Measurement(iterations = 10)
public class ClusterRoundBenchmark {
    static final int ROUNDS = 240;

    private static final double GOAL_MILLIS = 20;
    private static final String HEAP = "512m";

    /** A server and two client nodes. */
    @State(Scope.Benchmark)
    public static class Nodes {
        private Path folder;
        private TrialsOnCluster cluster;

        @Setup(Level.Trial)
        public void start() throws Exception {
            folder = Files.createTempDirectory("assay-bench");
            cluster = TrialsOnCluster.inProcesses(task(folder, ROUNDS), folder, HEAP);
        }

        @TearDown(Level.Trial)
        public void stop() throws IOException {
            cluster.close();
            BenchFolder.delete(folder);
        }
    }

    /** One node with every role. */
    @State(Scope.Benchmark)
    public static class OneNode {
        private Path folder;
        private TrialsOnOneNode node;

        @Setup(Level.Trial)
        public void start() throws Exception {
            folder = Files.createTempDirectory("assay-bench");
            SyntheticTask task = task(folder, ROUNDS);
            node = new TrialsOnOneNode(task, folder.resolve("run"), new DistinctUpdates(task.parameters()));
        }

        @TearDown(Level.Trial)
        public void stop() throws IOException {
            node.close();
            BenchFolder.delete(folder);
        }
    }

    private static SyntheticTask task(Path folder, int rounds) throws Exception {
        return SyntheticTask.in(folder, SyntheticTask.Size.of100k(SyntheticTask.SITES), rounds);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public TrialOutcome cluster(Nodes nodes) {
        return nodes.cluster.run();
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public List<TrialOutcome> oneNode(OneNode one) {
        return one.node.run(1);
    }

    static List<String> figures(List<RunResult> results) {
        double cluster = Figures.median(results, "cluster");
        return Double.isNaN(cluster)
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "Round on a cluster: %.1f ms (median; 100k parameters, %d sites on %d client nodes, processes of their"
                                + " own; goal: under %.0f ms), %.1f ms on one node",
                        cluster,
                        SyntheticTask.SITES,
                        TrialsOnCluster.CLIENTS,
                        GOAL_MILLIS,
                        Figures.median(results, "oneNode")));
    }
}
