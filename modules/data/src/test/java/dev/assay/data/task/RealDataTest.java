package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.data.file.DataFolders;
import dev.assay.data.file.ExpansionLimit;
import dev.assay.data.file.FileDigests;
import dev.assay.data.file.FileTree;
import dev.assay.data.reader.RawRows;
import dev.assay.data.reader.RowReader;
import dev.assay.learning.data.Examples;
import dev.assay.research.dataset.Checksum;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Published facts of the real data sets. They lie in the folder {@code ASSAY_DATA}; each is skipped where it is not there. */
class RealDataTest {
    private static final String ALPHABET = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static Path data(String name) {
        String folder = System.getenv("ASSAY_DATA");
        assumeTrue(folder != null && !folder.isEmpty(), "skipped: ASSAY_DATA names no folder with the real data");
        Path path = Path.of(folder).resolve(name);
        assumeTrue(Files.exists(path), "skipped: there is no " + path);
        return Path.of(folder);
    }

    private static RawRows read(Path folder, DataFormat format, int rows, int holdOut, int classes, DataFile... files)
            throws Exception {
        DataSource source =
                new DataSource("https://example.org", "none", List.of(files), rows, holdOut, classes, format);
        return RowReader.of(format).read(source, new DataFolders(List.of(folder)).open(Optional.empty(), source));
    }

    private static DataFile file(String path, Checksum checksum, Part part, Content content) {
        return new DataFile(path, checksum, Optional.empty(), Optional.empty(), part, content);
    }

    private static DataFile mnist(String name, String content, Part part, Content kind) {
        return file("mnist/" + name + "-ubyte.gz", new Checksum.OfContent(content), part, kind);
    }

    private static int[] counts(Examples examples, int classes) {
        int[] counts = new int[classes];
        Arrays.stream(examples.targets().strata()).forEach(label -> counts[label]++);
        return counts;
    }

    private static double mean(Examples examples, int from, int to) {
        double sum = 0;
        for (int i = 0; i < examples.rows(); i++) {
            float[] row = new float[examples.rowSize()];
            examples.readRow(i, row, 0);
            for (int j = from; j < to; j++) {
                sum += row[j];
            }
        }
        return sum / examples.rows() / (to - from);
    }

    /** The counts of each digit are those of the published files; the training mean 0.1307 is what everybody normalises by. */
    @Test
    void mnist() throws Exception {
        RawRows rows = read(
                data("mnist"),
                new DataFormat.Idx(List.of(1, 28, 28), 1.0 / 255),
                70_000,
                10_000,
                10,
                mnist(
                        "train-images-idx3",
                        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                        Part.ANY,
                        Content.FEATURES),
                mnist(
                        "train-labels-idx1",
                        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                        Part.ANY,
                        Content.LABELS),
                mnist(
                        "t10k-images-idx3",
                        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                        Part.HOLD_OUT,
                        Content.FEATURES),
                mnist(
                        "t10k-labels-idx1",
                        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
                        Part.HOLD_OUT,
                        Content.LABELS));

        assertThat(rows.rows()).isEqualTo(70_000);
        assertThat(rows.holdOut().cardinality()).isEqualTo(10_000);
        Examples training = rows.examples().select(IntStream.range(0, 60_000).toArray());
        assertThat(counts(training, 10)).containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertThat(counts(rows.examples().select(rows.holdOut().stream().toArray()), 10))
                .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertThat(mean(training, 0, 784)).isBetween(0.13065, 0.13067);
    }

    /** 5,000 and 1,000 pictures of each class; the mean of each colour is what everybody normalises by. */
    @Test
    void cifar10() throws Exception {
        TreeMap<String, String> members = new TreeMap<>();
        members.put("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5");
        members.put("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed");
        members.put("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67");
        members.put("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48");
        members.put("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add");
        members.put("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b");
        RawRows rows = read(
                data("cifar-10"),
                new DataFormat.CifarBinary(1.0 / 255),
                60_000,
                10_000,
                10,
                file("cifar-10/cifar-10-binary.tar.gz", new Checksum.OfMembers(members), Part.ANY, Content.ROWS));

        Examples training = rows.examples().select(IntStream.range(0, 50_000).toArray());
        assertThat(counts(training, 10)).containsOnly(5000);
        assertThat(counts(rows.examples().select(rows.holdOut().stream().toArray()), 10))
                .containsOnly(1000);
        assertThat(mean(training, 0, 1024)).isBetween(0.49135, 0.49145);
        assertThat(mean(training, 1024, 2048)).isBetween(0.48210, 0.48220);
        assertThat(mean(training, 2048, 3072)).isBetween(0.44645, 0.44655);
        // The first training picture is a frog, the first test picture a cat.
        assertThat(rows.examples().label(0)).isEqualTo(6);
        assertThat(rows.examples().label(50_000)).isEqualTo(3);
    }

    @Test
    void shakespeare() throws Exception {
        RawRows rows = read(
                data("shakespeare"),
                new DataFormat.TextBySpeaker(ALPHABET, 80),
                10_000,
                0,
                ALPHABET.length(),
                file(
                        "shakespeare/input.txt",
                        new Checksum.OfFile("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
                        Part.ANY,
                        Content.ROWS));

        // 309 roles speak, 256 of them enough for a window and its next character.
        assertThat(ALPHABET).hasSize(65);
        assertThat(rows.rows()).isEqualTo(12_695);
        assertThat(rows.siteNames()).hasSize(256).startsWith("First Citizen", "All");
        int gloucester = rows.siteNames().indexOf("GLOUCESTER");
        assertThat(IntStream.range(0, rows.rows()).filter(row -> rows.siteOf(row) == gloucester))
                .hasSize(470);
        StringBuilder first = new StringBuilder();
        float[] row = new float[80];
        rows.examples().readRow(0, row, 0);
        for (float token : row) {
            first.append(ALPHABET.charAt((int) token));
        }
        assertThat(first)
                .startsWith("Before we proceed any further, hear me speak.\nYou are all resolved rather to die");
    }

    /** 34 pictures are in CMYK, which the JDK's decoder leaves as it is. The means are those that Pillow comes to. */
    @Test
    void everyPictureOfPathVqaDecodes() throws Exception {
        Path folder = data("path-vqa/images");
        FileTree pictures =
                FileTree.at(folder.resolve("path-vqa"), ExpansionLimit.GENEROUS).orElseThrow();
        Checksum checksum = new Checksum.OfTree(
                FileDigests.ofTree(FileDigests.ofEntries(pictures)).hex());
        Examples examples = read(
                        folder,
                        new DataFormat.ImageFolder(List.of("images", "none"), false, 3, 8, 8, 1),
                        314,
                        0,
                        2,
                        file("path-vqa", checksum, Part.ANY, Content.ROWS))
                .examples();

        assertThat(examples.rows()).isEqualTo(314);
        assertThat(mean(examples, 0, 64)).isBetween(165.2, 165.7);
        assertThat(mean(examples, 64, 128)).isBetween(136.3, 136.8);
        assertThat(mean(examples, 128, 192)).isBetween(162.6, 163.1);
    }
}
