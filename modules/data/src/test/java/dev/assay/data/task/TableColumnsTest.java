package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Targets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the columns of a table can be. */
class TableColumnsTest {
    private static final String PLAIN = "preprocess: {impute: mean, standardise: true, fit: site}";

    @TempDir
    private Path folder;

    private TableTask task;

    @BeforeEach
    void makeTask() {
        task = new TableTask(folder);
    }

    /** The row of the north with this dose, whichever part it is in. */
    private static float[] row(TaskData data, float dose) {
        for (Examples part : new Examples[] {
            data.sites().get(0), data.selection().get(0), data.holdOut().get(0)
        }) {
            float[] row = new float[part.rowSize()];
            for (int i = 0; i < part.rows(); i++) {
                part.readRow(i, row, 0);
                if (row[row.length - 1] == dose) {
                    return row;
                }
            }
        }
        throw new AssertionError("no row has the dose " + dose);
    }

    @Test
    void aLevelIsAFeatureAndTheFirstOneMayBeNone() throws Exception {
        TaskData dropped = task.load("standardise: true, ", "");
        TaskData all = task.load("standardise: true, ", "", ", drop_first: true", "");

        // Rows 0, 9, 6 and 15 of the north have the groups A, B, AB and 0.
        assertThat(row(dropped, 0)).containsExactly(20, 0, 0, 0, 0);
        assertThat(row(dropped, 9)).containsExactly(29, 1, 0, 0, 9);
        assertThat(row(dropped, 6)).containsExactly(26, 0, 1, 0, 6);
        assertThat(row(dropped, 15)).containsExactly(35, 0, 0, 1, 15);
        assertThat(row(all, 0)).containsExactly(20, 1, 0, 0, 0, 0);
        assertThat(row(all, 15)).containsExactly(35, 0, 0, 0, 1, 15);
    }

    @Test
    void numbersAreOneLevelHoweverTheyAreWritten() throws Exception {
        task.line(16, "15,north,35,0.0,15,yes");

        assertThat(row(task.load("standardise: true, ", ""), 15)).containsExactly(35, 0, 0, 1, 15);
    }

    @Test
    void gapsAreFoundHoweverTheirNumberIsWritten() throws Exception {
        task.line(1, "0,north,-9.0,A,0,no");

        assertThat(row(task.load("standardise: true, ", "", "missing: [\"?\"]", "missing: [\"?\", -9]"), 0)[0])
                .isGreaterThan(0);
    }

    @Test
    void oneNumberIsNotTwoLevelsOrTwoLabels() throws Exception {
        assertThat(task.problems("levels: [A, B, AB, \"0\"]", "levels: [A, B, AB, 0, \"0.0\"]"))
                .singleElement()
                .asString()
                .contains("levels: has a level twice");
        assertThat(task.problems("labels: [[no], [yes, partly]]", "labels: [[1], [\"1.0\"]]"))
                .singleElement()
                .asString()
                .contains("labels: has '1.0' twice");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheHeader() throws Exception {
        task.line(0, "\ufeffid,clinic,age,group,dose,recovered");

        assertThat(task.load().sites()).hasSize(3);
    }

    @Test
    void rowsWithGapsMayBeLeftOut() throws Exception {
        assertThat(task.problems(PLAIN + "\n", "", "when_missing: impute", "when_missing: drop_row"))
                .containsExactly("clinics.csv: has 51 rows, must have 60, the profile's data.rows");
        TaskData data =
                task.load(PLAIN + "\n", "", "when_missing: impute", "when_missing: drop_row", "rows: 60", "rows: 51");

        assertThat(data.sites()).hasSize(3);
    }

    @Test
    void gapsAreRefusedUnlessTheProfileSaysOtherwise() throws Exception {
        assertThat(task.problems(PLAIN + "\n", "", "    when_missing: impute\n", ""))
                .hasSize(9)
                .first()
                .asString()
                .contains("clinics.csv:5 column 3 (age): is '?', must be there", "when_missing");
    }

    @Test
    void wrongLevelsLabelsAndNumbersAreToldByTheirPlace() throws Exception {
        task.line(1, "0,north,20,C,0,no").line(2, "1,south,21,B,eleven,no").line(3, "2,east,22,AB,22,maybe");

        assertThat(task.problems())
                .containsExactly(
                        "clinics.csv:2 column 4 (group): is 'C', must be one of the profile's levels A, B, AB, 0",
                        "clinics.csv:3 column 5 (dose): is 'eleven', must be a finite number, or a text in the reader's missing",
                        "clinics.csv:4 column 6 (recovered): is 'maybe', must be one of the profile's labels");
    }

    @Test
    void anotherHeaderIsAnotherTable() throws Exception {
        task.line(0, "id,clinic,age,group,amount,recovered");

        assertThat(task.problems())
                .containsExactly(
                        "clinics.csv:1 column 5: is named 'amount', must be 'dose', as in the profile's columns");
    }

    @Test
    void severalTextsMayBeOneClass() throws Exception {
        TaskData data = task.load();

        int yes = 0;
        for (int site = 0; site < 3; site++) {
            for (Examples part : new Examples[] {
                data.sites().get(site),
                data.selection().get(site),
                data.holdOut().get(site)
            }) {
                for (int row = 0; row < part.rows(); row++) {
                    yes += part.label(row);
                }
            }
        }
        // Two outcomes of three; 20 rows a site, in turns.
        assertThat(yes).isEqualTo(39);
    }

    @Test
    void aTimeWithAnEventIsATarget() throws Exception {
        String[] survival = {
            "label: recovered", "time: dose\n    event: recovered",
            "    labels: [[no], [yes, partly]]\n", "",
            "  classes: 2\n", "",
            "loss: cross_entropy", "loss: cox",
            "name: accuracy", "name: concordance_index",
            "{family: linear}", "{family: cox}"
        };
        for (int row = 0; row < TableTask.ROWS; row++) {
            task.line(
                    row + 1,
                    row + "," + new String[] {"north", "south", "east"}[row % 3] + ",30,A," + row + "," + row / 3 % 2);
        }

        TaskData data = task.load(survival);

        Targets targets = data.sites().get(0).targets();
        assertThat(targets.kind()).isEqualTo(Targets.Kind.SURVIVAL);
        for (int row = 0; row < targets.rows(); row++) {
            assertThat(targets.event(row)).isEqualTo((int) targets.time(row) / 3 % 2 == 1);
        }
        task.line(1, "0,north,30,A,-1,1").line(2, "1,south,30,A,1,2");
        assertThat(task.problems(survival))
                .containsExactly(
                        "clinics.csv:2 column 5 (dose): is '-1', must be a time of at least 0",
                        "clinics.csv:3 column 6 (recovered): is '2', must be 1 where the event was seen, 0 where not");
    }

    @Test
    void aNumberIsATarget() throws Exception {
        TaskData data = task.load(
                "label: recovered", "value: dose",
                "    labels: [[no], [yes, partly]]\n", "",
                "ignore: [id]", "ignore: [id, recovered]",
                "  classes: 2\n", "",
                "loss: cross_entropy", "loss: squared_error",
                "name: accuracy", "name: r2");

        assertThat(data.sites().get(0).targets().kind()).isEqualTo(Targets.Kind.VALUE);
        assertThat(data.sites().get(0).rowSize()).isEqualTo(4);
    }
}
