package dev.assay.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LearningRateTest {
    @Test
    void fallsAlongACosineOverTheEpochsOfAllRounds() {
        LearningRate rate = LearningRate.of(rule(new LocalCompute.Epochs(2), OptionalDouble.of(0.1)), 5);
        assertThat(rate.units()).isEqualTo(10);
        assertThat(rate.at(0)).isEqualTo(0.5);
        assertThat(rate.at(5)).isCloseTo(0.5 * 0.55, within(1e-15));
        assertThat(rate.at(9)).isCloseTo(0.5 * (0.1 + 0.9 * (1 + Math.cos(0.9 * Math.PI)) / 2), within(1e-15));
    }

    @Test
    void countsStepsWhereASiteTrainsByStepsAndStaysConstantWithoutACosine() {
        LearningRate rate = LearningRate.of(rule(new LocalCompute.Steps(7), OptionalDouble.empty()), 4);
        assertThat(rate.units()).isEqualTo(28);
        for (int unit = 0; unit < 28; unit++) {
            assertThat(rate.at(unit)).isEqualTo(0.5);
        }
    }

    @Test
    void refusesUnitsBeyondTheTrial() {
        LearningRate rate = new LearningRate(1, 0, 3);
        assertThatThrownBy(() -> rate.at(3)).hasMessageContaining("units 0 to 2, not 3");
        assertThatThrownBy(() -> rate.at(-1)).hasMessageContaining("not -1");
        assertThatThrownBy(() -> new LearningRate(1, 0, 0)).hasMessageContaining("not 0");
    }

    private static ClientRule rule(LocalCompute compute, OptionalDouble etaMin) {
        return new ClientRule(compute, 8, 0.5, etaMin, 0, 0, 0, OptionalDouble.empty(), 0);
    }
}
