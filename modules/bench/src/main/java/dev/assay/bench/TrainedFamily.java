package dev.assay.bench;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.SitePlan;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

/** Each family of networks in a usual size, with random rows and SGD with momentum. */
public enum TrainedFamily {
    /** Logistic regression of 13 features. */
    LINEAR(ArchitectureFamily.LINEAR, Map.of(), List.of(13), 1, Loss.BINARY_CROSS_ENTROPY, 4, 100),
    /** 64-64-10. */
    MLP(ArchitectureFamily.MLP, Map.of("hidden", List.of(64)), List.of(64), 10, Loss.CROSS_ENTROPY, 32, 100),
    /** 16 and 32 channels on 8 x 8 images. */
    CNN(ArchitectureFamily.CNN, Map.of("channels", List.of(16, 32)), List.of(1, 8, 8), 10, Loss.CROSS_ENTROPY, 32, 50),
    /** 3,491,530 parameters, with dropout. */
    MODERATE_CNN(ArchitectureFamily.MODERATE_CNN, Map.of(), List.of(3, 32, 32), 10, Loss.CROSS_ENTROPY, 64, 4),
    /** The same with group normalisation. */
    MODERATE_CNN_NORM(
            ArchitectureFamily.MODERATE_CNN, Map.of("norm", true), List.of(3, 32, 32), 10, Loss.CROSS_ENTROPY, 64, 4),
    /** Two layers of 128 over 80 characters of a vocabulary of 80. */
    CHAR_LSTM(
            ArchitectureFamily.CHAR_LSTM,
            Map.of("embedding", 8, "hidden", 128, "layers", 2),
            List.of(80),
            80,
            Loss.CROSS_ENTROPY,
            16,
            20),
    /** 39 features. */
    COX(ArchitectureFamily.COX, Map.of(), List.of(39), 1, Loss.COX, 8, 100);

    private static final int ROWS = 512;
    private static final int ON_GPU = 10;

    private final ArchitectureFamily family;
    private final ArchitectureParameters parameters;
    private final List<Integer> rowShape;
    private final int outputs;
    private final Loss loss;
    private final int batch;
    private final int stepsARound;

    TrainedFamily(
            ArchitectureFamily family,
            Map<String, Object> parameters,
            List<Integer> rowShape,
            int outputs,
            Loss loss,
            int batch,
            int stepsARound) {
        this.family = family;
        this.parameters = new ArchitectureParameters(parameters);
        this.rowShape = rowShape;
        this.outputs = outputs;
        this.loss = loss;
        this.batch = batch;
        this.stepsARound = stepsARound;
    }

    int batch() {
        return batch;
    }

    /**
     * So many that a round takes some tens of milliseconds, or up to a second or two where a step is slow; on a GPU more, so
     * that bringing the model there and back is no larger a part of it than in a usual round.
     */
    int stepsARound(DeviceChoice.Kind device) {
        return device == DeviceChoice.Kind.GPU ? ON_GPU * stepsARound : stepsARound;
    }

    SitePlan plan(int steps) {
        Network network = family.build(name(), parameters, rowShape, outputs);
        ClientRule rule = new ClientRule(
                new LocalCompute.Steps(steps),
                batch,
                0.01,
                OptionalDouble.empty(),
                0.9,
                0,
                0,
                OptionalDouble.empty(),
                0);
        return new SitePlan(network, rows(), rule, loss, Augmentation.NONE, 1, false, 1, 0, true);
    }

    private Examples rows() {
        Random random = new Random(1);
        int size = rowShape.stream().reduce(1, Math::multiplyExact);
        float[] features = new float[ROWS * size];
        for (int i = 0; i < features.length; i++) {
            features[i] = this == CHAR_LSTM ? random.nextInt(outputs) : (float) random.nextGaussian();
        }
        return new Examples(new FloatFeatures(rowShape, features), targets(random, size));
    }

    private Targets targets(Random random, int size) {
        return switch (loss) {
            case CROSS_ENTROPY ->
                this == CHAR_LSTM
                        ? Targets.tokens(
                                random.ints((long) ROWS * size, 0, outputs).toArray(), size)
                        : Targets.classes(random.ints(ROWS, 0, outputs).toArray());
            case BINARY_CROSS_ENTROPY -> Targets.classes(random.ints(ROWS, 0, 2).toArray());
            case COX -> survival(random);
            case SQUARED_ERROR -> throw new AssertionError(this);
        };
    }

    private static Targets survival(Random random) {
        float[] times = new float[ROWS];
        boolean[] events = new boolean[ROWS];
        IntStream.range(0, ROWS).forEach(row -> {
            times[row] = random.nextFloat();
            events[row] = random.nextBoolean();
        });
        return Targets.survival(times, events);
    }
}
