package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.data.Examples;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test set of the data's own where each site is confirmed on its part of it. */
class OfficialHoldOutTest {
    /** The reader's site column becomes a file's site; all rows of the first file are then north's. */
    private static final String[] SITES_ARE_FILES = {
        "ignore: [id]", "ignore: [id, clinic]",
        "    site: clinic\n", "",
        "sites: 3}", "sites: 1}",
        "min_sites: 3", "min_sites: 1",
        "- file: clinics.csv\n", "- file: clinics.csv\n      site: north\n",
    };

    @TempDir
    private Path folder;

    private TableTask task;

    @BeforeEach
    void makeTask() {
        task = new TableTask(folder)
                .holdOut("60,east,30,A,5,no")
                .holdOut("61,north,31,B,6,yes")
                .holdOut("62,south,32,AB,7,no")
                .holdOut("63,east,33,0,8,yes");
    }

    @Test
    void eachSiteHasItsPartOfIt() throws Exception {
        TaskData data = task.load();

        assertThat(data.siteNames()).containsExactly("north", "south", "east");
        assertThat(data.holdOut()).extracting(Examples::rows).containsExactly(1, 1, 2);
        assertThat(data.sites()).extracting(Examples::rows).containsOnly(14);
        assertThat(data.selection()).extracting(Examples::rows).containsOnly(6);
    }

    @Test
    void rowsOfASiteThatHasNoOtherRowAreRefusedByName() throws Exception {
        task.holdOut("64,norht,34,A,9,no").holdOut("65,Norht,34,A,9,no");

        assertThat(task.problems())
                .containsExactly("clinics.csv and 1 more: cannot be divided: the official hold-out has rows of 2 sites"
                        + " with no other row: norht, Norht. Each must be the site of other rows too; is a name spelt"
                        + " otherwise there?");
    }

    @Test
    void oneMessageNamesFiveUnknownSites() throws Exception {
        for (int site = 0; site < 6; site++) {
            task.holdOut("7" + site + ",clinic-" + site + ",34,A,9,no");
        }

        assertThat(task.problems())
                .singleElement()
                .asString()
                .contains("rows of 6 sites", "clinic-0, clinic-1, clinic-2, clinic-3, clinic-4, ...")
                .doesNotContain("clinic-5");
    }

    @Test
    void rowsThatNameNoSiteAreRefused() throws Exception {
        assertThat(task.problems(SITES_ARE_FILES))
                .containsExactly("clinics.csv and 1 more: cannot be divided: 4 of 4 rows of the official hold-out name"
                        + " no site, and 'within: site' in splits needs one for each: name the site of their file, or"
                        + " leave 'within: site' out");
    }

    @Test
    void sitesThatShareItNeedNotBeNamedInIt() throws Exception {
        task.holdOut("64,west,34,A,9,no");

        TaskData data = task.load("within: site, ", "", "over: sites", "over: rows", "fit: site", "fit: federation");

        assertThat(data.holdOut()).extracting(Examples::rows).containsExactly(5);
    }

    @Test
    void rowsOfASiteThatIsTooSmallAreLeftOutWithIt() throws Exception {
        task.line(1, "0,west,20,A,0,no").holdOut("64,west,34,A,9,no");

        assertThat(task.problems("sites: 3}", "sites: 3, min_rows: 2}"))
                .containsExactly(
                        "clinics.csv and 1 more: has 63 rows, 2 more on sites that are too small, must have 65,"
                                + " the profile's data.rows");
    }
}
