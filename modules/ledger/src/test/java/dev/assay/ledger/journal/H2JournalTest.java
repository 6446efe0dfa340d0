package dev.assay.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.ledger.wire.LedgerSerializer;
import dev.assay.ledger.wire.UnreadableEventException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class H2JournalTest {
    private static final String TOY = "toy";

    @TempDir
    Path folder;

    private ChainHead head = ChainHead.START;

    @Test
    @Timeout(120)
    void everyAcknowledgedEventOutlivesAKilledProcess() {
        long acknowledged;
        try (ForkedJvm node = new ForkedJvm(RecordingNode.class, folder.toString())) {
            assertThat(node.await("RECOVERED")).isZero();
            while (node.await("ACK") < 200) {
                // Kill it in full flight, not before.
            }
            acknowledged = node.killAndFindLast("ACK");
        }

        List<CampaignEvent> found = readToy();
        assertThat(found)
                .hasSizeGreaterThanOrEqualTo((int) acknowledged)
                .hasSizeLessThanOrEqualTo((int) acknowledged + 1);
        assertThat(found).isEqualTo(toyEvents(found.size()));
        try (ForkedJvm node = new ForkedJvm(RecordingNode.class, folder.toString())) {
            assertThat(node.await("RECOVERED")).isEqualTo(found.size());
            assertThat(node.await("ACK")).isEqualTo(found.size() + 1);
        }
    }

    @Test
    @Timeout(120)
    void journalOfARunningProcessIsReadFromACopyAndNotOpenedForWriting() {
        try (ForkedJvm node = new ForkedJvm(RecordingNode.class, folder.toString())) {
            for (int i = 0; i < 10; i++) {
                long acknowledged = node.await("ACK");
                List<CampaignEvent> found = readToy();
                assertThat(found).hasSizeGreaterThanOrEqualTo((int) acknowledged);
                assertThat(found).isEqualTo(toyEvents(found.size()));
            }
            assertProblem(() -> new H2Journal(folder).hold().close(), Problem.LOCKED, "open in another process");
        }
    }

    @Test
    void preparingTwiceKeepsWhatIsThere() throws SQLException {
        new H2Journal(folder).hold().close();
        insert(1, new CampaignFinished(Instant.EPOCH, "done"));

        new H2Journal(folder).hold().close();

        assertThat(readToy()).containsExactly(new CampaignFinished(Instant.EPOCH, "done"));
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
    void findsTheCampaignAndEveryEventWithItsPlace() throws SQLException {
        new H2Journal(folder).hold().close();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));
        insert(2, new StopRequested(Instant.EPOCH, "event 2"));

        try (JournalReader reader = JournalReader.open(folder)) {
            assertThat(reader.campaignId()).contains(TOY);
            assertThat(reader.all())
                    .extracting(RecordedEvent::persistenceId, RecordedEvent::sequenceNumber, RecordedEvent::event)
                    .containsExactly(
                            tuple("campaign|toy", 1L, new StopRequested(Instant.EPOCH, "event 1")),
                            tuple("campaign|toy", 2L, new StopRequested(Instant.EPOCH, "event 2")));
            assertThat(reader.trial("none")).isEmpty();
        }
    }

    @Test
    void emptyJournalHasNoCampaign() {
        new H2Journal(folder).hold().close();

        try (JournalReader reader = JournalReader.open(folder)) {
            assertThat(reader.campaignId()).isEmpty();
            assertThat(reader.all()).isEmpty();
        }
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
        assertProblem(() -> new H2Journal(folder).hold().close(), Problem.NOT_A_LEDGER, "is not a ledger of Assay");
    }

    @Test
    void databaseOfAnotherProgramIsNotALedger() throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute("CREATE TABLE PRICES (ID INT)");
        }

        assertProblem(() -> JournalReader.open(folder), Problem.NOT_A_LEDGER, "is not a ledger of Assay");
        assertProblem(() -> new H2Journal(folder).hold().close(), Problem.NOT_A_LEDGER, "is not a ledger of Assay");
    }

    @Test
    void missingEventIsReported() throws SQLException {
        new H2Journal(folder).hold().close();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));
        insert(3, new StopRequested(Instant.EPOCH, "event 3"));

        assertProblem(this::readToy, Problem.NOT_INTACT, "event 3 of 'campaign|toy' comes after event 1");
    }

    @Test
    void eventThatDoesNotFollowOnTheOneBeforeItIsReported() throws SQLException {
        new H2Journal(folder).hold().close();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));
        head = new ChainHead(1, Digest.ofText("another event 1"));
        insert(2, new StopRequested(Instant.EPOCH, "event 2"));

        assertProblem(this::readToy, Problem.NOT_INTACT, "event 2 of 'campaign|toy' follows on an event with hash");
    }

    @Test
    void eventOfANewerReleaseIsReported() throws SQLException {
        new H2Journal(folder).hold().close();
        insert(1, "CandidateSigned.v1", new byte[] {1});

        assertThatThrownBy(this::readToy)
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("newer release");
    }

    @Test
    void folderThatH2CannotOpenIsRefusedBeforeAnythingIsWritten() {
        Path strange = folder.resolve("a;b");

        assertProblem(() -> new H2Journal(strange).hold().close(), Problem.UNREADABLE, "has a ';' in its path");
        assertThat(strange).doesNotExist();
    }

    private List<CampaignEvent> readToy() {
        try (JournalReader reader = JournalReader.open(folder)) {
            return reader.campaign(TOY);
        }
    }

    private static List<CampaignEvent> toyEvents(int count) {
        return LongStream.rangeClosed(1, count)
                .<CampaignEvent>mapToObj(n -> new StopRequested(Instant.EPOCH, "event " + n))
                .toList();
    }

    private void insert(long sequenceNumber, CampaignEvent event) throws SQLException {
        Entry<CampaignEvent> entry = EventCodec.seal(head, event);
        head = entry.head();
        insert(sequenceNumber, EventCodec.manifest(event), entry.bytes());
    }

    private void insert(long sequenceNumber, String manifest, byte[] payload) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO \"event_journal\" (\"persistence_id\", \"sequence_number\", \"writer\","
                                + " \"write_timestamp\", \"adapter_manifest\", \"event_payload\", \"event_ser_id\","
                                + " \"event_ser_manifest\") VALUES ('campaign|toy', ?, '', 0, '', ?, ?, ?)")) {
            insert.setLong(1, sequenceNumber);
            insert.setBytes(2, payload);
            insert.setInt(3, LedgerSerializer.IDENTIFIER);
            insert.setString(4, manifest);
            insert.executeUpdate();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("ledger"), "sa", "");
    }

    private static void assertProblem(ThrowingCallable action, Problem problem, String message) {
        assertThatThrownBy(action)
                .hasMessageContaining(message)
                .asInstanceOf(type(JournalException.class))
                .extracting(JournalException::problem)
                .isEqualTo(problem);
    }
}
