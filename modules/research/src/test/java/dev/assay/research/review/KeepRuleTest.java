package dev.assay.research.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.metric.Direction;
import dev.assay.research.program.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Numbers from SciPy 1, with d the differences of the shared seeds and base the baseline's scores:
 *
 * <pre>
 * t = lambda n: scipy.stats.t.ppf((1 + confidence) / 2, n - 1)
 * half = max(t(len(base)) * stdev(base), t(len(d)) * stdev(d) if len(d) &gt; 1 else 0) / sqrt(len(d))
 * </pre>
 */
class KeepRuleTest {
    private static final List<Double> BASE = List.of(.90, .91, .89, .92, .88);
    private static final Noise NOISE = Noise.of(BASE);

    private static Map<Long, Double> bySeed(double... scores) {
        Map<Long, Double> map = new HashMap<>();
        for (int i = 0; i < scores.length; i++) {
            map.put(100L + i, scores[i]);
        }
        return map;
    }

    private static final Map<Long, Double> INCUMBENT = bySeed(.90, .91, .89, .92, .88);

    @Test
    void noiseIsTheSampleDeviationOfTheBaseline() {
        assertThat(NOISE.deviation()).isCloseTo(0.01581138830084191, within(1e-15));
        assertThat(NOISE.degreesOfFreedom()).isEqualTo(4);
        assertThatThrownBy(() -> Noise.of(List.of(.9))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsAGainBeyondTheNoise() {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);

        Comparison comparison = rule.compare(bySeed(.95, .93, .94, .93, .92), INCUMBENT);

        // The differences deviate by 0.0182, more than the baseline's seeds do.
        assertThat(comparison.pairs()).isEqualTo(5);
        assertThat(comparison.meanGain()).isCloseTo(0.034, within(1e-12));
        assertThat(comparison.halfWidth()).isCloseTo(0.012455826652683645, within(1e-9));
        assertThat(comparison.lower()).isCloseTo(0.034 - 0.012455826652683645, within(1e-9));
        assertThat(rule.keeps(comparison)).isTrue();
        assertThat(rule.hopeless(comparison)).isFalse();
    }

    @Test
    void discardsALargeMeanThatTheSeedsDoNotCarry() {
        KeepRule rule = new KeepRule(.9, .005, NOISE, Direction.MAXIMIZE);

        Comparison comparison = rule.compare(bySeed(.99, .90, .96, .93, .80), INCUMBENT);

        assertThat(comparison.meanGain()).isCloseTo(0.016, within(1e-12));
        assertThat(comparison.halfWidth()).isCloseTo(0.0645213916454076, within(1e-9));
        assertThat(rule.keeps(comparison)).isFalse();
        assertThat(rule.hopeless(comparison)).isFalse();
    }

    @Test
    void seedsThatHappenToAgreeAreNoCertainty() {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);

        // Both differences are 0.01: their own deviation is 0, the floor is the baseline's.
        Comparison comparison = rule.compare(bySeed(.91, .92), INCUMBENT);

        assertThat(comparison.halfWidth()).isCloseTo(0.01714176726162487, within(1e-9));
        assertThat(rule.keeps(comparison)).isFalse();
    }

    @Test
    void twoPairsThatDifferByLessThanTheFloorStillCarryTheirOwnDoubt() {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);

        // Their deviation, 0.0141, is below the baseline's 0.0158, but two pairs say little: t is 3.08 instead of 1.53.
        Comparison comparison = rule.compare(bySeed(.93, .96), INCUMBENT);

