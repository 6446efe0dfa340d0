package dev.assay.learning.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.data.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores of tokens, survival times and values. */
class OtherMetricsTest {
    private static final Offset<Double> EXACT = within(1e-12);
    /** Two rows of three positions with three tokens. */
    private static final float[] TOKENS = {1, 2, 0, 0, .5f, 0, 3, 1, 1, 0, 0, 0, -1, 4, 2, 2, 2, 1};

    private static final Targets TARGETS = Targets.tokens(new int[] {1, -1, 0, 2, 2, -1}, 3);

    @Test
    void positionsWithoutATokenDoNotCount() {
        assertThat(Metric.TOKEN_ACCURACY.score(TOKENS, TARGETS)).isEqualTo(0.5);
        // exp(log_loss) of scikit-learn 1.9.1 over the four positions.
        assertThat(Metric.PERPLEXITY.score(TOKENS, TARGETS)).isCloseTo(2.637026781229362, EXACT);
    }

    @Test
    void aUniformGuessHasThePerplexityOfItsVocabulary() {
        assertThat(Metric.PERPLEXITY.score(new float[7 * 4], Targets.tokens(new int[] {1, 6, 3, 0}, 2)))
                .isCloseTo(7, EXACT);
        float[] large = {1e30f, 1e30f};
        assertThat(Metric.PERPLEXITY.score(large, Targets.tokens(new int[] {1}, 1)))
                .isCloseTo(2, EXACT);
    }

    @Test
    void tokensInPiecesScoreAsTheWhole() {
        for (Metric metric : new Metric[] {Metric.TOKEN_ACCURACY, Metric.PERPLEXITY}) {
            Scorer scorer = metric.scorer();
            scorer.add(Arrays.copyOfRange(TOKENS, 0, 9), TARGETS.select(new int[] {0}));
            scorer.add(Arrays.copyOfRange(TOKENS, 9, 18), TARGETS.select(new int[] {1}));
            assertThat(scorer.score()).isEqualTo(metric.score(TOKENS, TARGETS));
        }
    }

    @Test
    void refusesTokensThatCannotBeScored() {
        Targets none = Targets.tokens(new int[] {-1, -1}, 2);
        assertThatThrownBy(() -> Metric.TOKEN_ACCURACY.score(new float[6], none))
                .hasMessage("a score needs at least one position with a token");
        assertThatThrownBy(() -> Metric.PERPLEXITY.score(new float[6], Targets.tokens(new int[] {0, 3}, 2)))
                .hasMessage("label 3; there are outputs for the labels 0 to 2");
        assertThatThrownBy(() -> Metric.PERPLEXITY.score(new float[5], none))
                .hasMessageContaining("5 outputs are not the same number for each of 2 positions");
    }

    @Test
    void nanTokensAreMissesAndHaveInfinitePerplexity() {
        float[] outputs = TOKENS.clone();
        outputs[1] = Float.NaN;
        assertThat(Metric.TOKEN_ACCURACY.score(outputs, TARGETS)).isEqualTo(0.25);
        assertThat(Metric.PERPLEXITY.score(outputs, TARGETS)).isInfinite();
    }

