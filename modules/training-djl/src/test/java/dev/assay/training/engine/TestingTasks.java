package dev.assay.training.engine;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.Initializer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Examples;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Small tasks with random rows: enough to tell right from wrong, quick to train. */
final class TestingTasks {
    static final List<Integer> IMAGE = List.of(1, 8, 8);
    static final int CLASSES = 4;

    private TestingTasks() {}

    /** Rectifiers and dropout between dense layers. */
    static Network mlp(int inputs, int hidden, double dropout) {
        return build(ArchitectureFamily.MLP, Map.of("hidden", List.of(hidden), "dropout", dropout), List.of(inputs));
    }

    static Network cnn(double dropout) {
        return build(
                ArchitectureFamily.CNN,
                Map.of("channels", List.of(4, 6), "hidden", List.of(16), "dropout", dropout),
                IMAGE);
    }

    /** Normally distributed features, evenly distributed labels. */
    static Examples rows(List<Integer> shape, int count, long seed) {
        Random random = new Random(seed);
        float[] features = new float[count * shape.stream().reduce(1, Math::multiplyExact)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Examples(shape, features, random.ints(count, 0, CLASSES).toArray());
    }

    /** Plain SGD: constant learning rate, nothing added. */
    static ClientRule sgd(LocalCompute compute, int batchSize, double lr) {
        return new ClientRule(compute, batchSize, lr, OptionalDouble.empty(), 0, 0, 0, OptionalDouble.empty(), 0);
    }

    /** Every knob of the client rule in use. */
    static ClientRule everything(LocalCompute compute, int batchSize) {
        return new ClientRule(
                compute, batchSize, 0.1, OptionalDouble.of(0.1), 0.8, 0.01, 0.2, OptionalDouble.of(0.5), 0.1);
    }

    static SitePlan plan(Network network, Examples rows, ClientRule rule, int rounds) {
        return new SitePlan(network, rows, rule, Loss.CROSS_ENTROPY, Augmentation.NONE, rounds, false, 1, 0, false);
    }

    /** The same plan for another site, its rows in a fresh order each epoch. */
    static SitePlan shuffledSite(SitePlan plan, int site) {
        return new SitePlan(
                plan.network(),
                plan.rows(),
                plan.rule(),
                plan.loss(),
                plan.augmentation(),
                plan.rounds(),
                plan.scaffold(),
                plan.seed(),
                site,
                true);
    }

    static RoundTask round(int round, ModelVector global) {
        return new RoundTask(round, global, Optional.empty());
    }

    static RoundTask firstRound(Network network) {
        return round(0, Initializer.initialModel(network, 7));
    }

    static ModelVector plus(ModelVector a, ModelVector b) {
        float[] sum = a.toArray();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b.get(i);
        }
        return ModelVector.adopt(sum);
    }

    private static Network build(ArchitectureFamily family, Map<String, Object> parameters, List<Integer> shape) {
        return family.build("tested", new ArchitectureParameters(parameters), shape, CLASSES);
    }
}
