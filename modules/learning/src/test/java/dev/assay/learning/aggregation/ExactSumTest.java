package dev.assay.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.model.ModelVector;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    /** With {@link #WEIGHT} a product just below 2^12, an odd multiple of 2^-32 with bits down to 2^-41. */
    private static final float VALUE = 0x1.fffffep-18f;

    private static final long WEIGHT = (1L << 29) - (1L << 9) + 1;

    @Test
    void staysExactOverManyMoreAdditionsThanTheGridsTakeAtOnce() {
        ExactSum sum = repeated(VALUE, 10_000);
        assertThat(sum.sum(0)).isEqualTo(times(10_000));
        for (int i = 0; i < 9_999; i++) {
            sum.add(ModelVector.copyOf(new float[] {-VALUE}), WEIGHT);
        }
        assertThat(sum.sum(0)).isEqualTo(times(1));
    }

    @Test
    void mergesFullSumsExactly() {
        // 255 additions fill the high part to just below where it is settled, 510 to the end of its exact range.
        ExactSum merged = new ExactSum(1);
        for (int pair = 0; pair < 50; pair++) {
            merged.merge(repeated(VALUE, 255));
            merged.merge(repeated(VALUE, 510));
        }
        assertThat(merged.totalWeight()).isEqualTo(50 * 765 * WEIGHT);
        assertThat(merged.sum(0)).isEqualTo(times(50 * 765));
        merged.merge(repeated(-VALUE, 50 * 765 - 1));
        assertThat(merged.sum(0)).isEqualTo(times(1));
    }

    private static ExactSum repeated(float value, int times) {
        ExactSum sum = new ExactSum(1);
        for (int i = 0; i < times; i++) {
            sum.add(ModelVector.copyOf(new float[] {value}), WEIGHT);
        }
        return sum;
    }

    private static double times(int times) {
        return new BigDecimal(VALUE)
                .multiply(BigDecimal.valueOf(WEIGHT))
                .multiply(BigDecimal.valueOf(times))
                .doubleValue();
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
        assertThatThrownBy(() -> sum.merge(sum)).hasMessageContaining("into itself");
        assertThatThrownBy(() -> sum.merge(new ExactSum(3))).hasMessageContaining("3 values");
        assertThatThrownBy(sum::meanAsFloat).isInstanceOf(IllegalStateException.class);
    }
}