        assertThat(comparison.meanGain()).isCloseTo(0.04, within(1e-12));
        assertThat(comparison.halfWidth()).isCloseTo(0.030776835371752548, within(1e-9));
    }

    @Test
    void onePairHasTheFloorOnly() {
        Comparison comparison = new KeepRule(.9, .005, NOISE, Direction.MAXIMIZE).compare(bySeed(.93), INCUMBENT);

        assertThat(comparison.pairs()).isEqualTo(1);
        assertThat(comparison.halfWidth()).isCloseTo(0.033707457336512606, within(1e-9));
    }

    @Test
    void aProgramsRuleHasTheNoiseOfTheScoresItIsGiven() {
        KeepRule rule = KeepRule.of(new Program.Keep(.9, .005), Direction.MAXIMIZE, BASE);

        assertThat(rule.compare(bySeed(.93), INCUMBENT))
                .isEqualTo(new KeepRule(.9, .005, NOISE, Direction.MAXIMIZE).compare(bySeed(.93), INCUMBENT));
    }

    @Test
    void theIntervalNeverNarrowsAsTheDifferencesSpread() {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);
        for (int pairs = 1; pairs <= 12; pairs++) {
            double before = 0;
            // The floor is passed on the way, with more and with fewer degrees of freedom than it has.
            for (int step = 0; step <= 400; step++) {
                double half = rule.compare(alternating(pairs, step * 1e-4), alternating(pairs, 0))
                        .halfWidth();
                assertThat(half).as("%d pairs, spread %d", pairs, step).isGreaterThanOrEqualTo(before);
                before = half;
            }
        }
    }

    private static Map<Long, Double> alternating(int count, double by) {
        return bySeed(IntStream.range(0, count)
                .mapToDouble(i -> .5 + (i % 2 == 0 ? by : -by))
                .toArray());
    }

    @Test
    void doesNotKeepAGainThatIsNotWorthIt() {
        KeepRule rule = new KeepRule(.8, .05, new Noise(1e-6, 4), Direction.MAXIMIZE);

        Comparison comparison = rule.compare(bySeed(.94, .95, .93, .96, .92), INCUMBENT);

        assertThat(comparison.lower()).isPositive();
        assertThat(rule.keeps(comparison)).isFalse();
        assertThat(rule.hopeless(comparison)).isTrue();
    }

    @Test
    void givesUpEarlyWhatCannotGainAnyMore() {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);

        assertThat(rule.hopeless(rule.compare(bySeed(.85, .86), INCUMBENT))).isTrue();
        assertThat(rule.hopeless(rule.compare(bySeed(.89, .91), INCUMBENT))).isFalse();
    }

    @Test
    void ownScatterDoesNotSaveACandidateFromBeingGivenUp() {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);

        Comparison scattered = rule.compare(bySeed(.82, .89), INCUMBENT);

        // mean -0.05, and the floor reaches 0.0171 further; the interval itself, from two seeds, would reach 0.0923.
        assertThat(scattered.upper()).isCloseTo(0.04233050611525763, within(1e-9));
        assertThat(rule.hopeless(scattered)).isTrue();
    }

    @Test
    void givesUpExactlyBelowWhatTheFloorReaches() {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);

        // 0.005 - 0.01714176726162487 = -0.01214176726162487.
        assertThat(rule.hopeless(rule.compare(bySeed(.8879, .8979), INCUMBENT))).isFalse();
        assertThat(rule.hopeless(rule.compare(bySeed(.8878, .8978), INCUMBENT))).isTrue();
    }

    @Test
    void gainsOfAMinimizedMetricAreThoseOfTheMirroredScores() {
        KeepRule more = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);
        KeepRule less = new KeepRule(.8, .005, NOISE, Direction.MINIMIZE);
        Map<Long, Double> scores = bySeed(.95, .93, .94, .93, .92);
        Map<Long, Double> mirrored = bySeed(-.95, -.93, -.94, -.93, -.92);
        Map<Long, Double> incumbent = bySeed(-.90, -.91, -.89, -.92, -.88);

        assertThat(less.compare(mirrored, incumbent)).isEqualTo(more.compare(scores, INCUMBENT));
        assertThat(less.keeps(less.compare(mirrored, incumbent))).isTrue();
        assertThat(less.hopeless(less.compare(incumbent, mirrored))).isTrue();
    }

    @Test
    void comparesSharedSeedsOnly() {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);
        Map<Long, Double> candidate = bySeed(.95, .97);
        candidate.put(7L, 0.0);

        assertThat(rule.compare(candidate, INCUMBENT).pairs()).isEqualTo(2);
        assertThatThrownBy(() -> rule.compare(Map.of(7L, .9), INCUMBENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no seed in common");
    }

    @Property
    void whatIsKeptWasNeverHopeless(@ForAll @Size(5) List<@DoubleRange(min = 0, max = 1) Double> scores) {
        KeepRule rule = new KeepRule(.8, .005, NOISE, Direction.MAXIMIZE);
        double[] values = scores.stream().mapToDouble(Double::doubleValue).toArray();

        Comparison comparison = rule.compare(bySeed(values), INCUMBENT);

        assertThat(rule.keeps(comparison) && rule.hopeless(comparison)).isFalse();
        assertThat(comparison.halfWidth()).isPositive();
    }
}
