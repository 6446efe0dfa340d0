package dev.assay.data.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.data.file.ExpansionLimit;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that want to reach other files, or to fill the memory. Each is refused by a message. */
class AdversarialFilesTest {
    private static final int MEGABYTE = 1 << 20;
    private static final int SLACK_MEGABYTES = 64;

    @TempDir
    private Path folder;

    /** What is told of pictures of two classes; two rows. */
    private List<String> pictures(Path path) {
        return new TestingSource(new DataFormat.ImageFolder(List.of("a", "b"), false, 1, 2, 2, 1), 2, 2)
                .file(path)
                .problems();
    }

    private List<String> arrays(Path path) {
        return new TestingSource(new DataFormat.Npz("x", "y", false, Optional.empty(), List.of(2), 1), 2, 2)
                .file(path)
                .problems();
    }

    private Path tar(TarArchiveEntry... entries) throws IOException {
        Path path = folder.resolve("archive.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(path))) {
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return path;
    }

    private Path zip(String... names) throws IOException {
        Path path = folder.resolve("archive.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
            }
        }
        return path;
    }

    private static void zeros(OutputStream out, int megabytes) throws IOException {
        byte[] block = new byte[MEGABYTE];
        for (int i = 0; i < megabytes; i++) {
            out.write(block);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a/x.png", "a/../../x.png", "a/.."})
    void archivesDoNotLeaveTheirFolder(String name) throws IOException {
        String message = "has '" + name + "', a path with '..'; paths must stay inside it";
        assertThat(pictures(tar(new TarArchiveEntry(name)))).containsExactly("archive.tar: " + message);
        assertThat(pictures(zip(name))).containsExactly("archive.zip: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/x.png", "C:/a/x.png"})
    void archivesHaveNoAbsolutePaths(String name) throws IOException {
        String message = "has '" + name + "', an absolute path; paths must stay inside it";
        assertThat(pictures(tar(new TarArchiveEntry(name, true)))).containsExactly("archive.tar: " + message);
        assertThat(pictures(zip(name))).containsExactly("archive.zip: " + message);
    }

    @Test
    void archivesHaveNoOddNames() throws IOException {
        assertThat(pictures(zip("a\\x.png")))
                .containsExactly("archive.zip: has 'a\\x.png', a path with a backslash or control character");
        assertThat(pictures(zip("a/\u001b[2J.png")))
                .containsExactly("archive.zip: has 'a/?[2J.png', a path with a backslash or control character");
        assertThat(pictures(tar(new TarArchiveEntry("a/x.png"), new TarArchiveEntry("./a//x.png"))))
                .contains("archive.tar: has 'a/x.png' twice");
    }

    @Test
    void archivesHaveNoLinksAndNoDevices() throws IOException {
        TarArchiveEntry link = new TarArchiveEntry("a/x.png", TarConstants.LF_SYMLINK);
        link.setLinkName("/etc/passwd");
        assertThat(pictures(tar(link)))
                .containsExactly("archive.tar: has 'a/x.png', a link to '/etc/passwd';"
                        + " an archive of data holds plain files and folders");
        TarArchiveEntry hard = new TarArchiveEntry("a/x.png", TarConstants.LF_LINK);
        hard.setLinkName("../secret");
        assertThat(pictures(tar(hard))).singleElement().asString().contains("a link to '../secret'");
        for (byte kind : new byte[] {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO}) {
            assertThat(pictures(tar(new TarArchiveEntry("a/x.png", kind))))
                    .containsExactly("archive.tar: has 'a/x.png', which is neither file nor folder");
        }
    }

    @Test
    void foldersHaveNoLinks() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.copy(TestingSource.ORACLE.resolve("pictures/rgb.png"), outside.resolve("x.png"));
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.createSymbolicLink(data.resolve("a"), outside);
        String message = ", a symbolic link; a folder of data holds plain files and folders";
        assertThat(pictures(data)).containsExactly("data: has 'a'" + message);

        Files.delete(data.resolve("a"));
        Files.createSymbolicLink(Files.createDirectories(data.resolve("b")).resolve("y.png"), outside.resolve("x.png"));
        assertThat(pictures(data)).containsExactly("data: has 'b/y.png'" + message);
    }

    @Test
    void anArchiveOfZerosIsGivenUp() throws IOException {
        // Six records of 3073 bytes: four times that is allowed, and 64 MiB.
        long most = 6 * 3073 * 4 + (long) SLACK_MEGABYTES * MEGABYTE;
        int megabytes = SLACK_MEGABYTES + 1;
        Path path = folder.resolve("bomb.tar.gz");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(path))))) {
            TarArchiveEntry entry = new TarArchiveEntry("notes.txt");
            entry.setSize((long) megabytes * MEGABYTE);
            tar.putArchiveEntry(entry);
            zeros(tar, megabytes);
            tar.closeArchiveEntry();
        }

        assertThat(Files.size(path)).isLessThan(MEGABYTE);
        assertThat(new TestingSource(new DataFormat.CifarBinary(1), 6, 10)
                        .holdOut(1)
                        .file(path)
                        .problems())
                .containsExactly(
                        "bomb.tar.gz: expands to more than " + most + " bytes, far more than the profile's rows need");
    }

    @Test
    void aPictureOfZerosIsGivenUp() throws IOException {
        Path path = folder.resolve("bomb.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry("a/x.png"));
            zeros(zip, 40);
        }

        assertThat(pictures(path))
                .containsExactly("bomb.zip a/x.png: has more than 33554432 bytes, the most for a picture");
    }

    @Test
    void aTableOfOneEndlessCellIsGivenUp() throws IOException {
        Path path = folder.resolve("bomb.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            zeros(out, SLACK_MEGABYTES + 1);
        }
        DataFormat.Csv format = new DataFormat.Csv(
                false,
                List.of("0", "1"),
                ',',
                Set.of(),
                DataFormat.WhenMissing.REFUSE,
                Set.of(),
                List.of(),
                new DataFormat.Target.Label("1", List.of()),
                Optional.empty(),
                List.of(1),
                1);

        assertThat(new TestingSource(format, 2, 2).file(path).problems())
                .singleElement()
                .asString()
                .contains("bomb.csv.gz: expands to more than", "far more than the profile's rows need");
    }

    @Test
    void anArrayOfZerosIsGivenUp() throws IOException {
        int rows = SLACK_MEGABYTES * MEGABYTE;
        assertThat(arrays(npz("('x', '|u1', '(" + rows + ", 2)')", SLACK_MEGABYTES + 1)))
                .singleElement()
                .asString()
                .contains("npz: expands to more than");
    }

    @Test
    void anArrayThatPromisesMoreThanItHasTakesNoMemory() throws IOException {
        assertThat(arrays(npz("('x', '<f8', '(2147483647, 2)')", 0)))
                .containsExactly("bomb.npz: has an array 'x' that is truncated: it ends in row 1");
        assertThat(arrays(npz("('x', '<f8', '(99999999999, 2)')", 0)))
                .singleElement()
                .asString()
                .contains("has a dimension of 99999999999, must be below 2^31");
        assertThat(arrays(npz("('x', '<f8', '(2, 2147483647, 2147483647)')", 0)))
                .singleElement()
                .asString()
                .contains("must have 2 values a row");
        assertThat(arrays(npz("('x', '|O', '(2, 2)')", 1)))
                .singleElement()
                .asString()
                .contains("pickled objects are never read");
    }

    @Test
    void aHugeHeaderIsNotRead() throws IOException {
        Path path = folder.resolve("bomb.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            DataOutputStream out = new DataOutputStream(zip);
            out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0});
            out.writeInt(-1);
        }

        assertThat(arrays(path))
                .containsExactly(
                        "bomb.npz: has an array 'x' that has a header of 4294967295 bytes, must be at most 65536");
    }

    /** An archive with one array; what it is made of stands in quotes: name, type, shape. */
    private Path npz(String described, int megabytes) throws IOException {
        String[] parts = described.split("'", -1);
        String header = "{'descr': '" + parts[3] + "', 'fortran_order': False, 'shape': " + parts[5] + ", }\n";
        Path path = folder.resolve("bomb.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry(parts[1] + ".npy"));
            zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
            zip.write(header.getBytes(StandardCharsets.US_ASCII));
            zeros(zip, megabytes);
        }
        return path;
    }

    @Test
    void anArchiveOfManyFilesIsGivenUp() throws IOException {
        int most = ExpansionLimit.of(
                        new TestingSource(new DataFormat.ImageFolder(List.of("a", "b"), false, 1, 2, 2, 1), 2, 2)
                                .source())
                .entries();
        String[] names = new String[most + 1];
        Arrays.setAll(names, i -> "notes/" + i);

        assertThat(pictures(zip(names)))
                .containsExactly(
                        "archive.zip: has more than " + most + " files and folders, far more than the profile's rows");
    }

    @Test
    void aPictureThatClaimsToBeHugeIsNotDecoded() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(png);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        ByteBuffer header = ByteBuffer.allocate(17);
        header.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(60_000).putInt(60_000);
        header.put(new byte[] {8, 2, 0, 0, 0});
        CRC32 sum = new CRC32();
        sum.update(header.array());
        out.writeInt(13);
        out.write(header.array());
        out.writeInt((int) sum.getValue());
        Files.write(Files.createDirectories(folder.resolve("data/a")).resolve("x.png"), png.toByteArray());

        assertThat(pictures(folder.resolve("data")))
                .containsExactly("data a/x.png: has 60000 x 60000 pixels, must have at most 50000000 in all");
    }

    @Test
    void anIdxFileThatPromisesMoreThanItHasTakesNoMemory() throws IOException {
        Path features = Files.write(
                folder.resolve("features"),
                ByteBuffer.allocate(12)
                        .putInt(0x802)
                        .putInt(Integer.MAX_VALUE)
                        .putInt(2)
                        .array());
        Path negative = Files.write(
                folder.resolve("negative"),
                ByteBuffer.allocate(12).putInt(0x802).putInt(-1).putInt(2).array());

        assertThat(idx(features)).containsExactly("features: ends in row 1, its header says that it has 2147483647");
        assertThat(idx(negative)).containsExactly("negative: has a dimension of 4294967295, must be below 2^31");
    }

    private static List<String> idx(Path features) {
        return new TestingSource(new DataFormat.Idx(List.of(2), 1), 2, 2)
                .file(features, Part.ANY, Content.FEATURES)
                .file(features, Part.ANY, Content.LABELS)
                .problems();
    }

    @Test
    void cutFilesAreToldAsSuch() throws IOException {
        Path oracle = TestingSource.ORACLE;
        byte[] archive = Files.readAllBytes(oracle.resolve("tree.tar.gz"));
        Path cut = Files.write(folder.resolve("cut.tar.gz"), Arrays.copyOf(archive, archive.length / 2));
        assertThat(pictures(cut))
                .containsExactly("cut.tar.gz: cannot be read: it is truncated, it ends before its content does");

        byte[] plain = Files.readAllBytes(oracle.resolve("tree.tar"));
        cut = Files.write(folder.resolve("cut.tar"), Arrays.copyOf(plain, 1026));
        assertThat(pictures(cut)).singleElement().asString().contains("cut.tar: cannot be read: it is truncated");

        byte[] arrays = Files.readAllBytes(oracle.resolve("arrays.npz"));
        cut = Files.write(folder.resolve("cut.npz"), Arrays.copyOf(arrays, arrays.length / 2));
        assertThat(arrays(cut)).singleElement().asString().contains("cut.npz: cannot be read", "a truncated one");

        byte[] picture = Files.readAllBytes(oracle.resolve("pictures/rgb.png"));
        Files.write(
                Files.createDirectories(folder.resolve("data/a")).resolve("x.png"),
                Arrays.copyOf(picture, picture.length / 2));
        assertThat(pictures(folder.resolve("data")))
                .singleElement()
                .asString()
                .contains("data a/x.png: cannot be read: it is no sound picture, or a truncated one");
    }
}
