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
    void refusesInputsThatDoNotFit() {
        assertThatThrownBy(() -> new Layer.Conv2d("c", 3, 8, 3, 0).outputShape(List.of(3, 2, 9)))
                .hasMessageContaining("[3, 2, 9]");
        assertThatThrownBy(() -> new Layer.Dense("d", 3, 8).outputShape(List.of(4)))
                .hasMessageContaining("[4]");
        assertThatThrownBy(() -> new Layer.MaxPool2d(3).outputShape(List.of(1, 2, 9)))
                .hasMessageContaining("[1, 2, 9]");
    }

    @Test
    void refusesSizesThatCannotBe() {
        assertThatThrownBy(() -> new Layer.Dense("d", 0, 8)).hasMessageContaining("d: inputs");
        assertThatThrownBy(() -> new Layer.Conv2d("c", 1, 1, 3, -1)).hasMessageContaining("padding");
        assertThatThrownBy(() -> new Layer.MaxPool2d(0)).hasMessageContaining("size");
        assertThatThrownBy(() -> new Layer.Dropout(1, false)).hasMessageContaining("1.0");
    }
}
