package dev.assay.bench;

import dev.assay.bench.ObservedHeartbeats.Seen;
import dev.assay.learning.model.ModelVector;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * What becomes of heartbeats and of small messages while one vector of 256 MiB after the other goes from one cluster node to
 * another, each in a process of its own, with the shipped settings: both nodes count heartbeats that had not come when the next
 * one was due, and nodes that they could not reach; a message goes there and back every 100 ms.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 3, time = 10)
public class HeartbeatBenchmark {
    private static final String HEAP = "1g";
    private static final long PROBE_MILLIS = 100;

    /** Floats of the vector. */
    @Param("67108864")
    public int size;

    private TransferNode node;
    private ChildProcess other;
    private TransferProcess.Served served;
    private ScheduledExecutorService probe;
    private final AtomicLong slowestMicros = new AtomicLong();

    /** What both nodes saw in an iteration. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Beats {
        public double missed;
        public double longestMillis;
        public double unreachable;
        public double roundTripMillis;

        @Setup(Level.Iteration)
        public void begin(HeartbeatBenchmark benchmark) throws IOException {
            benchmark.take();
        }

        @TearDown(Level.Iteration)
        public void read(HeartbeatBenchmark benchmark) throws IOException {
            Observed observed = benchmark.take();
            missed = observed.heartbeats().missed();
            longestMillis = observed.heartbeats().longestMillis();
            unreachable = observed.unreachable();
            roundTripMillis = observed.roundTripMillis();
        }
    }

    /**
     * What was seen by both nodes.
     *
     * @param unreachable so far; the rest since the last time
     */
    record Observed(Seen heartbeats, long unreachable, double roundTripMillis) {}

    @Setup
    public void start() throws Exception {
        node = new TransferNode("");
        node.join(node.address());
        other = new ChildProcess(TransferProcess.class, HEAP, List.of(node.address(), String.valueOf(size)));
        served = TransferProcess.served(other.answer());
        node.awaitOther();
        probe = Executors.newSingleThreadScheduledExecutor();
        probe.scheduleAtFixedRate(this::probe, 0, PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void probe() {
        long micros = (long) (node.roundTripMillis(served.node()) * 1e3);
        slowestMicros.accumulateAndGet(micros, Math::max);
    }

    @TearDown
    public void stop() throws IOException {
        probe.shutdownNow();
        other.close();
        node.close();
    }

    @Benchmark
    public ModelVector transfer(Beats beats) {
        return node.transfer().fetch(served.vector()).toCompletableFuture().join();
    }

    /** What was seen since the last time. */
    Observed take() throws IOException {
        String[] there = other.ask("seen").split(" ", 2);
        return new Observed(
                ObservedHeartbeats.take().and(Seen.of(there[1])),
                node.unreachable() + Long.parseLong(there[0]),
                slowestMicros.getAndSet(0) / 1e3);
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream()
                .map(result -> String.format(
                        Locale.ROOT,
                        "Heartbeats: %.0f missed (goal: 0) and %.0f times unreachable while vectors of %d MiB were transferred in %.0f"
                                + " ms each; at most %.0f ms between two, one a second; a small message there and back: at most"
                                + " %.0f ms",
                        Figures.most(result, "missed"),
                        Figures.most(result, "unreachable"),
                        Long.parseLong(result.getParams().getParam("size")) * Float.BYTES >> 20,
                        Figures.median(result),
                        Figures.most(result, "longestMillis"),
                        Figures.most(result, "roundTripMillis")))
                .toList();
    }
}
