package dev.assay.bench;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.Initializer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Examples;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.training.engine.DjlTrainingEngine;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/**
 * Optimizer steps a second of the real engine, SGD with momentum, batches of 32: an mlp 64-64-10, and a cnn with 16 and 32
 * channels on 8 x 8 images. One operation is one step; a call is a round of 100. Two sites side by side should come close to
 * twice the steps on two cores.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class LocalTrainingBenchmark {
    static final int STEPS = 100;

    private static final int BATCH = 32;
    private static final int ROWS = 512;
    private static final int CLASSES = 10;

    @Param({"mlp", "cnn"})
    public String network;

    private TrainingEngine engine;
    private SitePlan plan;
    private RoundTask task;

    @Setup
    public void prepare() {
        prepare(STEPS);
    }

    void prepare(int steps) {
        engine = DjlTrainingEngine.onCpu();
        Network built = network.equals("mlp")
                ? build(ArchitectureFamily.MLP, Map.of("hidden", List.of(64)), List.of(64))
                : build(ArchitectureFamily.CNN, Map.of("channels", List.of(16, 32)), List.of(1, 8, 8));
        ClientRule rule = new ClientRule(
                new LocalCompute.Steps(steps),
                BATCH,
                0.01,
                OptionalDouble.empty(),
                0.9,
                0,
                0,
                OptionalDouble.empty(),
                0);
        plan = new SitePlan(
                built, rows(built.inputShape()), rule, Loss.CROSS_ENTROPY, Augmentation.NONE, 1, false, 1, 0, true);
        task = new RoundTask(0, Initializer.initialModel(built, 1), Optional.empty());
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public LocalUpdate oneSite() {
        return engine.train(plan, SiteState.FRESH, task);
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(STEPS)
    public LocalUpdate twoSites() {
        return engine.train(plan, SiteState.FRESH, task);
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream()
                .map(result -> String.format(
                        Locale.ROOT,
                        "Local training: %.0f steps/s (median; %s, %d site(s) side by side, batch %d)",
                        result.getPrimaryResult().getStatistics().getPercentile(50),
                        result.getParams().getParam("network"),
                        result.getParams().getThreads(),
                        BATCH))
                .toList();
    }

    private static Network build(ArchitectureFamily family, Map<String, Object> parameters, List<Integer> shape) {
        return family.build("measured", new ArchitectureParameters(parameters), shape, CLASSES);
    }

    private static Examples rows(List<Integer> shape) {
        Random random = new Random(1);
        float[] features = new float[ROWS * shape.stream().reduce(1, Math::multiplyExact)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Examples(shape, features, random.ints(ROWS, 0, CLASSES).toArray());
    }
}
