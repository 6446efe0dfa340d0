package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.learning.data.Examples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preprocessing looks at training rows only. */
class PreparationTest {
    @TempDir
    private Path folder;

    private TableTask task;

    @BeforeEach
    void makeTask() {
        task = new TableTask(folder);
    }

    private static double[] column(Examples rows, int feature) {
        double[] values = new double[rows.rows()];
        float[] row = new float[rows.rowSize()];
        for (int i = 0; i < values.length; i++) {
            rows.readRow(i, row, 0);
            values[i] = row[feature];
        }
        return values;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }

    @Test
    void eachSiteStandardisesByItsOwnTrainingRows() throws Exception {
        TaskData raw = task.load("standardise: true, fit: site", "fit: site");
        TaskData data = task.load();

        for (int site = 0; site < 3; site++) {
            double[] dose = column(raw.sites().get(site), 4);
            double[] train = column(data.sites().get(site), 4);
            double[] scored = column(data.selection().get(site), 4);
            assertThat(mean(train)).isCloseTo(0, within(1e-6));
            assertThat(deviation(train)).isCloseTo(1, within(1e-6));
            // The rows that score are moved by the training rows' numbers, not by their own.
            double[] rawScored = column(raw.selection().get(site), 4);
            for (int i = 0; i < scored.length; i++) {
                assertThat(scored[i]).isCloseTo((rawScored[i] - mean(dose)) / deviation(dose), within(1e-5));
            }
        }
    }

    @Test
    void theFederationStandardisesByAllTrainingRows() throws Exception {
        TaskData data = task.load("fit: site", "fit: federation");

        List<Double> doses = new ArrayList<>();
        for (Examples site : data.sites()) {
            for (double dose : column(site, 4)) {
                doses.add(dose);
            }
        }
        double[] all = doses.stream().mapToDouble(Double::doubleValue).toArray();
        assertThat(mean(all)).isCloseTo(0, within(1e-6));
        assertThat(deviation(all)).isCloseTo(1, within(1e-6));
        assertThat(mean(column(data.sites().get(0), 4))).isNotCloseTo(0, within(1e-2));
    }

    @Test
    void gapsTakeTheTrainingRowsMean() throws Exception {
        TaskData data = task.load("standardise: true, fit: site", "fit: site");

        for (int site = 0; site < 3; site++) {
            double[] ages = column(data.sites().get(site), 0);
            assertThat(ages).doesNotContain(Double.NaN);
            List<Double> known = new ArrayList<>();
            List<Double> filled = new ArrayList<>();
            for (double age : ages) {
                // Known ages are whole numbers here, and the mean of some of them is not.
                (age == Math.rint(age) ? known : filled).add(age);
            }
            double mean = mean(known.stream().mapToDouble(Double::doubleValue).toArray());
            assertThat(filled).allSatisfy(age -> assertThat(age).isCloseTo(mean, within(1e-4)));
        }
    }

    @Test
    void scoredRowsNeverMoveTheNumbers() throws Exception {
        TaskData before = task.load();
        float[] row = new float[5];
        before.holdOut().get(0).readRow(0, row, 0);
        // All rows of the north have a third of the numbers; those that are held out get absurd doses.
        TaskData raw = task.load("standardise: true, fit: site", "fit: site");
        double[] heldOut = column(raw.holdOut().get(0), 4);
        for (double dose : heldOut) {
            int number = (int) dose;
            task.line(number + 1, number + ",north,33,A,99999," + (number / 3 % 3 == 0 ? "no" : "yes"));
        }

        TaskData after = task.load();

        assertThat(after.sites()).isEqualTo(before.sites());
        assertThat(after.selection()).isEqualTo(before.selection());
        assertThat(after.holdOut()).isNotEqualTo(before.holdOut());
    }

    @Test
    void aFeatureThatIsAlwaysMissingOnASiteIsNamed() throws Exception {
        for (int row = 0; row < TableTask.ROWS; row += 3) {
            task.line(row + 1, row + ",north,?,A," + row + ",no");
        }

        assertThat(task.problems())
                .singleElement()
                .asString()
                .contains("feature 1 is missing in all training rows of site north");
    }

    @Test
    void aFeatureThatNeverChangesBecomesZero() throws Exception {
        for (int row = 0; row < TableTask.ROWS; row += 3) {
            task.line(row + 1, row + ",north,40,A,7," + (row % 2 == 0 ? "no" : "yes"));
        }

        assertThat(column(task.load().sites().get(0), 4)).containsOnly(0.0);
    }
}
