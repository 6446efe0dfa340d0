package dev.assay.training.engine;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A round of eight sites, once for an mlp and once for a cnn, both with dropout: the digests of the DIFFs. The mlp is so large
 * that the engine would use several threads for it if it were allowed to.
 */
final class EightSites {
    private static final int SITES = 8;

    private EightSites() {}

    /** In a process of its own: prints what {@link #lines} makes of the digests. */
    public static void main(String[] args) throws ExecutionException, InterruptedException {
        System.out.print(lines(trainedOn(DjlTrainingEngine.onCpu(), 2)));
    }

    static String lines(List<Digest> digests) {
        return digests.stream().map(digest -> digest.hex() + "\n").collect(Collectors.joining());
    }

    static List<Digest> trainedOneAfterTheOther(TrainingEngine engine) {
        return plans().map(plan -> digest(engine, plan)).toList();
    }

    static List<Digest> trainedOn(TrainingEngine engine, int threads) throws ExecutionException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Digest>> running =
                    plans().map(plan -> pool.submit(() -> digest(engine, plan))).toList();
            List<Digest> digests = new ArrayList<>();
            for (Future<Digest> site : running) {
                digests.add(site.get());
            }
            return digests;
        } finally {
            pool.shutdownNow();
        }
    }

    private static Stream<SitePlan> plans() {
        return Stream.of(TestingTasks.mlp(128, 512, 0.2), TestingTasks.cnn(0.2))
                .flatMap(network -> IntStream.range(0, SITES).mapToObj(site -> plan(network, site)));
    }

    private static SitePlan plan(Network network, int site) {
        SitePlan plan = TestingTasks.plan(
                network,
                TestingTasks.rows(network.inputShape(), 50 + site, site),
                TestingTasks.everything(new LocalCompute.Epochs(2), 16),
                3);
        return TestingTasks.shuffledSite(plan, site);
    }

    private static Digest digest(TrainingEngine engine, SitePlan plan) {
        return engine.train(plan, SiteState.FRESH, TestingTasks.firstRound(plan.network()))
                .diff()
                .digest();
    }
}
