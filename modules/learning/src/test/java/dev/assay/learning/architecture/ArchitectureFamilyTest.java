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
        assertThatThrownBy(() -> build("cnn", Map.of("channels", List.of()), IMAGE))
                .hasMessageContaining("channels is empty");
    }

    @Test
    void saysWhatThereIsInsteadOfAnUnknownFamilyOrAWrongShape() {
        assertThatThrownBy(() -> ArchitectureFamily.named("resnet")).hasMessageContaining("allowed are mlp, cnn");
        assertThatThrownBy(() -> build("cnn", Map.of("channels", List.of(4)), List.of(64)))
                .hasMessageContaining("[64]")
                .hasMessageContaining("[channels, height, width]");
        assertThatThrownBy(() -> ArchitectureFamily.MLP.build("m", new ArchitectureParameters(Map.of()), IMAGE, 1))
                .hasMessageContaining("classes is 1");
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
