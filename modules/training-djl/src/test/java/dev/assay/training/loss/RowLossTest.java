package dev.assay.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.data.Targets;
import dev.assay.learning.loss.Loss;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowLossTest {
    private static final RowLoss COX = RowLoss.of(Loss.COX);
    private static final RowLoss BINARY = RowLoss.of(Loss.BINARY_CROSS_ENTROPY);

    /** The definition, row by row, and its slope by small differences. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void coxAgreesWithItsDefinition(long seed) {
        Random random = new Random(seed);
        int count = 12;
        float[] times = new float[count];
        boolean[] events = new boolean[count];
        float[] outputs = new float[count];
        for (int row = 0; row < count; row++) {
            times[row] = random.nextInt(6);
            events[row] = random.nextBoolean();
            outputs[row] = (float) random.nextGaussian();
        }
        int[] rows = IntStream.range(0, count).map(row -> (row * 5) % count).toArray();
        Targets targets = Targets.survival(times, events);
        float[] gradient = new float[count];
        double[] wide = IntStream.range(0, count).mapToDouble(i -> outputs[i]).toArray();
        assertThat(COX.meanAndGradient(outputs, targets, rows, gradient))
                .isCloseTo(definition(wide, targets, rows), within(1e-12));
        double step = 1e-5;
        for (int i = 0; i < count; i++) {
            double[] up = wide.clone();
            double[] down = wide.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (definition(up, targets, rows) - definition(down, targets, rows)) / (2 * step);
            assertThat((double) gradient[i]).isCloseTo(slope, within(1e-7));
        }
    }

    /** At risk at row i is every row with a later time, and of an equal time those up to i in the batch. */
    private static double definition(double[] outputs, Targets targets, int[] rows) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double atRisk = 0;
            for (int j = 0; j < rows.length; j++) {
                float later = targets.time(rows[j]) - targets.time(rows[i]);
                if (later > 0 || (later == 0 && j <= i)) {
                    atRisk += Math.exp(outputs[j]);
                }
            }
            sum += targets.event(rows[i]) ? Math.log(atRisk) - outputs[i] : 0;
        }
        return sum / rows.length;
    }

    @Test
    void coxWithoutEventsIsZero() {
        Targets targets = Targets.survival(new float[] {1, 2}, new boolean[2]);
        float[] gradient = {9, 9};
        assertThat(COX.meanAndGradient(new float[] {3, 4}, targets, new int[] {0, 1}, gradient))
                .isZero();
        assertThat(gradient).containsExactly(0, 0);
    }

    @Test
    void largeOutputsDoNotOverflow() {
        Targets survival = Targets.survival(new float[] {1, 2, 3}, new boolean[] {true, true, true});
        float[] gradient = new float[3];
        // Sorted by falling time: rows 2, 1, 0. Only row 1 has somebody at risk who was far more likely.
        assertThat(COX.meanAndGradient(new float[] {2e4f, -1e4f, 1e4f}, survival, new int[] {0, 1, 2}, gradient))
                .isCloseTo(2e4 / 3, within(1e-9));
        assertThat(gradient).containsExactly(0, -1 / 3f, 1 / 3f);
        Targets classes = Targets.classes(new int[] {0, 1, 1});
        assertThat(BINARY.meanAndGradient(new float[] {1e4f, 1e4f, -1e4f}, classes, new int[] {0, 1, 2}, gradient))
                .isCloseTo(2e4 / 3, within(1e-9));
        assertThat(gradient).containsExactly(1 / 3f, 0, -1 / 3f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BINARY_CROSS_ENTROPY", "COX", "SQUARED_ERROR"})
    void nanComesOutAsNan(Loss loss) {
        Targets targets = switch (loss) {
            case COX -> Targets.survival(new float[] {1, 2}, new boolean[] {true, true});
            case SQUARED_ERROR -> Targets.values(new float[2]);
            default -> Targets.classes(new int[2]);
        };
        float[] gradient = new float[2];
        float[] outputs = {Float.NaN, 0};
        assertThat(RowLoss.of(loss).meanAndGradient(outputs, targets, new int[] {0, 1}, gradient))
                .isNaN();
        assertThat(gradient[0]).isNaN();
    }
}
