package dev.assay.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.learning.architecture.Initializer;
import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Examples;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.training.engine.DjlTrainingEngine;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolution, pooling and flattening, forward and backward, against their definitions. */
class ConvolutionTest {
    private static final DjlTrainingEngine ENGINE = DjlTrainingEngine.onCpu();
    private static final double EPSILON = 1e-6;
    private static final int ROWS = 3;

    static Stream<Network> networks() {
        return Stream.of(
                new Network(
                        "padded, pooled with a remainder",
                        List.of(2, 7, 6),
                        List.of(
                                new Layer.Conv2d("conv1", 2, 3, 3, 1),
                                new Layer.Relu(),
                                new Layer.Conv2d("conv2", 3, 4, 3, 1),
                                new Layer.Relu(),
                                new Layer.MaxPool2d(2),
                                new Layer.Flatten(),
                                new Layer.Dense("fc1", 4 * 3 * 3, 3))),
                new Network(
                        "no padding, kernel 2, pooled by 3",
                        List.of(1, 7, 8),
                        List.of(
                                new Layer.Conv2d("conv1", 1, 2, 2, 0),
                                new Layer.MaxPool2d(3),
                                new Layer.Flatten(),
                                new Layer.Dense("fc1", 2 * 2 * 2, 3))),
                new Network(
                        "padded by 2, kernel 5, not pooled",
                        List.of(2, 5, 4),
                        List.of(
                                new Layer.Conv2d("conv1", 2, 2, 5, 2),
                                new Layer.Relu(),
                                new Layer.Flatten(),
                                new Layer.Dense("fc1", 2 * 5 * 4, 3))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void computesWhatTheDefinitionsSay(Network network) {
        Examples rows = rows(network);
        ModelVector model = Initializer.initialModel(network, 5);
        PlainConvolutions plain = new PlainConvolutions(network);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray outputs = new ExecutableNetwork(network)
                    .forward(manager.create(model.toArray()), features(manager, rows), DropoutMasks.NONE);
            for (int row = 0; row < ROWS; row++) {
                double[] expected = plain.outputs(widen(model.toArray()), row(rows, row));
                for (int c = 0; c < expected.length; c++) {
                    assertThat((double) outputs.getFloat(row, c)).isCloseTo(expected[c], within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void descendsAlongTheNumericGradient(Network network) {
        Examples rows = rows(network);
        ModelVector model = Initializer.initialModel(network, 5);
        // One step at rate 1 over all rows: the DIFF is minus the gradient of the mean loss.
        ClientRule oneStep = new ClientRule(
                new LocalCompute.Steps(1), ROWS, 1, OptionalDouble.empty(), 0, 0, 0, OptionalDouble.empty(), 0);
        ModelVector diff = ENGINE.train(
                        new SitePlan(
                                network, rows, oneStep, Loss.CROSS_ENTROPY, Augmentation.NONE, 1, false, 1, 0, false),
                        SiteState.FRESH,
                        new RoundTask(0, model, Optional.empty()))
                .diff();
        double[] gradient = numericGradient(network, widen(model.toArray()), rows);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < gradient.length; i++) {
            error += Math.pow(-diff.get(i) - gradient[i], 2);
            norm += Math.pow(gradient[i], 2);
        }
        assertThat(Math.sqrt(error / norm)).isLessThan(1e-5);
    }

    private static double[] numericGradient(Network network, double[] parameters, Examples rows) {
        PlainConvolutions plain = new PlainConvolutions(network);
        double[] gradient = new double[parameters.length];
        for (int i = 0; i < gradient.length; i++) {
            double at = parameters[i];
            parameters[i] = at + EPSILON;
            double above = meanLoss(plain, parameters, rows);
            parameters[i] = at - EPSILON;
            double below = meanLoss(plain, parameters, rows);
            parameters[i] = at;
            gradient[i] = (above - below) / (2 * EPSILON);
        }
        return gradient;
    }

    private static double meanLoss(PlainConvolutions plain, double[] parameters, Examples rows) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += plain.loss(parameters, row(rows, row), rows.label(row));
        }
        return sum / ROWS;
    }

    private static Examples rows(Network network) {
        int size = network.inputShape().stream().reduce(1, Math::multiplyExact);
        Random random = new Random(3);
        float[] features = new float[ROWS * size];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Examples(network.inputShape(), features, new int[] {0, 1, 2});
    }

    private static NDArray features(NDManager manager, Examples rows) {
        float[] features = new float[ROWS * rows.rowSize()];
        for (int row = 0; row < ROWS; row++) {
            rows.readRow(row, features, row * rows.rowSize());
        }
        List<Integer> shape = rows.rowShape();
        return manager.create(features, new Shape(ROWS, shape.get(0), shape.get(1), shape.get(2)));
    }

    private static double[] row(Examples rows, int row) {
        float[] features = new float[rows.rowSize()];
        rows.readRow(row, features, 0);
        return widen(features);
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
