package dev.assay.training.engine;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints by how many KiB the process grew over 20,000 steps in rounds of 200, after as many rounds as make it settle. */
final class TwentyThousandSteps {
    private static final int ROUND_STEPS = 200;
    private static final int STEPS = 20_000;
    private static final int STEPS_TO_SETTLE = 4_000;

    private TwentyThousandSteps() {}

    public static void main(String[] args) throws IOException {
        DjlTrainingEngine engine = DjlTrainingEngine.onCpu();
        Network network = TestingTasks.mlp(64, 64, 0.1);
        SitePlan plan = TestingTasks.plan(
                network,
                TestingTasks.rows(network.inputShape(), 64, 1),
                TestingTasks.everything(new LocalCompute.Steps(ROUND_STEPS), 32),
                1);
        train(engine, plan, STEPS_TO_SETTLE);
        long before = residentKib();
        train(engine, plan, STEPS);
        System.out.println(residentKib() - before);
    }

    private static void train(DjlTrainingEngine engine, SitePlan plan, int steps) {
        for (int done = 0; done < steps; done += ROUND_STEPS) {
            engine.train(plan, SiteState.FRESH, TestingTasks.firstRound(plan.network()));
        }
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
