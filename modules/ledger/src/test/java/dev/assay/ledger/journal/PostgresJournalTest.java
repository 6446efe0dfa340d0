package dev.assay.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.ledger.journal.TestingPlace.PostgresDatabase;
import dev.assay.testkit.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal in a database, which other campaigns share. */
class PostgresJournalTest extends JournalContract {
    @TempDir
    Path folder;

    @Override
    TestingPlace newPlace() {
        return TestingPlace.newDatabase();
    }

    @Test
    void readerSeesItsOwnCampaignOnly() {
        place().prepare();
        for (String campaign : List.of("toy", "toy-2", "to", "toy0", "toy_", "t%")) {
            try (JournalWriter writer = JournalWriter.into(place().journal(campaign))) {
                writer.append(entry("campaign|" + campaign, 1));
                writer.append(entry("trial|" + campaign + "/c000/seed-1", 1));
                writer.append(entry("trial|" + campaign + "/c001/confirm-2", 1));
                writer.commit();
            }
        }
        for (String campaign : List.of("toy", "toy-2", "to", "toy0", "toy_", "t%")) {
            try (JournalReader reader = place().journal(campaign).read()) {
                List<String> entities = List.of(
                        "campaign|" + campaign,
                        "trial|" + campaign + "/c000/seed-1",
                        "trial|" + campaign + "/c001/confirm-2");
                assertThat(reader.campaignId()).contains(campaign);
                assertThat(reader.persistenceIds()).isEqualTo(entities);
                List<String> found = new ArrayList<>();
                reader.rows(row -> found.add(row.persistenceId()));
                assertThat(found).isEqualTo(entities);
            }
        }
        try (JournalReader reader = place().journal("another").read()) {
            assertThat(reader.campaignId()).isEmpty();
        }
    }

    @Test
    void readerOfAllSeesEveryCampaignOfTheDatabase() {
        place().prepare();
        for (String campaign : List.of("toy", "to")) {
            try (JournalWriter writer = JournalWriter.into(place().journal(campaign))) {
                writer.append(entry("campaign|" + campaign, 1));
                writer.append(entry("trial|" + campaign + "/c000/seed-1", 1));
                writer.commit();
            }
        }
        PostgresJournal another = ((PostgresDatabase) place()).journal("another");
        try (JournalReader all = another.readAll()) {
            assertThat(all.persistenceIds())
                    .containsExactly("campaign|toy", "trial|toy/c000/seed-1", "campaign|to", "trial|to/c000/seed-1");
            assertThat(all.campaign("to")).hasSize(1);
        }
        assertThat(another.campaigns())
                .containsExactly(new CampaignDirectory.Listed("toy", false), new CampaignDirectory.Listed("to", false));
    }

    @Test
    void entriesOfAnotherCampaignAreRefused() {
        place().prepare();
        try (JournalWriter writer = JournalWriter.into(journal())) {
            assertProblem(() -> writer.append(entry("campaign|other", 1)), Problem.NOT_A_LEDGER, "does not belong");
            assertProblem(
                    () -> writer.append(entry("trial|toy-2/c000/seed-1", 1)), Problem.NOT_A_LEDGER, "does not belong");
        }
    }

