package dev.assay.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ledger.journal.JournalException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal in a file. */
class H2JournalTest extends JournalContract {
    @TempDir
    Path folder;

    @Override
    TestingPlace newPlace() {
        return new TestingPlace.H2Folder(folder);
    }

    /** As H2 does when a write fails, on a full disk. */
    @Test
    void journalThatIsClosedUnderItsHolderIsStillHeld() throws SQLException {
        H2Journal journal = new H2Journal(folder);
        try (Journal.Hold hold = journal.hold()) {
            assertThat(hold).isNotNull();
            try (Connection other = journal.connectToWrite()) {
                other.createStatement().execute("SHUTDOWN IMMEDIATELY");
            }

            assertProblem(() -> new H2Journal(folder).hold(), Problem.LOCKED, "is open in another process");
        }
        journal.hold().close();
    }

    @Test
    @Timeout(120)
    void readerKeepsNoWriterOut() {
        place().prepare();
        try (JournalReader reader = journal().read();
                ForkedJvm node = new ForkedJvm(RecordingNode.class, place().words())) {
            assertThat(node.await("RECOVERED")).isZero();
            assertThat(node.await("ACK")).isEqualTo(1);
            assertThat(reader.persistenceIds()).isEmpty();
        }
    }

    /** Not only the second one here: closing its own channel would let other processes in. */
    @Test
    @Timeout(120)
    void secondHolderInTheProcessIsRefusedAndTakesNothingFromTheFirst() throws IOException {
        try (RunLock lock = RunLock.take(folder).orElseThrow()) {
            assertThat(lock).isNotNull();
            Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

            assertThat(RunLock.take(link)).isEmpty();
            assertThat(RunLock.isHeldHere(link)).isTrue();

            try (ForkedJvm node = new ForkedJvm(RecordingNode.class, place().words())) {
                assertThatThrownBy(() -> node.await("RECOVERED")).isInstanceOf(AssertionError.class);
            }
        }
        assertThat(RunLock.isHeldHere(folder)).isFalse();
        RunLock.take(folder).orElseThrow().close();
    }

    @Test
    void whoHasTheFileIsToldFromWhoHasTheRun() {
        try (RunLock lock = RunLock.take(folder).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertProblem(() -> journal().hold(), Problem.LOCKED, "a campaign is running in this folder, or a command");
        }
        place().prepare();
    }

    @Test
    void folderWithoutAJournalIsNotARun() {
        assertProblem(() -> JournalReader.open(folder), Problem.MISSING, "no ledger at " + H2Journal.file(folder));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void fileOfAnotherKindIsNotALedger() throws IOException {
        Files.writeString(H2Journal.file(folder), "commit\tscore\n".repeat(2000));

        assertProblem(() -> JournalReader.open(folder), Problem.NOT_A_LEDGER, "is not a ledger of Assay");
        assertProblem(() -> journal().hold(), Problem.NOT_A_LEDGER, "is not a ledger of Assay");
    }

    @Test
    void databaseOfAnotherProgramIsNotALedger() throws SQLException {
        try (Connection connection = place().connect()) {
            connection.createStatement().execute("CREATE TABLE PRICES (ID INT)");
        }

        assertProblem(() -> JournalReader.open(folder), Problem.NOT_A_LEDGER, "is not a ledger of Assay");
        assertProblem(() -> journal().hold(), Problem.NOT_A_LEDGER, "is not a ledger of Assay");
    }

    @Test
    void folderThatH2CannotOpenIsRefusedBeforeAnythingIsWritten() {
        Path strange = folder.resolve("a;b");

        assertProblem(() -> new H2Journal(strange).hold(), Problem.UNREADABLE, "has a ';' in its path");
        assertThat(strange).doesNotExist();
    }
}
