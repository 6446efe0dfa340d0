package dev.assay.bench;

import dev.assay.ledger.trial.TrialOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Rounds with many sites in little memory: a 100k-parameter model on two client nodes and a server, each in a process of its own
 * with a heap that could not hold the updates of a round, which for 1,000 sites are 381 MiB at the server and half of that at each
 * client. Training is a no-op, so that all are there as fast as they can. Where something kept them, a process would end.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx" + ManySitesBenchmark.SERVER_HEAP, "-XX:+ExitOnOutOfMemoryError"})
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class ManySitesBenchmark {
    static final int ROUNDS = 10;
    static final String SERVER_HEAP = "256m";
    static final String CLIENT_HEAP = "160m";

    @Param({"8", "1000"})
    public int sites;

    private Path folder;
    private TrialsOnCluster cluster;

    /** What a trial leaves in the heaps, and left in them while it ran. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heaps {
        public double serverLiveMib;
        public double serverPeakMib;
        public double clientLiveMib;
        public double clientPeakMib;

        @TearDown(Level.Iteration)
        public void read(ManySitesBenchmark benchmark) throws IOException {
            HeapMeter.Reading server = benchmark.cluster.serverHeap();
            HeapMeter.Reading client = benchmark.cluster.clientHeap();
            serverLiveMib = server.liveMib();
            serverPeakMib = server.peakMib();
            clientLiveMib = client.liveMib();
            clientPeakMib = client.peakMib();
        }
    }

    @Setup(Level.Trial)
    public void start() throws Exception {
        folder = Files.createTempDirectory("assay-bench");
        SyntheticTask task = SyntheticTask.in(folder, SyntheticTask.Size.of100k(sites), ROUNDS);
        cluster = TrialsOnCluster.inProcesses(task, folder, CLIENT_HEAP);
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        cluster.close();
        BenchFolder.delete(folder);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public TrialOutcome rounds(Heaps heaps) {
        return cluster.run();
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream()
                .map(result -> String.format(
                        Locale.ROOT,
                        "Many sites: %.0f ms a round of %s sites on %d client nodes; server: %.0f MiB of heap after it, at most"
                                + " %.0f MiB after a collection, of %s; client: %.0f, %.0f, of %s",
                        Figures.median(result),
                        result.getParams().getParam("sites"),
                        TrialsOnCluster.CLIENTS,
                        Figures.most(result, "serverLiveMib"),
                        Figures.most(result, "serverPeakMib"),
                        SERVER_HEAP,
                        Figures.most(result, "clientLiveMib"),
                        Figures.most(result, "clientPeakMib"),
                        CLIENT_HEAP))
                .toList();
    }
}
