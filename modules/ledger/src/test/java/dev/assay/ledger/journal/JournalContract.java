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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What both kinds of journal promise; {@link H2JournalTest} and {@link PostgresJournalTest} hold it for each. */
abstract class JournalContract {
    static final String TOY = "toy";

    private static final int ENTITIES = 3;
    private static final int KILLS = 10;

    private TestingPlace place;
    private ChainHead head = ChainHead.START;

    /** An empty place. */
    abstract TestingPlace newPlace();

    @BeforeEach
    void choosePlace() {
        place = newPlace();
    }

    TestingPlace place() {
        return place;
    }

    Journal journal() {
        return place.journal(TOY);
    }

    @Test
    @Timeout(120)
    void everyAcknowledgedEventOutlivesAKilledProcess() {
        place.prepare();
        long acknowledged;
        try (ForkedJvm node = new ForkedJvm(RecordingNode.class, place.words())) {
            assertThat(node.await("RECOVERED")).isZero();
            while (node.await("ACK") < 200) {
                // Kill it in full flight, not before.
            }
            acknowledged = node.killAndFindLast("ACK");
        }

        try (ForkedJvm node = new ForkedJvm(RecordingNode.class, place.words())) {
            long recovered = node.await("RECOVERED");
            assertThat(recovered).isBetween(acknowledged, acknowledged + 1);
            assertThat(node.await("ACK")).isEqualTo(recovered + 1);
        }
        List<CampaignEvent> found = readToy();
        assertThat(found).hasSizeGreaterThanOrEqualTo((int) acknowledged + 1).isEqualTo(toyEvents(found.size()));
    }

    /** Commits that overlap are where a database may take one for stored that is not; each kill comes right after the first. */
    @Test
    @Timeout(240)
    void whatIsAcknowledgedSideBySideOutlivesKillAfterKill() {
        place.prepare();
        long[] acknowledged = new long[ENTITIES];
        for (int kill = 0; kill < KILLS; kill++) {
            try (ForkedJvm node = new ForkedJvm(RecordingNode.class, place.words(), Integer.toString(ENTITIES))) {
                for (int entity = 0; entity < ENTITIES; entity++) {
                    assertThat(node.await("RECOVERED"))
                            .as("events of entity %s after %s kills", entity, kill)
                            .isGreaterThanOrEqualTo(acknowledged[entity]);
                }
                acknowledged[0] = node.await("ACK");
                for (int entity = 0; entity < ENTITIES; entity++) {
                    String marker = entity == 0 ? "ACK" : "ACK" + entity;
                    acknowledged[entity] = Math.max(acknowledged[entity], node.killAndFindLast(marker));
                }
            }
        }
    }

    @Test
    @Timeout(120)
    void journalOfARunningProcessIsReadAndNotHeldByASecondOne() {
        place.prepare();
        try (ForkedJvm node = new ForkedJvm(RecordingNode.class, place.words())) {
            for (int i = 0; i < 10; i++) {
                long acknowledged = node.await("ACK");
                List<CampaignEvent> found = readToy();
                assertThat(found).hasSizeGreaterThanOrEqualTo((int) acknowledged);
                assertThat(found).isEqualTo(toyEvents(found.size()));
            }
            assertProblem(() -> journal().hold(), Problem.LOCKED, "another process");
            assertProblem(() -> JournalWriter.into(journal()), Problem.LOCKED, "another process");
        }
    }

    @Test
    void holdingTwiceKeepsWhatIsThere() throws SQLException {
        place.prepare();
        insert(1, new CampaignFinished(Instant.EPOCH, "done"));

        journal().hold().close();

        assertThat(readToy()).containsExactly(new CampaignFinished(Instant.EPOCH, "done"));
    }

