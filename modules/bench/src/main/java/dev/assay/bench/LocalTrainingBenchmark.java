package dev.assay.bench;

import dev.assay.learning.architecture.Initializer;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.training.engine.DjlDevices;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/**
 * Local training by the real engine, for each family of networks. One operation is a round of
 * {@link TrainedFamily#stepsARound} steps; the figures are in optimizer steps a second. Two sites side by side should come
 * close to twice the steps on two cores.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class LocalTrainingBenchmark {
    @Param({"LINEAR", "MLP", "CNN", "MODERATE_CNN", "MODERATE_CNN_NORM", "CHAR_LSTM", "COX"})
    public TrainedFamily family;

    /** The processor, or with {@code -p device=GPU} the first GPU. */
    @Param("CPU")
    public DeviceChoice.Kind device;

    private TrainingEngine engine;
    private SitePlan plan;
    private RoundTask task;

    @Setup
    public void prepare() {
        prepare(family.stepsARound(device));
    }

    void prepare(int steps) {
        DjlDevices devices = DjlDevices.load();
        engine = devices.engines(new DeviceChoice(device, List.of())).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + device + ": " + devices.looked()));
        plan = family.plan(steps);
        task = new RoundTask(0, Initializer.initialModel(plan.network(), 1), Optional.empty());
    }

    @Benchmark
    public LocalUpdate oneSite() {
        return engine.train(plan, SiteState.FRESH, task);
    }

    @Benchmark
    @Threads(2)
    public LocalUpdate twoSites() {
        return engine.train(plan, SiteState.FRESH, task);
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream().map(LocalTrainingBenchmark::figure).toList();
    }

    private static String figure(RunResult result) {
        TrainedFamily family = TrainedFamily.valueOf(result.getParams().getParam("family"));
        DeviceChoice.Kind device = DeviceChoice.Kind.valueOf(result.getParams().getParam("device"));
        double rounds = result.getPrimaryResult().getStatistics().getPercentile(50);
        return String.format(
                Locale.ROOT,
                "Local training: %.1f steps/s (median; %s on %s, %d site(s) side by side, batch %d)",
                rounds * family.stepsARound(device),
                family.name().toLowerCase(Locale.ROOT),
                device.word(),
                result.getParams().getThreads(),
                family.batch());
    }
}