    @Test
    void readerSeesOneMoment() throws SQLException {
        place().prepare();
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));
        try (JournalReader reader = journal().read()) {
            assertThat(reader.campaign(TOY)).hasSize(1);
            insert(2, new StopRequested(Instant.EPOCH, "event 2"));
            assertThat(reader.campaign(TOY)).hasSize(1);
        }
        assertThat(readToy()).hasSize(2);
    }

    @Test
    @Timeout(30)
    void eventOfAWriterThatHangsBeforeItsCommitIsNotWaitedForUntilItWakes() throws SQLException {
        place().prepare();
        String session = journal()
                .config()
                .getString("pekko-persistence-jdbc.shared-databases.slick.db.connectionInitSql")
                .replace("'10s'", "'50ms'");
        try (Connection hanging = place().connect();
                Statement statement = hanging.createStatement()) {
            statement.execute(session);
            hanging.setAutoCommit(false);
            statement.execute("INSERT INTO event_journal (persistence_id, sequence_number, deleted, writer,"
                    + " write_timestamp, event_payload, event_ser_id, event_ser_manifest)"
                    + " VALUES ('campaign|toy', 1, false, '', 0, '', 0, '')");

            insert(1, new StopRequested(Instant.EPOCH, "event 1"));

            assertThat(readToy()).hasSize(1);
            assertThatThrownBy(hanging::commit).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void twoCampaignsAreWrittenSideBySide() {
        place().prepare();
        try (Journal.Hold toy = journal().hold();
                Journal.Hold other = place().journal("other").hold()) {
            assertThat(toy.lost().toCompletableFuture()).isNotDone();
            assertThat(other.lost().toCompletableFuture()).isNotDone();
            assertProblem(
                    () -> journal().hold(),
                    Problem.LOCKED,
                    "process " + ProcessHandle.current().pid());
        }
        journal().hold().close();
    }

    @Test
    void lockIsTakenAgainWhenItsConnectionWasCut() throws SQLException {
        place().prepare();
        try (CampaignLock lock = (CampaignLock) journal().hold()) {
            cutAllOthers();
            lock.check();

            assertThat(lock.lost().toCompletableFuture()).isNotDone();
            assertProblem(() -> journal().hold(), Problem.LOCKED, "another process");
        }
    }

    @Test
    void processIsToldWhenAnotherTookTheCampaignMeanwhile() throws SQLException {
        place().prepare();
        try (CampaignLock first = (CampaignLock) journal().hold()) {
            cutAllOthers();
            try (Journal.Hold second = journal().hold()) {
                first.check();

                assertThat(first.lost().toCompletableFuture())
                        .isCompletedWithValueMatching(reason -> reason.problem() == Problem.LOCKED
                                && reason.getMessage().contains("another process has taken over campaign 'toy'"));
                assertThat(second.lost().toCompletableFuture()).isNotDone();
            }
        }
    }

    @Test
    @Timeout(120)
    void lockComesBackWithTheServer() throws Exception {
        try (PostgresServer own = ownServer()) {
            PostgresDatabase database = new PostgresDatabase(own.port(), own.newDatabase());
            database.prepare();
            try (CampaignLock lock = (CampaignLock) database.journal(TOY).hold()) {
                own.stop();
                lock.check();
                assertThat(lock.lost().toCompletableFuture()).isNotDone();
                assertProblem(() -> database.journal(TOY).read(), Problem.UNREADABLE, "cannot be reached");
                own.restart();
                lock.check();

                assertThat(lock.lost().toCompletableFuture()).isNotDone();
                assertProblem(() -> database.journal(TOY).hold(), Problem.LOCKED, "another process");
            }
        }
    }

    @Test
    void databaseWithoutTablesIsRefusedWithTheCommandThatMakesThem() {
        assertProblem(() -> journal().hold(), Problem.MISSING, "by 'assay ledger init --ledger ledger.conf'");
        assertProblem(() -> journal().read(), Problem.MISSING, "is not set up as a ledger");
    }

    @Test
    void wrongLoginIsRefused() {
        PostgresSettings right = ((PostgresDatabase) place()).settings();
        for (Optional<String> password : List.of(Optional.of("wrong"), Optional.<String>empty())) {
            assertProblem(
                    () -> new PostgresJournal(right.withPassword(password), TOY).hold(),
                    Problem.REFUSED,
                    "does not let user 'assay' in");
        }
    }

    @Test
    void missingDatabaseIsRefused() {
        int port = ((PostgresDatabase) place()).port();
        assertProblem(
                () -> new PostgresDatabase(port, "nowhere").journal(TOY).hold(),
                Problem.REFUSED,
                "has no database 'nowhere'");
    }

    @Test
    void adviceOfARunNamesAFileThatTablesCanBeMadeBy() throws Exception {
        Path settings = folder.resolve("server.conf");
        Files.writeString(settings, """
                assay.ledger { port = %d, database = %s, password = "%s", ssl-mode = disable }
                """.formatted(
                ((PostgresDatabase) place()).port(), ((PostgresDatabase) place()).name(), PostgresServer.PASSWORD));
        Path run = folder.resolve("run");
        new PostgresJournal(PostgresSettings.read(settings), TOY).rememberIn(run);

        assertProblem(() -> Journal.of(run).read(), Problem.MISSING, "by 'assay ledger init --ledger " + settings);
    }

    @Test
    void runRemembersItsDatabaseAndNotThePassword() throws Exception {
        place().prepare();
        Path settings = folder.resolve("server.conf");
        int port = ((PostgresDatabase) place()).port();
        Files.writeString(settings, """
                assay.ledger { port = %d, database = %s, password = "%s", ssl-mode = disable }
                """.formatted(port, ((PostgresDatabase) place()).name(), PostgresServer.PASSWORD));
        Journal journal = new PostgresJournal(PostgresSettings.read(settings), TOY);
        Path run = folder.resolve("run");
        journal.rememberIn(run);

        assertThat(run.resolve("ledger.conf")).content().doesNotContain(PostgresServer.PASSWORD);
        assertThat(Journal.of(run).where()).isEqualTo(journal.where()).doesNotContain(PostgresServer.PASSWORD);
        insert(1, new StopRequested(Instant.EPOCH, "event 1"));
        try (JournalReader reader = JournalReader.open(run)) {
            assertThat(reader.campaignId()).contains(TOY);
        }
        Files.delete(settings);
        assertProblem(() -> JournalReader.open(run), Problem.REFUSED, PostgresSettings.PASSWORD_VARIABLE);
    }

    /** Cuts every session of the database, as an administrator or a restart does. */
    private void cutAllOthers() throws SQLException {
        try (Connection connection = place().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
    }

    private static PostgresServer ownServer() throws PostgresServer.Unavailable {
        PostgresServer.shared();
        return PostgresServer.start();
    }
}
