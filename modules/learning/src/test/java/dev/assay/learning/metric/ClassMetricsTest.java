package dev.assay.learning.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.data.Targets;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected numbers are scikit-learn 1.9.1's for the same labels, logits and softmax probabilities. */
class ClassMetricsTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final int[] BINARY = {1, 0, 1, 1, 0, 0, 1, 0, 1, 0};
    private static final float[] LOGITS = {.5f, -.25f, .5f, 2, .5f, -1, -.25f, -3, 0, 1};
    private static final int[] LABELS = {0, 1, 0, 1, 2, 0, 2, 1};
    private static final float[] THREE = {2, 1, 0, 0, 1, 2, 1, 1, 0, 0, 3, 1, 1, 0, .5f, 2, 2.5f, 1, 0, 0, 1, 1.5f, 1, 2
    };
    /** The fourth class is predicted once, and no row has it. */
    private static final float[] FOUR = {
        2, 1, 0, 0, 0, 1, 2, -1, 1, 1, 0, 3, 0, 3, 1, 1, 1, 0, .5f, 0, 2, 2.5f, 1, 0, 0, 0, 1, 0, 1.5f, 1, 2, 0
    };

    @Test
    void binaryScoresAreThoseOfScikitLearn() {
        Targets targets = Targets.classes(BINARY);
        assertThat(Metric.AUROC.score(LOGITS, targets)).isCloseTo(0.7, EXACT);
        assertThat(Metric.F1.score(LOGITS, targets)).isCloseTo(0.6, EXACT);
        assertThat(Metric.BALANCED_ACCURACY.score(LOGITS, targets)).isCloseTo(0.6, EXACT);
    }

    @Test
    void twoOutputsScoreAsTheirDifference() {
        float[] two = new float[2 * LOGITS.length];
        for (int row = 0; row < LOGITS.length; row++) {
            two[2 * row] = row;
            two[2 * row + 1] = row + LOGITS[row];
        }
        Targets targets = Targets.classes(BINARY);
        for (Metric metric : new Metric[] {Metric.ACCURACY, Metric.AUROC, Metric.F1, Metric.BALANCED_ACCURACY}) {
            assertThat(metric.score(two, targets)).isEqualTo(metric.score(LOGITS, targets));
        }
    }

    @Test
    void scoresOfMoreClassesAreThoseOfScikitLearn() {
        Targets targets = Targets.classes(LABELS);
        // roc_auc_score(multi_class="ovr") of the probabilities; of the logits it would be 0.68333.
        assertThat(Metric.AUROC.score(THREE, targets)).isCloseTo(0.7166666666666667, EXACT);
        assertThat(Metric.F1.score(THREE, targets)).isCloseTo(0.48888888888888893, EXACT);
        assertThat(Metric.BALANCED_ACCURACY.score(THREE, targets)).isCloseTo(0.5, EXACT);
    }

    @Test
    void aClassWithoutRowsCountsAsInScikitLearn() {
        Targets targets = Targets.classes(LABELS);
        // scikit-learn refuses this AUROC: the number is the mean of its areas of the three classes that have rows.
        assertThat(Metric.AUROC.score(FOUR, targets)).isCloseTo(0.7388888888888889, EXACT);
        assertThat(Metric.F1.score(FOUR, targets)).isCloseTo(0.3, EXACT);
        assertThat(Metric.BALANCED_ACCURACY.score(FOUR, targets)).isCloseTo(0.38888888888888884, EXACT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aurocIsTheShareOfPairsInOrder(long seed) {
        Random random = new Random(seed);
        int[] labels = random.ints(60, 0, 2).toArray();
        float[] outputs = new float[60];
        for (int row = 0; row < outputs.length; row++) {
            outputs[row] = random.nextInt(12) - 5 + labels[row];
        }
        double won = 0;
        int pairs = 0;
        for (int a = 0; a < outputs.length; a++) {
            for (int b = 0; b < outputs.length; b++) {
                if (labels[a] == 1 && labels[b] == 0) {
                    pairs++;
                    won += outputs[a] > outputs[b] ? 1 : outputs[a] == outputs[b] ? 0.5 : 0;
                }
            }
        }
        assertThat(Metric.AUROC.score(outputs, Targets.classes(labels))).isCloseTo(won / pairs, EXACT);
    }

    @Test
    void piecesScoreAsTheWhole() {
        for (Metric metric : new Metric[] {Metric.ACCURACY, Metric.AUROC, Metric.F1, Metric.BALANCED_ACCURACY}) {
            Scorer scorer = metric.scorer();
            scorer.add(Arrays.copyOfRange(THREE, 0, 15), Targets.classes(new int[] {0, 1, 0, 1, 2}));
            scorer.add(Arrays.copyOfRange(THREE, 15, 24), Targets.classes(new int[] {0, 2, 1}));
            assertThat(scorer.score()).isEqualTo(metric.score(THREE, Targets.classes(LABELS)));
        }
    }

    @Test
    void nanIsAMissOrTheWorstScore() {
        float[] outputs = {Float.NaN, 0, 0, 5, 5, 0, 0, 5};
        Targets targets = Targets.classes(new int[] {0, 1, 0, 0});
        assertThat(Metric.BALANCED_ACCURACY.score(outputs, targets)).isCloseTo((1 / 3.0 + 1) / 2, EXACT);
        assertThat(Metric.F1.score(outputs, targets)).isCloseTo(2.0 / 3, EXACT);
        assertThat(Metric.AUROC.score(outputs, targets)).isZero();
        float[] infinite = {1, 2, Float.POSITIVE_INFINITY, 1, 2, 3};
        assertThat(Metric.AUROC.score(infinite, Targets.classes(new int[] {0, 1})))
                .isZero();
    }

    @Test
    void aurocOfOneClassIsRefused() {
        assertThatThrownBy(() -> Metric.AUROC.score(new float[] {1, 2}, Targets.classes(new int[] {1, 1})))
                .hasMessage("all 2 rows are of class 1; auroc needs rows of at least two classes");
    }

    @Test
    void f1WithoutClass1IsZero() {
        assertThat(Metric.F1.score(new float[] {-1, -2}, Targets.classes(new int[] {0, 0})))
                .isZero();
    }

    @Test
    void refusesALabelWithoutAnOutput() {
        Targets targets = Targets.classes(new int[] {0, 2});
        for (Metric metric : new Metric[] {Metric.AUROC, Metric.F1, Metric.BALANCED_ACCURACY}) {
            assertThatThrownBy(() -> metric.score(new float[] {1, 2}, targets))
                    .hasMessage("label 2; there are outputs for the labels 0 to 1");
        }
    }
}
