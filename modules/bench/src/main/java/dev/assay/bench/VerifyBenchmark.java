package dev.assay.bench;

import dev.assay.ledger.export.jsonl.ExportVerification;
import dev.assay.ledger.export.jsonl.NoExportException;
import dev.assay.ledger.verify.Verification;
import dev.assay.ledger.verify.VerifiedLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
 * The verification of an export, from the file: lines to bytes, hashes, chains, anchors, and what events say of each other. The
 * heap is small, so that memory that grows with the file would show; its collector is the one that the launcher takes.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx256m", "-XX:+UseParallelGC"})
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class VerifyBenchmark {
    private static final int ROUNDS = 20;
    private static final int GOAL_SECONDS = 10;

    /** Events of the ledger, at least. */
    @Param("1000000")
    public long events;

    private Path folder;
    private Path export;

    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = Files.createTempDirectory("assay-bench");
        export = folder.resolve("ledger.jsonl");
        SyntheticLedger.journal(folder, SyntheticHistory.ofAtLeast(events, ROUNDS));
        SyntheticLedger.export(folder, export);
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        BenchFolder.delete(folder);
    }

    @Benchmark
    public Verification verify() throws IOException, NoExportException, InterruptedException {
        VerifiedLedger verified = ExportVerification.of(export, Map.of(), read -> {});
        verified.flaw().ifPresent(flaw -> {
            throw new IllegalStateException("the synthetic ledger is not intact: " + flaw);
        });
        return verified.ledger().orElseThrow();
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream()
                .map(result -> String.format(
                        Locale.ROOT,
                        "Verify an export of %,d events: %.1f s with 256 MB of heap, slowest %.1f s (goal: 1,000,000 in %d s)",
                        SyntheticHistory.ofAtLeast(
                                        Long.parseLong(result.getParams().getParam("events")), ROUNDS)
                                .size(),
                        result.getPrimaryResult().getStatistics().getPercentile(50) / 1000,
                        result.getPrimaryResult().getStatistics().getMax() / 1000,
                        GOAL_SECONDS))
                .toList();
    }
}