    /** As lifelines compares a pair in its tests: who died first should have the higher risk. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void concordanceIsTheShareOfComparablePairsInOrder(long seed) {
        Random random = new Random(seed);
        int rows = 50;
        float[] times = new float[rows];
        boolean[] events = new boolean[rows];
        float[] risks = new float[rows];
        for (int row = 0; row < rows; row++) {
            times[row] = random.nextInt(20);
            events[row] = random.nextInt(3) > 0;
            risks[row] = random.nextInt(9) - times[row] / 4;
        }
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < rows; a++) {
            for (int b = a + 1; b < rows; b++) {
                boolean equal = times[a] == times[b];
                int first = times[a] < times[b] || (equal && events[a]) ? a : b;
                int second = a + b - first;
                if (equal ? events[a] != events[b] : events[first]) {
                    pairs++;
                    sum += risks[first] > risks[second] ? 1 : risks[first] == risks[second] ? 0.5 : 0;
                }
            }
        }
        assertThat(Metric.CONCORDANCE_INDEX.score(risks, Targets.survival(times, events)))
                .isCloseTo(sum / pairs, EXACT);
    }

    @Test
    void concordanceNeedsAPairAndPunishesNan() {
        Targets together = Targets.survival(new float[] {2, 2}, new boolean[] {true, true});
        assertThatThrownBy(() -> Metric.CONCORDANCE_INDEX.score(new float[] {1, 2}, together))
                .hasMessageContaining("none of the 2 rows")
                .hasMessageContaining("nothing to compare");
        Targets apart = Targets.survival(new float[] {1, 2, 3}, new boolean[] {true, true, false});
        assertThat(Metric.CONCORDANCE_INDEX.score(new float[] {3, 2, 1}, apart)).isEqualTo(1);
        assertThat(Metric.CONCORDANCE_INDEX.score(new float[] {3, 2, Float.NaN}, apart))
                .isZero();
        assertThatThrownBy(() -> Metric.CONCORDANCE_INDEX.score(new float[6], apart))
                .hasMessage("rows have 2 outputs; the metric takes one a row");
    }

    /** Deaths are events; who is censored is known to have lived at least until then. */
    @ParameterizedTest
    @CsvSource({
        "1 2, death death, true",
        "1 2, death censored, true",
        "2 1, death censored, false",
        "1 2, censored censored, false",
        "1 2, censored death, false",
        "2 2, death death, false",
        "2 2, censored death, true",
        "2, death, false",
    })
    void concordanceHasAValueWhereADeathIsKnownToHaveComeFirst(String times, String ends, boolean comparable) {
        List<String> time = List.of(times.split(" ", -1));
        List<String> end = List.of(ends.split(" ", -1));
        float[] values = new float[time.size()];
        boolean[] events = new boolean[time.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = Float.parseFloat(time.get(row));
            events[row] = end.get(row).equals("death");
        }
        Targets rows = Targets.survival(values, events);

        assertThat(Metric.CONCORDANCE_INDEX.problem(rows).isEmpty()).isEqualTo(comparable);
    }

    @Test
    void errorsOfValuesAreThoseOfScikitLearn() {
        Targets values = Targets.values(new float[] {3, -.5f, 2, 7, 4.25f});
        float[] outputs = {2.5f, 0, 2, 8, 5};
        assertThat(Metric.RMSE.score(outputs, values)).isCloseTo(0.6422616289332564, EXACT);
        assertThat(Metric.R2.score(outputs, values)).isCloseTo(0.9328175895765473, EXACT);
        Targets equal = Targets.values(new float[] {2, 2});
        assertThat(Metric.R2.score(new float[] {2, 3}, equal)).isZero();
        assertThat(Metric.R2.score(new float[] {2, 2}, equal)).isEqualTo(1);
    }

    @Test
    void nanValuesScoreWorst() {
        Targets values = Targets.values(new float[] {1, 2});
        float[] outputs = {Float.NaN, 2};
        assertThat(Metric.RMSE.score(outputs, values)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Metric.R2.score(outputs, values)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void everyMetricTakesOneKindOfTargetAndKnowsItsDirection() {
        assertThat(Arrays.stream(Targets.Kind.values()).filter(Metric.AUROC::takes))
                .containsExactly(Targets.Kind.CLASS);
        assertThat(Arrays.stream(Metric.values()).filter(metric -> metric.takes(Targets.Kind.TOKENS)))
                .containsExactly(Metric.TOKEN_ACCURACY, Metric.PERPLEXITY);
        assertThat(Arrays.stream(Metric.values()).filter(metric -> metric.direction() == Direction.MINIMIZE))
                .containsExactly(Metric.PERPLEXITY, Metric.RMSE);
    }
}
