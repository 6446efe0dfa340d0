package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.data.Examples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NaturalSitesTest {
    /** Doses tell rows apart, as long as nothing is standardised. */
    private static final String[] RAW = {
        "standardise: true, fit: site", "fit: site",
    };

    @TempDir
    private Path folder;

    private TableTask task;

    @BeforeEach
    void makeTask() {
        task = new TableTask(folder);
    }

    private static List<Float> column(List<Examples> parts, int feature) {
        List<Float> values = new ArrayList<>();
        for (Examples part : parts) {
            float[] row = new float[part.rowSize()];
            for (int i = 0; i < part.rows(); i++) {
                part.readRow(i, row, 0);
                values.add(row[feature]);
            }
        }
        return values;
    }

    @Test
    void aSiteColumnMakesTheSitesAndEachIsSplitByItself() throws Exception {
        TaskData data = task.load(RAW);

        assertThat(data.siteNames()).containsExactly("north", "south", "east");
        assertThat(data.sites().get(0).rowShape()).containsExactly(5);
        for (int site = 0; site < 3; site++) {
            assertThat(data.sites().get(site).rows()).isEqualTo(12);
            assertThat(data.selection().get(site).rows()).isBetween(3, 5);
            int offset = 10 * site;
            // The dose is 10 times the clinic's number, plus a row number of that clinic.
            for (List<Examples> parts : List.of(data.sites(), data.selection(), data.holdOut())) {
                int clinic = site;
                assertThat(column(List.of(parts.get(site)), 4))
                        .allSatisfy(dose ->
                                assertThat((dose.intValue() - offset) % 3).isEqualTo(clinic));
            }
        }
        Set<Float> seen = new HashSet<>();
        int rows = 0;
        for (List<Examples> parts : List.of(data.sites(), data.selection(), data.holdOut())) {
            rows += parts.stream().mapToInt(Examples::rows).sum();
            for (int site = 0; site < 3; site++) {
                for (float dose : column(List.of(parts.get(site)), 4)) {
                    seen.add(1000 * site + dose);
                }
            }
        }
        assertThat(rows).isEqualTo(TableTask.ROWS);
        assertThat(seen).hasSize(TableTask.ROWS);
    }

    @Test
    void scoresOverAllRowsTakeTheSitesTogether() throws Exception {
        TaskData bySite = task.load(RAW);
        TaskData together = task.load("standardise: true, fit: site", "fit: site", "over: sites", "over: rows");

        assertThat(together.selection()).hasSize(1);
        assertThat(column(together.selection(), 4)).isEqualTo(column(bySite.selection(), 4));
        assertThat(together.sites()).isEqualTo(bySite.sites());
    }

    @Test
    void sitesOfAGlobalSplitShareWhatScores() throws Exception {
        TaskData data = task.load("within: site, ", "", "over: sites", "over: rows", "fit: site", "fit: federation");

        assertThat(data.selection()).hasSize(1);
        assertThat(data.selection().get(0).rows()).isEqualTo(12);
        assertThat(data.sites().stream().mapToInt(Examples::rows).sum()).isEqualTo(36);
    }

    @Test
    void smallSitesAreLeftOutAndTheProfileSaysHowManyRemain() throws Exception {
        task.line(1, "0,west,20,A,0,no");

        assertThat(task.problems("sites: 3}", "sites: 4, min_rows: 2}", "min_sites: 3", "min_sites: 4"))
                .singleElement()
                .asString()
                .contains("3 sites of at least 2 rows, and 1 smaller ones", "partition.sites says 4");
        assertThat(task.problems("sites: 3}", "sites: 3, min_rows: 2}"))
                .containsExactly("clinics.csv: has 59 rows, 1 more on sites that are too small, must have 60, the"
                        + " profile's data.rows");
        TaskData data = task.load("sites: 3}", "sites: 3, min_rows: 2}", "rows: 60", "rows: 59");
        assertThat(data.siteNames()).containsExactly("south", "east", "north");
    }

    @Test
    void aSiteThatCannotBeScoredIsNamed() throws Exception {
        task.line(1, "0,west,20,A,0,no").line(2, "1,west,20,A,0,yes");

        assertThat(task.problems("sites: 3}", "sites: 4}", "min_sites: 3", "min_sites: 4"))
                .singleElement()
                .asString()
                .contains("cannot be divided: site west", "too few");
    }

    @Test
    void aMetricThatHasNoValueOnASitesRowsIsToldBeforeAnythingIsTrained() throws Exception {
        for (int row = 0; row < TableTask.ROWS; row += 3) {
            task.line(row + 1, row + ",north,30,A," + row + ",no");
        }

        assertThat(task.problems("name: accuracy", "name: auroc"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("cannot be scored: in the selection of site north all", "are of one class"))
                .anySatisfy(problem -> assertThat(problem).contains("in the hold-out of site north"))
                .hasSize(2);
    }

    @Test
    void sitesMayTakeAllRowsThatThereAre() throws Exception {
        TaskData data = task.load("sites: 3}", "sites: 3, min_rows: 20}");

        assertThat(data.sites()).hasSize(3);
    }

    @Test
    void anArchitectureThatDoesNotPredictTheTargetIsRefused() throws Exception {
        assertThat(task.problems("{family: linear}", "{family: char_lstm, embedding: 2, hidden: 2}"))
                .singleElement()
                .asString()
                .contains("model.architectures.linear: has outputs [5, 2] a row, must have [classes]");
    }

    @Test
    void aRowMustNameItsSite() throws Exception {
        task.line(3, "2,,22,AB,22,no");

        assertThat(task.problems())
                .containsExactly("clinics.csv:4 column 2 (clinic): is empty, must name the row's site");
    }
}
