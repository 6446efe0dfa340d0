package dev.assay.learning.strategy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.strategy.ServerRule.Adaptive;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RuleLimitsTest {
    @Test
    void serverRulesRefuseNumbersBeyondTheirLimits() {
        assertThatThrownBy(() -> new ServerRule.FedAvgM(0, 0)).hasMessage("server lr must be above 0, not 0.0");
        assertThatThrownBy(() -> new ServerRule.FedAvgM(1, 1)).hasMessageContaining("momentum");
        assertThatThrownBy(() -> new ServerRule.FedOpt(Adaptive.ADAM, 1, 1, 0, 1))
                .hasMessageContaining("beta1");
        assertThatThrownBy(() -> new ServerRule.FedOpt(Adaptive.ADAM, 1, 0, -0.1, 1))
                .hasMessageContaining("beta2");
        assertThatThrownBy(() -> new ServerRule.FedOpt(Adaptive.ADAM, 1, 0, 0, 0))
                .hasMessageContaining("tau");
        assertThatThrownBy(() -> new ServerRule.TrimmedMean(0.5)).hasMessageContaining("fraction");
        assertThatThrownBy(() -> new ServerRule.TrimmedMean(Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void clientRulesRefuseNumbersBeyondTheirLimits() {
        assertRefused("batch size", 0, 1, 1, 0, 0, 0, 1, 0);
        assertRefused("lr", 1, 0, 1, 0, 0, 0, 1, 0);
        assertRefused("lr", 1, Double.POSITIVE_INFINITY, 1, 0, 0, 0, 1, 0);
        assertRefused("cosine eta min", 1, 1, 1.1, 0, 0, 0, 1, 0);
        assertRefused("momentum", 1, 1, 1, 1, 0, 0, 1, 0);
        assertRefused("weight decay", 1, 1, 1, 0, -1, 0, 1, 0);
        assertRefused("proximal mu", 1, 1, 1, 0, 0, Double.NaN, 1, 0);
        assertRefused("clip norm", 1, 1, 1, 0, 0, 0, 0, 0);
        assertRefused("label smoothing", 1, 1, 1, 0, 0, 0, 1, 1);
        assertThatThrownBy(() -> new LocalCompute.Epochs(0)).hasMessageContaining("local epochs");
        assertThatThrownBy(() -> new LocalCompute.Steps(0)).hasMessageContaining("local steps");
    }

    private static void assertRefused(
            String what,
            int batchSize,
            double lr,
            double etaMin,
            double momentum,
            double weightDecay,
            double mu,
            double clip,
            double smoothing) {
        assertThatThrownBy(() -> new ClientRule(
                        new LocalCompute.Epochs(1),
                        batchSize,
                        lr,
                        OptionalDouble.of(etaMin),
                        momentum,
                        weightDecay,
                        mu,
                        OptionalDouble.of(clip),
                        smoothing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(what + " must be ");
    }
}