    @Test
    void newCampaignIsRefusedWhereThereAreEventsOfIt() throws SQLException {
        place.prepare();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));

        assertProblem(
                () -> journal().holdNew(),
                Problem.EXISTS,
                "there are events already in " + journal().where());
        assertProblem(() -> JournalWriter.into(journal()), Problem.EXISTS, "nothing was written");
        journal().hold().close();
    }

    @Test
    void findsTheCampaignAndEveryEventWithItsPlace() throws SQLException {
        place.prepare();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));
        insert(2, new StopRequested(Instant.EPOCH, "event 2"));

        try (JournalReader reader = journal().read()) {
            assertThat(reader.campaignId()).contains(TOY);
            assertThat(reader.persistenceIds()).containsExactly("campaign|toy");
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
        place.prepare();

        try (JournalReader reader = journal().read()) {
            assertThat(reader.campaignId()).isEmpty();
            assertThat(reader.persistenceIds()).isEmpty();
            assertThat(reader.all()).isEmpty();
        }
    }

    @Test
    void missingEventIsReported() throws SQLException {
        place.prepare();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));
        insert(3, new StopRequested(Instant.EPOCH, "event 3"));

        assertProblem(this::readToy, Problem.NOT_INTACT, "event 3 of 'campaign|toy' comes after event 1");
    }

    @Test
    void eventThatDoesNotFollowOnTheOneBeforeItIsReported() throws SQLException {
        place.prepare();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));
        head = new ChainHead(1, Digest.ofText("another event 1"));
        insert(2, new StopRequested(Instant.EPOCH, "event 2"));

        assertProblem(this::readToy, Problem.NOT_INTACT, "event 2 of 'campaign|toy' follows on an event with hash");
    }

    @Test
    void eventOfANewerReleaseIsReported() throws SQLException {
        place.prepare();
        insert(1, "CandidateSigned.v1", new byte[] {1});

        assertThatThrownBy(this::readToy)
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("newer release");
    }

    /** Two writers that do not know of each other: the second event of a number is refused, whoever writes it. */
    @Test
    void secondEventOfANumberIsRefusedByTheDatabase() throws SQLException {
        place.prepare();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));

        assertThatThrownBy(() -> insert(1, new StopRequested(Instant.EPOCH, "another event 1")))
                .isInstanceOf(SQLException.class);
        assertThat(readToy()).isEqualTo(toyEvents(1));
    }

    /** More than a page of them, in an order that differs by entity and by writing. */
    @Test
    void writtenEntriesAreReadAsTheyWere() {
        place.prepare();
        List<StoredEntry> written = new ArrayList<>();
        for (int n = 1; n <= 1_501; n++) {
            written.add(entry("campaign|toy", n));
            written.add(entry("trial|toy/c000/seed-1", n));
        }
        try (JournalWriter writer = JournalWriter.into(journal())) {
            written.forEach(writer::append);
            writer.commit();
        }

        try (JournalReader reader = journal().read()) {
            assertThat(reader.persistenceIds()).containsExactly("campaign|toy", "trial|toy/c000/seed-1");
            List<StoredEntry> inOrder = new ArrayList<>();
            reader.rows(inOrder::add);
            assertSame(inOrder, written);
            List<StoredEntry> ofTrial = new ArrayList<>();
            reader.rows("trial|toy/c000/seed-1", ofTrial::add);
            assertSame(
                    ofTrial,
                    written.stream()
                            .filter(entry -> entry.persistenceId().startsWith("trial"))
                            .toList());
        }
    }

    /** A walk of the journal reads a trial in the middle of its campaign. */
    @Test
    void rowsOfAnotherEntityCanBeReadInBetween() {
        place.prepare();
        try (JournalWriter writer = JournalWriter.into(journal())) {
            for (int n = 1; n <= 1_200; n++) {
                writer.append(entry("campaign|toy", n));
                writer.append(entry("trial|toy/c000/seed-1", n));
            }
            writer.commit();
        }

        List<Long> found = new ArrayList<>();
        try (JournalReader reader = journal().read()) {
            reader.rows("campaign|toy", row -> {
                found.add(row.sequenceNumber());
                if (row.sequenceNumber() == 600) {
                    reader.rows("trial|toy/c000/seed-1", other -> found.add(-other.sequenceNumber()));
                }
            });
        }
        assertThat(found)
                .isEqualTo(LongStream.concat(
                                LongStream.rangeClosed(1, 600),
                                LongStream.concat(
                                        LongStream.rangeClosed(1, 1_200).map(n -> -n),
                                        LongStream.rangeClosed(601, 1_200)))
                        .boxed()
                        .toList());
    }

    @Test
    void entriesThatAreNotCommittedAreNotThere() {
        place.prepare();
        try (JournalWriter writer = JournalWriter.into(journal())) {
            LongStream.rangeClosed(1, 700).forEach(n -> writer.append(entry("campaign|toy", n)));
        }

        try (JournalReader reader = journal().read()) {
            assertThat(reader.persistenceIds()).isEmpty();
        }
        try (JournalWriter writer = JournalWriter.into(journal())) {
            writer.append(entry("campaign|toy", 1));
            writer.commit();
        }
        assertThat(readToy()).isEqualTo(toyEvents(1));
    }

    /** Pekko's plugin reads what the writer wrote. */
    @Test
    @Timeout(120)
    void campaignGoesOnAfterWrittenEntries() {
        place.prepare();
        try (JournalWriter writer = JournalWriter.into(journal())) {
            for (CampaignEvent event : toyEvents(3)) {
                Entry<CampaignEvent> entry = EventCodec.seal(head, event);
                head = entry.head();
                writer.append(StoredEntry.of("campaign|toy", entry));
            }
            writer.commit();
        }

        try (ForkedJvm node = new ForkedJvm(RecordingNode.class, place.words())) {
            assertThat(node.await("RECOVERED")).isEqualTo(3);
            assertThat(node.await("ACK")).isEqualTo(4);
        }
        assertThat(readToy().subList(0, 4)).isEqualTo(toyEvents(4));
    }

    List<CampaignEvent> readToy() {
        try (JournalReader reader = journal().read()) {
            return reader.campaign(TOY);
        }
    }

    static List<CampaignEvent> toyEvents(int count) {
        return LongStream.rangeClosed(1, count)
                .<CampaignEvent>mapToObj(n -> new StopRequested(Instant.EPOCH, "event " + n))
                .toList();
    }

    /** The first of its kind and number, which follows on nothing. */
    static StoredEntry entry(String persistenceId, long sequenceNumber) {
        CampaignEvent event = new StopRequested(Instant.EPOCH, "event " + sequenceNumber);
        return new StoredEntry(
                persistenceId,
                sequenceNumber,
                LedgerSerializer.IDENTIFIER,
                EventCodec.manifest(event),
                EventCodec.seal(ChainHead.START, event).bytes());
    }

    void insert(long sequenceNumber, CampaignEvent event) throws SQLException {
        Entry<CampaignEvent> entry = EventCodec.seal(head, event);
        head = entry.head();
        insert(sequenceNumber, EventCodec.manifest(event), entry.bytes());
    }

    static void assertProblem(ThrowingCallable action, Problem problem, String message) {
        assertThatThrownBy(action)
                .hasMessageContaining(message)
                .asInstanceOf(type(JournalException.class))
                .extracting(JournalException::problem)
                .isEqualTo(problem);
    }

    private static void assertSame(List<StoredEntry> actual, List<StoredEntry> expected) {
        assertThat(actual).usingRecursiveFieldByFieldElementComparator().isEqualTo(expected);
    }

    private void insert(long sequenceNumber, String manifest, byte[] payload) throws SQLException {
        try (Connection connection = place.connect();
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
}
