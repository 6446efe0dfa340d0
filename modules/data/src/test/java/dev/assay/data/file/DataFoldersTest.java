package dev.assay.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.learning.digest.Digest;
import dev.assay.research.dataset.Checksum;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFoldersTest {
    private static final String CONTENT = "right\n";

    @TempDir
    private Path first;

    @TempDir
    private Path second;

    private static DataSource source(String path, Optional<String> address) {
        DataFile file = new DataFile(
                path,
                new Checksum.OfFile(Digest.ofText(CONTENT).hex()),
                address,
                Optional.empty(),
                Part.ANY,
                Content.ROWS);
        return new DataSource(
                "https://example.org/page", "none", List.of(file), 1, 0, 2, new DataFormat.CifarBinary(1));
    }

    private FileStatus status() {
        return new DataFolders(List.of(first, second))
                .status(source("a/b.txt", Optional.empty()))
                .get(0);
    }

    private static Path write(Path folder, String content) throws IOException {
        Files.createDirectories(folder.resolve("a"));
        return Files.writeString(folder.resolve("a/b.txt"), content);
    }

    @Test
    void theFirstRightFileIsTaken() throws IOException {
        assertThat(status().state()).isEqualTo(FileStatus.State.MISSING);
        assertThat(status().places()).containsExactly(first.resolve("a/b.txt"), second.resolve("a/b.txt"));

        write(first, "wrong\n");
        assertThat(status().state()).isEqualTo(FileStatus.State.ALTERED);
        assertThat(status().path()).isEqualTo(first.resolve("a/b.txt"));

        write(second, CONTENT);
        assertThat(status().state()).isEqualTo(FileStatus.State.PRESENT);
        assertThat(status().path()).isEqualTo(second.resolve("a/b.txt"));

        write(first, CONTENT);
        assertThat(status().path()).isEqualTo(first.resolve("a/b.txt"));
    }

    @Test
    void aMissingFileIsToldWithAllThatMendsIt() {
        DataFolders folders = new DataFolders(List.of(first, second));
        InvalidInput own = catchThrowableOfType(
                InvalidInput.class,
                () -> folders.open(
                        Optional.of("./assay data get own --data d"),
                        source("b.txt", Optional.of("https://example.org/b.txt"))));

        assertThat(own.problems().get(0))
                .hasToString(first.resolve("b.txt") + ": there is no such file, nor " + second.resolve("b.txt")
                        + "; get it by './assay data get own --data d' from https://example.org/b.txt, sha256 "
                        + Digest.ofText(CONTENT));
        InvalidInput page = catchThrowableOfType(
                InvalidInput.class, () -> folders.open(Optional.empty(), source("b.txt", Optional.empty())));
        assertThat(page.problems().get(0).toString()).contains("; get it from https://example.org/page, ");
    }

    @Test
    void aLinkThatLeavesTheFolderIsRefused() throws IOException {
        Path outside = Files.writeString(second.resolve("outside"), CONTENT);
        Files.createDirectories(first.resolve("a"));
        Files.createSymbolicLink(first.resolve("a/b.txt"), outside);

        assertThat(status().faults()).containsExactly("leads out of the data folder " + first + " by a symbolic link");

        Files.delete(first.resolve("a/b.txt"));
        Files.createSymbolicLink(first.resolve("a/b.txt"), Files.writeString(first.resolve("inside"), CONTENT));
        assertThat(status().state()).isEqualTo(FileStatus.State.PRESENT);
    }
}
