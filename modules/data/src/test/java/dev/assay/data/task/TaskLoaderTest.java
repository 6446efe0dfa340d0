package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Features;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.profile.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLoaderTest {
    private static final int ROWS = 120;

    @TempDir
    private Path folder;

    /** Rows of two features, of which the first is the row's number, and three classes in turn. */
    private static List<String> table() {
        List<String> lines = new ArrayList<>(List.of("a,label,b"));
        for (int row = 0; row < ROWS; row++) {
            lines.add(row + "," + row % 3 + ",0.5");
        }
        return lines;
    }

    private Profile write(List<String> lines, String... more) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Files.write(folder.resolve("digits.csv.gz"), bytes.toByteArray());
        List<String> replacements = new ArrayList<>(List.of(
                "46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a",
                        Digest.of(bytes.toByteArray()).hex(),
                "rows: 1797", "rows: " + ROWS,
                "classes: 10", "classes: 3",
                "header: false", "header: true",
                "columns: 65", "columns: [a, label, b]",
                "label: 64", "label: label",
                "[1, 8, 8]", "[2]",
                "    cnn: {family: cnn, channels: [8], hidden: [32], dropout: 0.1}\n", "",
                "  - {knob: architecture, choices: [mlp, cnn], weight: 1}\n", "",
                "min_rows: 10", "min_rows: 2",
                "alpha: 0.3", "alpha: 1",
                "max_sample_passes: 24", "max_sample_passes: 2000"));
        replacements.addAll(List.of(more));
        return TestingProfiles.profile(replacements.toArray(String[]::new));
    }

    private List<String> problems(Profile profile) {
        InvalidInput invalid =
                catchThrowableOfType(InvalidInput.class, () -> TaskLoader.load(profile, List.of(folder)));
        assertThat(invalid).isNotNull();
        return invalid.problems().stream()
                .map(Problem::toString)
                .map(line -> line.replace(folder.toString() + "/", ""))
                .toList();
    }

    @Test
    void everyRowIsInExactlyOnePart() throws Exception {
        TaskData data = TaskLoader.load(write(table()), List.of(folder));

        List<Examples> parts = new ArrayList<>(data.sites());
        parts.addAll(data.selection());
        parts.addAll(data.holdOut());
        Set<Integer> seen = new HashSet<>();
        for (Examples part : parts) {
            for (int i = 0; i < part.rows(); i++) {
                float[] row = new float[2];
                part.readRow(i, row, 0);
                int number = Math.round(row[0] / 0.0625f);
                assertThat(seen.add(number)).isTrue();
                assertThat(part.label(i)).isEqualTo(number % 3);
                assertThat(row[1]).isEqualTo(0.03125f);
            }
        }
        assertThat(seen).hasSize(ROWS);
        assertThat(data.sites().stream().mapToInt(Examples::rows).sum()).isEqualTo(48);
        assertThat(data.siteNames()).hasSize(8);
    }

    @Test
    void theSplitAndThePartitionHaveSeedsOfTheirOwn() throws Exception {
        TaskData data = TaskLoader.load(write(table()), List.of(folder));
        TaskData otherPartition =
                TaskLoader.load(write(table(), "min_rows: 2, seed: 1", "min_rows: 2, seed: 2"), List.of(folder));
        TaskData otherSplit =
                TaskLoader.load(write(table(), "hold_out: 0.3, seed: 1", "hold_out: 0.3, seed: 2"), List.of(folder));

        assertThat(otherPartition.holdOut()).isEqualTo(data.holdOut());
        assertThat(otherPartition.sites()).isNotEqualTo(data.sites());
        assertThat(otherSplit.holdOut()).isNotEqualTo(data.holdOut());
    }

    @Test
    void aMissingFileIsNamedWithAddressAndChecksum() {
        assertThat(problems(TestingProfiles.profile()))
                .containsExactly(
                        "digits.csv.gz: there is no such file; get it from https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits, sha256"
                                + " 46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a");
    }

    @Test
    void anAlteredFileIsRefusedBeforeItIsRead() throws Exception {
        Files.writeString(folder.resolve("digits.csv.gz"), "not even gzip");

        assertThat(problems(TestingProfiles.profile()))
                .singleElement()
                .asString()
                .contains("is another file than the profile's: sha256 is ", "must be 46abec6b", "get it from https://");
    }

    @Test
    void badRowsAreToldByTheirLines() throws Exception {
        List<String> lines = table();
        lines.set(1, "0,3,0.5");
        lines.set(2, "1,1");
        lines.set(3, "2,2,NaN");
        lines.set(4, "x,0,0.5");
        lines.set(5, "4,1.5,0.5");
        lines.set(6, "");
        lines.set(7, "6,0,1e99");

        assertThat(problems(write(lines)))
                .containsExactly(
                        "digits.csv.gz:2 column 2 (label): is '3', must be a class from 0 to 2, or a text in the reader's labels",
                        "digits.csv.gz:3: has 2 columns, must have 3",
                        "digits.csv.gz:4 column 3 (b): is 'NaN', must be a finite number, or a text in the reader's missing",
                        "digits.csv.gz:5 column 1 (a): is 'x', must be a finite number, or a text in the reader's missing",
                        "digits.csv.gz:6 column 2 (label): is '1.5', must be a class from 0 to 2, or a text in the reader's labels",
                        "digits.csv.gz:7: has 1 columns, must have 3",
                        "digits.csv.gz:8 column 3 (b): is '1e99', must be a finite number, or a text in the reader's missing");
    }

    @Test
    void aHeaderOfOtherLengthIsOneProblemAndNamesItsColumns() throws Exception {
        List<String> lines = table();
        lines.replaceAll(line -> line + ",7");

        assertThat(problems(write(lines)))
                .containsExactly("digits.csv.gz:1: has 4 columns (a, label, b, 7), must have 3, the profile's columns");
    }

    @Test
    void aBrokenFileDoesNotFloodTheScreen() throws Exception {
        List<String> lines = new ArrayList<>(table());
        lines.replaceAll(line -> line.replace("0.5", "?"));

        assertThat(problems(write(lines))).hasSize(20);
    }

    @Test
    void theNumberOfRowsIsTheProfiles() throws Exception {
        List<String> lines = table();

        assertThat(problems(write(lines.subList(0, 100))))
                .containsExactly("digits.csv.gz: has 99 rows, must have 120, the profile's data.rows");
        lines.add("1,1,1");
        assertThat(problems(write(lines)))
                .containsExactly("digits.csv.gz: has 121 rows, must have 120, the profile's data.rows");
    }

    @Test
    void anImpossiblePartitionSaysWhy() throws Exception {
        Profile profile = write(table(), "alpha: 1", "alpha: 0.001", "min_rows: 2", "min_rows: 6");

        assertThat(problems(profile)).singleElement().asString().contains("cannot be divided", "alpha 0.001");
    }

    @Test
    void aTruncatedArchiveIsToldAsSuch() throws Exception {
        Profile whole = write(table());
        byte[] content = Files.readAllBytes(folder.resolve("digits.csv.gz"));
        byte[] cut = Arrays.copyOf(content, content.length / 2);
        Files.write(folder.resolve("digits.csv.gz"), cut);
        Profile profile = TestingProfiles.profile(
                "46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a",
                Digest.of(cut).hex());

        assertThat(whole.data().rows()).isEqualTo(ROWS);
        assertThat(problems(profile)).anyMatch(line -> line.contains("cannot be read"));
    }

    @Test
    void theDigestSeesNamesFeaturesTargetsAndOrder() throws Exception {
        TaskData data = TaskLoader.load(write(table()), List.of(folder));
        List<String> otherLabel = new ArrayList<>(table());
        otherLabel.set(1, "0,1,0.5");
        otherLabel.set(2, "1,0,0.5");
        List<String> otherFeature = new ArrayList<>(table());
        otherFeature.set(1, "0,0,0.25");
        List<String> names = new ArrayList<>(data.siteNames());
        names.set(0, "another");
        List<Examples> sites = new ArrayList<>(data.sites());
        Collections.swap(sites, 0, 1);

        assertThat(TaskLoader.load(write(table()), List.of(folder)).digest()).isEqualTo(data.digest());
        assertThat(List.of(
                        data.digest(),
                        TaskLoader.load(write(otherLabel), List.of(folder)).digest(),
                        TaskLoader.load(write(otherFeature), List.of(folder)).digest(),
                        TaskLoader.load(write(table(), "min_rows: 2, seed: 1", "min_rows: 2, seed: 2"), List.of(folder))
                                .digest(),
                        new TaskData(names, data.sites(), data.selection(), data.holdOut()).digest(),
                        new TaskData(data.siteNames(), sites, data.selection(), data.holdOut()).digest(),
                        new TaskData(data.siteNames(), data.sites(), data.holdOut(), data.selection()).digest()))
                .doesNotHaveDuplicates();
    }

    @Test
    void theDigestIsTheSameHoweverTheRowsAreKeptAndSeesEveryKindOfTarget() {
        List<Targets> kinds = List.of(
                Targets.classes(new int[] {0, 1}),
                Targets.classes(new int[] {1, 0}),
                Targets.values(new float[] {0, 1}),
                Targets.values(new float[] {0, 2}),
                Targets.tokens(new int[] {0, 1}, 1),
                Targets.tokens(new int[] {0, Targets.NO_TOKEN}, 1),
                Targets.survival(new float[] {0, 1}, new boolean[] {false, true}),
                Targets.survival(new float[] {0, 1}, new boolean[] {true, true}));

        assertThat(kinds.stream().map(targets -> digest(new FloatFeatures(List.of(1), new float[] {3, 4}), targets)))
                .doesNotHaveDuplicates();
        assertThat(digest(new FloatFeatures(List.of(1), new float[] {4, 3}).select(new int[] {1, 0}), kinds.get(0)))
                .isEqualTo(digest(new FloatFeatures(List.of(1), new float[] {3, 4}), kinds.get(0)));
    }

    private static Digest digest(Features features, Targets targets) {
        List<Examples> one = List.of(new Examples(features, targets));
        return new TaskData(List.of("site-1"), one, one, one).digest();
    }
}
