package dev.assay.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrivacyLossTest {
    private static PrivacyLoss releases(double multiplier, int count) {
        PrivacyLoss loss = PrivacyLoss.NONE;
        for (int i = 0; i < count; i++) {
            loss = loss.plus(PrivacyLoss.ofGaussian(multiplier));
        }
        return loss;
    }

    @Property(tries = 300)
    void epsilonIsTheLeastOverAllOrdersOfRenyiDifferentialPrivacy(
            @ForAll @DoubleRange(min = 0.3, max = 50) double multiplier,
            @ForAll @IntRange(min = 1, max = 200) int rounds,
            @ForAll @IntRange(min = 1, max = 9) int digits) {
        double delta = Math.pow(10, -digits);
        // Mironov 2017: Corollary 3, Proposition 1 and Proposition 3, order by order.
        double least = DoubleStream.iterate(1e-6, step -> step < 1e7, step -> step * 1.001)
                .map(above -> rounds * (1 + above) / (2 * multiplier * multiplier) + Math.log(1 / delta) / above)
                .min()
                .orElseThrow();

        assertThat(releases(multiplier, rounds).epsilon(delta)).isCloseTo(least, within(1e-5 * least));
    }

    @Property(tries = 300)
    void epsilonHoldsByTheExactAccountOfTheGaussian(
            @ForAll @DoubleRange(min = 0.5, max = 20) double multiplier,
            @ForAll @IntRange(min = 1, max = 50) int rounds,
            @ForAll @IntRange(min = 2, max = 6) int digits) {
        double delta = Math.pow(10, -digits);
        double epsilon = releases(multiplier, rounds).epsilon(delta);

        // Balle and Wang 2018, Theorem 8, for the one Gaussian that the rounds come to.
        double mu = Math.sqrt(rounds) / multiplier;
        double exact = normal(mu / 2 - epsilon / mu) - Math.exp(epsilon) * normal(-mu / 2 - epsilon / mu);
        assertThat(exact).isLessThanOrEqualTo(delta);
    }

    /** By the trapezoid rule, from far out on the left. */
    private static double normal(double x) {
        double step = 1e-3;
        double sum = 0;
        for (double t = x - 12; t < x; t += step) {
            double next = Math.min(t + step, x);
            sum += (next - t) * (Math.exp(-t * t / 2) + Math.exp(-next * next / 2)) / 2;
        }
        return sum / Math.sqrt(2 * Math.PI);
    }

    @Test
    void whatGivesNothingAwayCostsNothing() {
        assertThat(PrivacyLoss.NONE.epsilon(1e-5)).isZero();
    }

    @Test
    void refusesWhatIsNoNoiseAndWhatIsNoDelta() {
        assertThatThrownBy(() -> PrivacyLoss.ofGaussian(0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> PrivacyLoss.NONE.epsilon(0)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> new PrivacyLoss(Double.NaN)).hasMessageContaining("at least 0");
    }
}
