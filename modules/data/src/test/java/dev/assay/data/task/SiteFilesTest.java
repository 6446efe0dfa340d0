package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.data.Examples;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteFilesTest {
    @TempDir
    private Path folder;

    private Profile bySite() throws InvalidInput {
        return profile(TestingTask.writeBySite(folder));
    }

    private static Profile profile(TestingTask task) throws InvalidInput {
        return Profiles.parse(task.profileText(), "profile");
    }

    @Test
    void siteFromItsOwnFileHasTheRowsThatTheWholeTaskGivesIt() throws Exception {
        Profile profile = bySite();
        TaskData whole = TaskLoader.load(profile, List.of(folder));

        for (int site = 0; site < TestingTask.SITES; site++) {
            Path own = Files.createDirectory(folder.resolve("own-" + site));
            Files.copy(folder.resolve(TestingTask.fileOf(site)), own.resolve(TestingTask.fileOf(site)));

            SiteData alone = TaskLoader.loadSite(profile, List.of(own), Optional.empty(), site);

            assertThat(alone.name()).isEqualTo(whole.siteNames().get(site));
            assertThat(values(alone.train())).isEqualTo(values(whole.sites().get(site)));
            assertThat(values(alone.selection()))
                    .isEqualTo(values(whole.selection().get(site)));
            assertThat(values(alone.holdOut())).isEqualTo(values(whole.holdOut().get(site)));
            assertThat(alone.digest()).isEqualTo(whole.site(site).digest());
            assertThat(alone.rows()).isEqualTo(20);
        }
    }

    private static List<String> values(Examples rows) {
        return IntStream.range(0, rows.rows())
                .mapToObj(i -> {
                    float[] row = new float[rows.rowSize()];
                    rows.readRow(i, row, 0);
                    return Arrays.toString(row) + " " + rows.label(i);
                })
                .toList();
    }

    @Test
    void alteredFileOfASiteIsRefusedByTheSite() throws Exception {
        Profile profile = bySite();
        Files.writeString(folder.resolve(TestingTask.fileOf(1)), "0,0,0\n");

        assertThatThrownBy(() -> TaskLoader.loadSite(profile, List.of(folder), Optional.empty(), 1))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(TestingTask.fileOf(1));
        assertThat(TaskLoader.loadSite(profile, List.of(folder), Optional.empty(), 0)
                        .rows())
                .isEqualTo(20);
    }

    @Test
    void namesEveryReasonForWhichTheSitesOfATaskCannotKeepTheirDataToThemselves() throws Exception {
        assertThat(SiteFiles.obstacles(bySite())).isEmpty();
        assertThat(SiteFiles.of(bySite()).orElseThrow().names()).containsExactly("centre-1", "centre-2", "centre-3");

        assertThat(SiteFiles.obstacles(profile(TestingTask.write(folder))))
                .hasSize(3)
                .anyMatch(why -> why.contains("do not each name the site"))
                .anyMatch(why -> why.contains("'within: site'"))
                .anyMatch(why -> why.contains("'over: sites'"));
        assertThat(SiteFiles.obstacles(profile(TestingTask.writeBySite(folder).with("fit: site", "fit: federation"))))
                .singleElement()
                .asString()
                .contains("fitted over all sites");
    }
}
