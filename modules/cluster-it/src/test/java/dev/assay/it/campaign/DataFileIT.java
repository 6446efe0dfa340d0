package dev.assay.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A campaign on other data than its profile names does not start. */
@Timeout(120)
class DataFileIT {
    private static final String SHA256 = "46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a";
    private static final String ADDRESS = "https://archive.ics.uci.edu/dataset/80/";

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void copyProfile() throws IOException {
        Path shipped = AssayProcess.home().resolve("profiles").resolve("digits");
        Path profile = Files.createDirectory(folder.resolve("own"));
        Files.copy(shipped.resolve("profile.md"), profile.resolve("profile.md"));
        data = Files.copy(shipped.resolve("digits.csv.gz"), profile.resolve("digits.csv.gz"));
    }

    @Test
    void isRefusedWhenItIsMissing() throws IOException {
        Files.delete(data);
        assertRefused("there is no such file");
    }

    @Test
    void isRefusedWhenOneByteDiffers() throws IOException {
        byte[] content = Files.readAllBytes(data);
        content[content.length / 2] ^= 1;
        Files.write(data, content);
        assertRefused("is another file than the profile's");
    }

    @Test
    void isRefusedWhenItIsCutShort() throws IOException {
        byte[] content = Files.readAllBytes(data);
        Files.write(data, Arrays.copyOf(content, content.length / 2));
        assertRefused("is another file than the profile's");
    }

    @Test
    void isFoundInTheFolderThatTheOptionNames() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.move(data, elsewhere.resolve("digits.csv.gz"));
        try (AssayProcess process = AssayProcess.start(
                folder,
                "simulate",
                "own",
                "--runs",
                "runs",
                "--name",
                "x",
                "--data",
                "elsewhere",
                "--max-candidates",
                "0",
                "--set",
                "budget.rounds=1",
                "--set",
                "program.seeds={baseline: 2, first: 1, full: 2, confirmation: 2}")) {
            process.awaitLine("lift ").expectExit(0);
        }
    }

    private void assertRefused(String reason) {
        try (AssayProcess process = AssayProcess.start(folder, "simulate", "own", "--runs", "runs", "--name", "x")) {
            process.expectExit(2);
            assertThat(process.errors())
                    .contains(reason, "digits.csv.gz", ADDRESS, SHA256, "nothing was written")
                    .doesNotContain("\tat ");
            assertThat(process.output()).isEmpty();
        }
        assertThat(folder.resolve("runs")).doesNotExist();
    }
}
