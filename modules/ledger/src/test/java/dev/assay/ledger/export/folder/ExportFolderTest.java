package dev.assay.ledger.export.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFolderTest {
    @TempDir
    private Path temporary;

    @Test
    void makesTheFolderWithItsParents() throws IOException {
        Path folder = temporary.resolve("a/b");
        ExportFolder.write(folder, ExportFolderTest::content);

        assertThat(folder.resolve("one/file")).hasContent("1");
        assertThat(folder.resolve("two")).hasContent("2");
        assertThat(folder).isDirectoryNotContaining(entry -> entry.endsWith(".partial"));
    }

    @Test
    void takesAnEmptyFolder() throws IOException {
        ExportFolder.write(temporary, ExportFolderTest::content);

        assertThat(temporary.resolve("two")).hasContent("2");
    }

    @Test
    void refusesAFolderThatHoldsSomethingAndLeavesItAlone() throws IOException {
        Files.writeString(temporary.resolve("mine"), "kept");
        Files.writeString(temporary.resolve("other"), "kept");

        assertThatThrownBy(() -> ExportFolder.write(temporary, ExportFolderTest::content))
                .isInstanceOf(ExportRefused.class)
                .hasMessage(temporary + " is not empty, it holds mine and 1 more; an export is written into a folder of"
                        + " its own: give another one, or empty this one first");
        try (var entries = Files.list(temporary)) {
            assertThat(entries).hasSize(2);
        }
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "kept");

        assertThatThrownBy(() -> ExportFolder.write(file, ExportFolderTest::content))
                .isInstanceOf(ExportRefused.class)
                .hasMessageContaining("is a file");
        assertThat(file).hasContent("kept");
    }

    @Test
    void exportThatFailsLeavesNothing() throws IOException {
        Path fresh = temporary.resolve("fresh");
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        for (Path folder : new Path[] {fresh, empty}) {
            assertThatThrownBy(() -> ExportFolder.write(folder, root -> {
                        content(root);
                        throw new IllegalStateException("half-way");
                    }))
                    .hasMessage("half-way");
        }

        assertThat(fresh).doesNotExist();
        assertThat(empty).isEmptyDirectory();
    }

    private static void content(Path folder) throws IOException {
        Files.createDirectory(folder.resolve("one"));
        Files.writeString(folder.resolve("one/file"), "1");
        Files.writeString(folder.resolve("two"), "2");
    }
}
