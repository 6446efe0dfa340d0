package dev.assay.learning.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.learning.model.ModelVector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureFamilyTest {
    private static final List<Integer> IMAGE = List.of(1, 8, 8);

    @Test
    void mlpHasTheParametersOfItsLayers() {
        // 64 * 64 + 64, then 64 * 10 + 10.
        Network network = build("mlp", Map.of("hidden", List.of(64)), List.of(64));
        assertThat(network.schema().size()).isEqualTo(4_810);
        assertThat(network.outputShape()).containsExactly(10);
        assertThat(build("mlp", Map.of("hidden", List.of(64)), IMAGE).schema().size())
                .isEqualTo(4_810);
    }

    @Test
    void cnnHasTheParametersOfItsLayers() {
        // 1 * 16 * 9 + 16, then 16 * 32 * 9 + 32, then 32 * 4 * 4 * 10 + 10.
        Network network = build("cnn", Map.of("channels", List.of(16, 32)), IMAGE);
        assertThat(network.schema().size()).isEqualTo(9_930);
        assertThat(network.outputShape()).containsExactly(10);
    }

    @Test
    void dropoutFollowsHiddenLayersAndPooling() {
        Layer.Dropout dropout = new Layer.Dropout(0.25, false);
        Network mlp = build("mlp", Map.of("hidden", List.of(8, 4), "dropout", 0.25), List.of(6));
        assertThat(mlp.layers())
                .containsExactly(
                        new Layer.Dense("fc1", 6, 8),
                        new Layer.Relu(),
                        dropout,
                        new Layer.Dense("fc2", 8, 4),
                        new Layer.Relu(),
                        dropout,
                        new Layer.Dense("fc3", 4, 10));
        Network cnn = build("cnn", Map.of("channels", List.of(2), "hidden", List.of(5), "dropout", 0.25), IMAGE);
        assertThat(cnn.layers())
                .containsExactly(
                        new Layer.Conv2d("conv1", 1, 2, 3, 1),
                        new Layer.Relu(),
                        new Layer.MaxPool2d(2),
                        new Layer.Flatten(),
                        dropout,
                        new Layer.Dense("fc1", 32, 5),
                        new Layer.Relu(),
                        dropout,
                        new Layer.Dense("fc2", 5, 10));
    }

    @Test
    void linearIsOneDenseLayer() {
        assertThat(build("linear", Map.of(), List.of(13)).layers()).containsExactly(new Layer.Dense("fc1", 13, 10));
        assertThat(build("linear", Map.of("bias", false), IMAGE).layers())
                .containsExactly(new Layer.Flatten(), new Layer.Dense("fc1", 64, 10, false));
        assertThat(build("linear", Map.of("bias", false), IMAGE).schema().size())
                .isEqualTo(640);
    }

    @Test
    void coxHasOneWeightAFeature() {
        Network network = ArchitectureFamily.COX.build("c", new ArchitectureParameters(Map.of()), List.of(39), 1);
        assertThat(network.schema().size()).isEqualTo(39);
        assertThat(network.outputShape()).containsExactly(1);
    }

    @Test
    void moderateCnnHasThePublishedNumberOfParameters() {
        List<Integer> image = List.of(3, 32, 32);
        assertThat(build("moderate_cnn", Map.of(), image).schema().size()).isEqualTo(3_491_530);
        assertThat(build("moderate_cnn", Map.of("norm", true), image).schema().size())
                .isEqualTo(3_493_258);
        assertThat(build("moderate_cnn", Map.of("head", List.of(256, 128)), image)
                        .schema()
                        .size())
                .isEqualTo(2_209_098);
    }

    @Test
    void moderateCnnDropsChannelsOnceAndFeaturesTwice() {
        List<Layer> layers = build("moderate_cnn", Map.of(), List.of(3, 32, 32)).layers();
        Layer.Dropout channels = new Layer.Dropout(0.05, true);
        Layer.Dropout features = new Layer.Dropout(0.1, false);
        assertThat(layers).filteredOn(Layer.Dropout.class::isInstance).containsExactly(channels, features, features);
        assertThat(layers.get(layers.indexOf(channels) + 1)).isEqualTo(new Layer.Conv2d("conv5", 128, 256, 3, 1));
        assertThat(layers.get(layers.indexOf(features) + 1)).isEqualTo(new Layer.Dense("fc1", 4096, 512));
        assertThat(layers.get(layers.lastIndexOf(features) + 1)).isEqualTo(new Layer.Dense("fc3", 512, 10));
    }

    @Test
    void charLstmHasAnOutputForEachTokenAtEachPosition() {
        Network network =
                build("char_lstm", Map.of("embedding", 8, "hidden", 16, "layers", 2, "dropout", 0.25), List.of(20));
        Layer.Dropout dropout = new Layer.Dropout(0.25, false);
        assertThat(network.layers())
                .containsExactly(
                        new Layer.Embedding("embedding", 10, 8),
                        new Layer.Lstm("lstm1", 8, 16),
                        dropout,
                        new Layer.Lstm("lstm2", 16, 16),
                        dropout,
                        new Layer.Dense("fc", 16, 10));
        assertThat(network.outputShape()).containsExactly(20, 10);
        // 10 * 8, then 4 * 16 * (8 + 16 + 2), 4 * 16 * (16 + 16 + 2), 16 * 10 + 10.
        assertThat(network.schema().size()).isEqualTo(80 + 1_664 + 2_176 + 170);
    }

    @Test
    void namesAllProblemsAtOnce() {
        InvalidArchitectureException problems = catchThrowableOfType(
                InvalidArchitectureException.class,
                () -> build("cnn", Map.of("hidden", List.of(1.5), "dropout", 1, "depth", 3), IMAGE));
        assertThat(problems.problems())
                .containsExactly(
                        "channels is missing; cnn needs a list of whole numbers of at least 1",
                        "hidden is [1.5]; allowed is a list of whole numbers of at least 1",
                        "dropout is 1; allowed is a number of at least 0 and below 1",
                        "depth is no parameter of cnn; allowed are channels, dropout, hidden");
        assertThatThrownBy(() -> build("mlp", Map.of("hidden", List.of(0), "dropout", "much"), IMAGE))
                .hasMessageContaining("hidden is [0]")
                .hasMessageContaining("dropout is much");
        InvalidArchitectureException ofLstm = catchThrowableOfType(
                InvalidArchitectureException.class,
                () -> build("char_lstm", Map.of("embedding", 0, "layers", 1.5), List.of(4)));
        assertThat(ofLstm.problems())
                .containsExactly(
                        "embedding is 0; allowed is a whole number of at least 1",
                        "hidden is missing; char_lstm needs a whole number of at least 1",
                        "layers is 1.5; allowed is a whole number of at least 1");
        assertThatThrownBy(() -> build("linear", Map.of("bias", "yes"), IMAGE))
                .hasMessage("bias is yes; allowed is true or false");
        assertThatThrownBy(() -> build("cnn", Map.of("channels", List.of()), IMAGE))
                .hasMessageContaining("channels is empty");
    }

    @Test
    void saysWhatThereIsInsteadOfAnUnknownFamilyOrAWrongShape() {
        assertThatThrownBy(() -> ArchitectureFamily.named("resnet"))
                .hasMessageContaining("allowed are linear, mlp, cnn, moderate_cnn, char_lstm, cox");
        assertThatThrownBy(() -> build("cnn", Map.of("channels", List.of(4)), List.of(64)))
                .hasMessageContaining("[64]")
                .hasMessageContaining("[channels, height, width]");
        assertThatThrownBy(() -> ArchitectureFamily.MLP.build("m", new ArchitectureParameters(Map.of()), IMAGE, 0))
                .hasMessageContaining("outputs is 0; allowed is at least 1");
        assertThatThrownBy(() -> build("moderate_cnn", Map.of(), List.of(1, 28, 28)))
                .hasMessageContaining("[1, 28, 28]")
                .hasMessageContaining("[3, 32, 32]");
        assertThatThrownBy(() -> build("char_lstm", Map.of("embedding", 8, "hidden", 16), IMAGE))
                .hasMessageContaining("[positions]");
        assertThatThrownBy(() -> build("cox", Map.of(), List.of(39)))
                .hasMessageContaining("needs 10 outputs; cox has 1");
    }

    @Test
    void initialValuesFillTheirRangeAndFollowTheSeed() {
        Network network = build("mlp", Map.of("hidden", List.of(400)), List.of(64));
        ModelVector model = Initializer.initialModel(network, 1);
        assertThat(model).isEqualTo(Initializer.initialModel(network, 1));
        assertThat(model).isNotEqualTo(Initializer.initialModel(network, 2));
        int firstLayer = 64 * 400 + 400;
        assertUniform(model, 0, firstLayer, 1.0 / 8);
        assertUniform(model, firstLayer, network.schema().size(), 1.0 / 20);
    }

    @Test
    void initialValuesAreThoseOfPyTorchsLayers() {
        Network norm = new Network("n", List.of(4, 2, 2), List.of(new Layer.GroupNorm("norm", 2, 4)));
        assertThat(Initializer.initialModel(norm, 1).toArray()).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
        Network lstm = new Network("l", List.of(5, 3), List.of(new Layer.Lstm("lstm", 3, 64)));
        assertUniform(Initializer.initialModel(lstm, 1), 0, lstm.schema().size(), 1.0 / 8);
    }

    @Test
    void embeddingsStartFromTheNormalDistribution() {
        Network network = new Network("e", List.of(5), List.of(new Layer.Embedding("e", 1_000, 40)));
        float[] values = Initializer.initialModel(network, 1).toArray();
        double sum = 0;
        double squares = 0;
        int within = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
            within += Math.abs(value) < 1 ? 1 : 0;
        }
        // Mean 0, mean square 1 with variance 2, and 0.6827 of all within 1; over n values they scatter by 1/sqrt(n).
        double scatter = 5 / Math.sqrt(values.length);
        assertThat(sum / values.length).isBetween(-scatter, scatter);
        assertThat(squares / values.length).isBetween(1 - 1.5 * scatter, 1 + 1.5 * scatter);
        assertThat((double) within / values.length).isBetween(0.6827 - scatter, 0.6827 + scatter);
    }

    private static void assertUniform(ModelVector model, int from, int to, double bound) {
        double sum = 0;
        double squares = 0;
        for (int i = from; i < to; i++) {
            assertThat(Math.abs(model.get(i))).isLessThanOrEqualTo((float) bound);
            sum += model.get(i) / bound;
            squares += Math.pow(model.get(i) / bound, 2);
        }
        // A uniform value between -1 and 1 has mean 0 and mean square 1/3; over n values both scatter by about
        // 1/sqrt(n).
        double scatter = 4 / Math.sqrt(to - from);
        assertThat(sum / (to - from)).isBetween(-scatter, scatter);
        assertThat(squares / (to - from)).isBetween(1.0 / 3 - scatter, 1.0 / 3 + scatter);
    }

    private static Network build(String family, Map<String, Object> parameters, List<Integer> shape) {
        return ArchitectureFamily.named(family).build("choice", new ArchitectureParameters(parameters), shape, 10);
    }
}
