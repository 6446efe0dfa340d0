package dev.assay.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data files that are not what they seem: what counts is the checksum of the bytes, wherever they lie. */
class SubstitutedFilesTest {
    private static final String FILE = "digits.csv.gz";

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void makeFolder() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
    }

    private String refused() {
        InvalidInput refused = catchThrowableOfType(
                InvalidInput.class, () -> TaskLoader.load(TestingProfiles.profile(), List.of(data)));
        assertThat(refused.problems()).hasSize(1);
        return refused.problems().get(0).toString();
    }

    @Test
    void linkOutOfTheFolderIsRefusedAndNotQuoted() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "not yours");
        Files.createSymbolicLink(data.resolve(FILE), secret);

        assertThat(refused()).contains("leads out of the data folder").doesNotContain("not yours");
    }

    @Test
    void linkToItselfIsNoFile() throws IOException {
        Files.createSymbolicLink(data.resolve(FILE), Path.of(FILE));

        assertThat(refused()).contains("there is no such file");
    }

    @Test
    void linkToAnotherFileOfTheFolderIsRefusedByItsChecksum() throws IOException {
        Files.writeString(data.resolve("other.csv.gz"), "another");
        Files.createSymbolicLink(data.resolve(FILE), Path.of("other.csv.gz"));

        assertThat(refused()).contains("is another file");
    }

    @Test
    void folderUnderTheNameOfTheFileIsNoFile() throws IOException {
        Files.createDirectory(data.resolve(FILE));

        assertThat(refused()).contains("is a folder, must be a file");
    }

    @Test
    void emptyFileIsRefusedByItsChecksum() throws IOException {
        Files.createFile(data.resolve(FILE));

        assertThat(refused()).contains("is another file");
    }
}
