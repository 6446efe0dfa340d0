package dev.assay.learning.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayerTest {
    @Test
    void shapesFollowTheLayers() {
        assertThat(new Layer.Conv2d("c", 3, 8, 3, 0).outputShape(List.of(3, 5, 4)))
                .containsExactly(8, 3, 2);
        assertThat(new Layer.MaxPool2d(2).outputShape(List.of(8, 5, 4))).containsExactly(8, 2, 2);
        assertThat(new Layer.Flatten().outputShape(List.of(8, 2, 2))).containsExactly(32);
    }

    @Test
    void denseEmbeddingAndLstmGoOverPositions() {
        assertThat(new Layer.Embedding("e", 80, 8).outputShape(List.of(20))).containsExactly(20, 8);
        assertThat(new Layer.Lstm("l", 8, 16).outputShape(List.of(20, 8))).containsExactly(20, 16);
        assertThat(new Layer.Dense("d", 16, 80).outputShape(List.of(20, 16))).containsExactly(20, 80);
        assertThat(new Layer.GroupNorm("n", 2, 8).outputShape(List.of(8, 5, 4))).containsExactly(8, 5, 4);
    }

    @Test
    void everyTensorHasItsInitialValues() {
        List<Layer> layers = List.of(
                new Layer.Dense("d", 3, 8),
                new Layer.Dense("d", 3, 8, false),
                new Layer.Conv2d("c", 3, 8, 3, 0),
                new Layer.GroupNorm("n", 2, 8),
                new Layer.Embedding("e", 80, 8),
                new Layer.Lstm("l", 8, 16),
                new Layer.Relu());
        assertThat(layers).allSatisfy(layer -> assertThat(layer.initialValues()).hasSameSizeAs(layer.tensors()));
    }

    @Test
    void refusesInputsThatDoNotFit() {
        assertThatThrownBy(() -> new Layer.Conv2d("c", 3, 8, 3, 0).outputShape(List.of(3, 2, 9)))
                .hasMessageContaining("[3, 2, 9]");
        assertThatThrownBy(() -> new Layer.Dense("d", 3, 8).outputShape(List.of(4)))
                .hasMessageContaining("[4]");
        assertThatThrownBy(() -> new Layer.MaxPool2d(3).outputShape(List.of(1, 2, 9)))
                .hasMessageContaining("[1, 2, 9]");
    }

    @Test
    void refusesPositionsThatDoNotFit() {
        assertThatThrownBy(() -> new Layer.Dense("d", 3, 8).outputShape(List.of(2, 2, 3)))
                .hasMessageContaining("[2, 2, 3]");
        assertThatThrownBy(() -> new Layer.Embedding("e", 80, 8).outputShape(List.of(20, 1)))
                .hasMessageContaining("[20, 1]");
        assertThatThrownBy(() -> new Layer.Lstm("l", 8, 16).outputShape(List.of(20)))
                .hasMessageContaining("[20]");
        assertThatThrownBy(() -> new Layer.GroupNorm("n", 2, 8).outputShape(List.of(4, 5, 5)))
                .hasMessageContaining("[4, 5, 5]");
    }

    @Test
    void refusesSizesThatCannotBe() {
        assertThatThrownBy(() -> new Layer.GroupNorm("n", 3, 8))
                .hasMessage("n: 8 channels do not divide into 3 groups");
        assertThatThrownBy(() -> new Layer.Dense("d", 0, 8)).hasMessageContaining("d: inputs");
        assertThatThrownBy(() -> new Layer.Conv2d("c", 1, 1, 3, -1)).hasMessageContaining("padding");
        assertThatThrownBy(() -> new Layer.MaxPool2d(0)).hasMessageContaining("size");
        assertThatThrownBy(() -> new Layer.Dropout(1, false)).hasMessageContaining("1.0");
    }
}
