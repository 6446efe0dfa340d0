package dev.assay.bench;

import com.sun.management.ThreadMXBean;
import com.typesafe.config.ConfigFactory;
import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
 * A vector of 256 MiB from one node to another on loopback, checks and all, beside one plain TCP stream of the same bytes, which
 * nobody looks at. Before it is fetched it is published, once for all nodes that fetch it, which is told beside it. What all
 * threads allocate beside the vector is the extra heap, had nothing of it been collected. The heap's pages are had from the
 * system beforehand, as a node has them after its first rounds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 10, time = 2)
public class TransferBenchmark {
    private static final int BLOCK = 256 * 1024;
    private static final double MIB = 1 << 20;
    private static final double GOAL = 0.7;
    private static final int GOAL_MIB = 64;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Floats of the vector. */
    @Param("67108864")
    public int size;

    private Transfer from;
    private Transfer to;
    private ModelVector vector;
    private AnnouncedVector announced;

    /** What a transfer allocates beside the vector. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heap {
        /** The largest of an iteration. */
        public double extraMib;

        @Setup(Level.Iteration)
        public void reset() {
            extraMib = 0;
        }
    }

    @Setup
    public void open() throws IOException {
        TransferSettings settings = TransferSettings.of(ConfigFactory.load());
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        from = Transfer.open("127.0.0.1", any, 1, settings, Optional.empty());
        to = Transfer.open("127.0.0.1", any, 2, settings, Optional.empty());
        vector = TransferProcess.vector(size);
        announced = from.publications().publish(vector);
    }

    @TearDown
    public void close() {
        from.close();
        to.close();
    }

    @Benchmark
    public ModelVector transfer(Heap heap) {
        long before = allocated();
        ModelVector fetched = to.fetch(announced).toCompletableFuture().join();
        double extra = (allocated() - before - (double) Float.BYTES * size) / MIB;
        heap.extraMib = Math.max(heap.extraMib, extra);
        return fetched;
    }

    @Benchmark
    public AnnouncedVector publish() throws IOException {
        try (Publications publications = from.publications()) {
            return publications.publish(vector);
        }
    }

    @Benchmark
    public long plainStream() throws IOException {
        long bytes = (long) size * Float.BYTES;
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(port, bytes));
            try (Socket receiver = new Socket(port.getInetAddress(), port.getLocalPort())) {
                InputStream in = receiver.getInputStream();
                byte[] block = new byte[BLOCK];
                long received = 0;
                for (int read = in.read(block); read >= 0; read = in.read(block)) {
                    received += read;
                }
                sent.join();
                return received;
            }
        }
    }

    private static void send(ServerSocket port, long bytes) {
        try (Socket sender = port.accept()) {
            OutputStream out = sender.getOutputStream();
            byte[] block = new byte[BLOCK];
            for (long left = bytes; left > 0; left -= BLOCK) {
                out.write(block, 0, (int) Math.min(BLOCK, left));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that the threads which are alive have allocated; those of a transfer live on for a while. */
    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    static List<String> figures(List<RunResult> results) {
        double transfer = millis(results, "transfer");
        double plain = millis(results, "plainStream");
        if (Double.isNaN(transfer)) {
            return List.of();
        }
        double mib = Integer.parseInt(results.get(0).getParams().getParam("size")) * Float.BYTES / MIB;
        return List.of(String.format(
                Locale.ROOT,
                "Transfer: %.0f ms for %.0f MiB = %.0f %% of the rate of a plain TCP stream (%.0f ms; goal: %.0f %%),"
                        + " with %.1f MiB of extra heap (goal: under %d MiB); %.0f ms before it to publish it",
                transfer,
                mib,
                100 * plain / transfer,
                plain,
                100 * GOAL,
                extraMib(results),
                GOAL_MIB,
                millis(results, "publish")));
    }

    private static double extraMib(List<RunResult> results) {
        return results.stream()
                .map(result -> result.getSecondaryResults().get("extraMib"))
                .filter(result -> result != null)
                .mapToDouble(result -> result.getStatistics().getMax())
                .max()
                .orElse(Double.NaN);
    }

    /** The median; NaN when the benchmark did not run. */
    private static double millis(List<RunResult> results, String name) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + name))
                .mapToDouble(result -> result.getPrimaryResult().getStatistics().getPercentile(50))
                .findFirst()
                .orElse(Double.NaN);
    }
}
