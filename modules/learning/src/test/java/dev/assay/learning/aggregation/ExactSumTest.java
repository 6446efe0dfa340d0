package dev.assay.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.model.ModelVector;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    @Test
    void staysExactOverManyMoreAdditionsThanTheGridsTakeAtOnce() {
        // Each is the largest product that a grid takes, with bits in the low grid: sums leave its exact range.
        float large = 4096;
        float small = 0x1.fffffep-34f;
        ExactSum sum = new ExactSum(2);
        for (int i = 0; i < 10_000; i++) {
            sum.add(ModelVector.copyOf(new float[] {large, small}), 1);
        }
        assertThat(sum.sum(0)).isEqualTo(10_000.0 * large);
        assertThat(sum.sum(1)).isEqualTo(10_000.0 * small);
        for (int i = 0; i < 9_999; i++) {
            sum.add(ModelVector.copyOf(new float[] {-large, -small}), 1);
        }
        assertThat(sum.sum(0)).isEqualTo(large);
        assertThat(sum.sum(1)).isEqualTo(small);
    }

    @Test
    void mergesFullSumsExactly() {
        ExactSum merged = new ExactSum(1);
        for (int part = 0; part < 50; part++) {
            ExactSum sum = new ExactSum(1);
            for (int i = 0; i < 255; i++) {
                sum.add(ModelVector.copyOf(new float[] {4096 - 0x1p-11f}), 1);
            }
            merged.merge(sum);
        }
        assertThat(merged.sum(0)).isEqualTo(50 * 255 * (4096 - 0x1p-11));
        assertThat(merged.totalWeight()).isEqualTo(50 * 255);
    }

    @Test
    void keepsSmallValuesBesideLargeOnesThatCancel() {
        ExactSum sum = new ExactSum(1);
        sum.add(ModelVector.copyOf(new float[] {Float.MAX_VALUE}), 3);
        sum.add(ModelVector.copyOf(new float[] {Float.MIN_VALUE}), 1);
        sum.add(ModelVector.copyOf(new float[] {-Float.MAX_VALUE}), 3);
        assertThat(sum.sum(0)).isEqualTo(Float.MIN_VALUE);
    }

    @Test
    void takesWeightsBeyondTheGrids() {
        ExactSum sum = new ExactSum(1);
        sum.add(ModelVector.copyOf(new float[] {0.1f}), (1L << 40) + 1);
        assertThat(sum.meanAsFloat().get(0)).isEqualTo(0.1f);
    }

    @Test
    void refusesWhatItCannotSum() {
        ExactSum sum = new ExactSum(2);
        assertThatThrownBy(() -> sum.add(ModelVector.zeros(3), 1))
                .hasMessageContaining("3 values")
                .hasMessageContaining("2");
        assertThatThrownBy(() -> sum.add(ModelVector.zeros(2), 0)).hasMessageContaining("at least 1, not 0");
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (long weight : new long[] {1, 1L << 30}) {
                assertThatThrownBy(() -> sum.add(ModelVector.copyOf(new float[] {1, value}), weight))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("value 1 is " + value);
            }
        }
        assertThatThrownBy(() -> sum.merge(new ExactSum(3))).hasMessageContaining("3 values");
        assertThatThrownBy(sum::meanAsFloat).isInstanceOf(IllegalStateException.class);
    }
}
