package dev.assay.learning.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.data.Targets;
import org.junit.jupiter.api.Test;

class MetricTest {
    @Test
    void accuracyIsTheShareOfHits() {
        float[] outputs = {3, 1, 2, 0, 5, 4, 1, 2, 9};
        assertThat(Metric.ACCURACY.score(outputs, Targets.classes(new int[] {0, 2, 2})))
                .isEqualTo(2.0 / 3);
    }

    @Test
    void theFirstOfEqualOutputsCounts() {
        float[] outputs = {7, 7, 7, 7};
        assertThat(Metric.ACCURACY.score(outputs, Targets.classes(new int[] {0, 1})))
                .isEqualTo(0.5);
    }

    @Test
    void aRowWithNaNIsAMissWhereverItStands() {
        float nan = Float.NaN;
        float[] outputs = {nan, 1, 1, nan, nan, nan, nan, nan};
        assertThat(Metric.ACCURACY.score(outputs, Targets.classes(new int[] {0, 0, 0, 1})))
                .isZero();
        assertThat(Metric.ACCURACY.score(new float[] {nan, 1}, Targets.classes(new int[] {1})))
                .isZero();
    }

    @Test
    void aSingleOutputIsTheLogOddsOfClass1() {
        float[] outputs = {0.5f, -0.5f, 0, 0, Float.NaN};
        assertThat(Metric.ACCURACY.score(outputs, Targets.classes(new int[] {1, 1, 0, 1, 0})))
                .isEqualTo(0.4);
    }

    @Test
    void refusesNoRowsAndOutputsThatDoNotMatch() {
        assertThatThrownBy(() -> Metric.ACCURACY.score(new float[0], Targets.classes(new int[0])))
                .hasMessageContaining("one row");
        assertThatThrownBy(() -> Metric.ACCURACY.score(new float[5], Targets.classes(new int[2])))
                .hasMessageContaining("5 outputs are not the same number for each of 2 rows");
    }
}
