package dev.assay.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.model.ModelVector;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GaussianMechanismTest {
    private static ModelVector vector(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return ModelVector.adopt(values);
    }

    @Property(tries = 300)
    void clippedVectorKeepsItsDirectionAndIsNeverLongerThanTheBound(
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll long seed,
            @ForAll @DoubleRange(min = -6, max = 2) double magnitude) {
        double bound = Math.pow(10, magnitude);
        ModelVector vector = vector(size, seed);

        ModelVector clipped = GaussianMechanism.clip(vector, bound);

        assertThat(clipped.norm()).isLessThanOrEqualTo(bound);
        if (vector.norm() <= bound) {
            assertThat(clipped).isEqualTo(vector);
        } else {
            assertThat(clipped.norm()).isCloseTo(bound, within(1e-6 * bound));
            double scale = bound / vector.norm();
            for (int i = 0; i < size; i++) {
                assertThat((double) clipped.get(i)).isCloseTo(vector.get(i) * scale, within(1e-6 * bound));
            }
        }
    }

    @Test
    void noiseHasTheDeviationThatWasAskedFor() {
        int size = 100_000;
        ModelVector noise = GaussianMechanism.withNoise(ModelVector.zeros(size), 2.5, new SplittableRandom(7));

        double mean = 0;
        double squares = 0;
        int within = 0;
        for (int i = 0; i < size; i++) {
            mean += noise.get(i) / size;
            squares += noise.get(i) * noise.get(i) / (double) size;
            within += Math.abs(noise.get(i)) <= 2.5 ? 1 : 0;
        }
        // Five standard errors of each estimate.
        assertThat(mean).isCloseTo(0, within(5 * 2.5 / Math.sqrt(size)));
        assertThat(Math.sqrt(squares)).isCloseTo(2.5, within(5 * 2.5 / Math.sqrt(2.0 * size)));
        assertThat(within / (double) size).isCloseTo(0.6827, within(5 * 0.466 / Math.sqrt(size)));
    }
}
