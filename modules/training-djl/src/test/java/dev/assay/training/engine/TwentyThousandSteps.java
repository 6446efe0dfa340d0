package dev.assay.training.engine;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints by how many KiB the process's peak grew over 20,000 steps, after short rounds that make it settle. Four long rounds:
 * what a step leaves behind until the round's end counts as much as what a round leaves behind.
 */
final class TwentyThousandSteps {
    private static final int ROUNDS_TO_SETTLE = 20;
    private static final int ROUNDS = 4;

    private TwentyThousandSteps() {}

    public static void main(String[] args) throws IOException {
        DjlTrainingEngine engine = DjlTrainingEngine.onCpu();
        Network network = TestingTasks.mlp(64, 64, 0.1);
        train(engine, network, ROUNDS_TO_SETTLE, 100);
        long before = peakKib();
        train(engine, network, ROUNDS, 20_000 / ROUNDS);
        System.out.println(peakKib() - before);
    }

    private static void train(DjlTrainingEngine engine, Network network, int rounds, int steps) {
        SitePlan plan = TestingTasks.plan(
                network,
                TestingTasks.rows(network.inputShape(), 64, 1),
                TestingTasks.everything(new LocalCompute.Steps(steps), 32),
                1);
        for (int round = 0; round < rounds; round++) {
            engine.train(plan, SiteState.FRESH, TestingTasks.firstRound(network));
        }
    }

    private static long peakKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
