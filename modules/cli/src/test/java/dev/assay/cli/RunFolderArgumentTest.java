package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.journal.H2Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands that take a run folder, on what is none. */
class RunFolderArgumentTest {
    @TempDir
    Path folder;

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("ledger", "events"),
                List.of("ledger", "results"),
                List.of("ledger", "gc"),
                List.of("ledger", "gc", "--remove"),
                List.of("report"),
                List.of("resume"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void refuseFolderWithoutLedger(List<String> command) {
        refused(command, folder, "no ledger at " + folder);
        assertThat(folder).isEmptyDirectory();
        Path nowhere = folder.resolve("nowhere");
        refused(command, nowhere, "no ledger at " + nowhere);
        assertThat(nowhere).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void refuseFileThatIsNoLedger(List<String> command) throws IOException {
        Path file = H2Journal.file(folder);
        Files.writeString(file, "no database");
        refused(command, folder, "is not a ledger of Assay");
        assertThat(file).hasContent("no database");
        assertThat(folder.toFile().list()).containsExactly(file.getFileName().toString());
    }

    /** A run that was killed before its first event: its events are none, all the rest needs a campaign. */
    @ParameterizedTest
    @MethodSource("commands")
    void sayThatCampaignNeverBegan(List<String> command) {
        new H2Journal(folder).hold().close();
        if (command.contains("events")) {
            assertThat(invoke(command, folder)).isEqualTo(new InvokedCommand(0, "", ""));
        } else {
            refused(command, folder, "has no campaign yet");
        }
    }

    private static void refused(List<String> command, Path run, String message) {
        InvokedCommand refused = invoke(command, run);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).startsWith("assay: ").contains(message).doesNotContain("\tat ");
        assertThat(refused.out()).isEmpty();
    }

    private static InvokedCommand invoke(List<String> command, Path run) {
        return InvokedCommand.of(
                Stream.concat(command.stream(), Stream.of(run.toString())).toArray());
    }
}
