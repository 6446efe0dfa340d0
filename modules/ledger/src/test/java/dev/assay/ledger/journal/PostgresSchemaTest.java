package dev.assay.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.ledger.journal.PostgresSchema.Migration;
import dev.assay.ledger.journal.TestingPlace.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a database becomes a ledger, and stays one from release to release. */
class PostgresSchemaTest {
    private static final String FIRST = PostgresSchema.CURRENT.scripts().get(0);
    private static final PostgresSchema NEXT = new PostgresSchema(List.of(FIRST, "schema-testing-2.sql"));

    private PostgresDatabase database;

    @BeforeEach
    void newDatabase() {
        database = TestingPlace.newDatabase();
    }

    @Test
    void isCreatedOnce() {
        int version = PostgresSchema.CURRENT.version();
        assertThat(PostgresSchema.CURRENT.migrate(database.settings())).isEqualTo(new Migration(0, version));
        assertThat(PostgresSchema.CURRENT.migrate(database.settings())).isEqualTo(new Migration(version, version));
    }

    @Test
    void isCreatedOnceByTwoAtTheSameTime() throws Exception {
        int together = 6;
        ExecutorService threads = Executors.newFixedThreadPool(together);
        try {
            CountDownLatch start = new CountDownLatch(together);
            List<Future<Migration>> all = new ArrayList<>();
            for (int i = 0; i < together; i++) {
                all.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    return NEXT.migrate(database.settings());
                }));
            }
            List<Migration> done = new ArrayList<>();
            for (Future<Migration> one : all) {
                done.add(one.get());
            }
            assertThat(done).containsOnlyOnce(new Migration(0, 2)).contains(new Migration(2, 2));
            assertThat(done).filteredOn(new Migration(2, 2)::equals).hasSize(together - 1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void isBroughtUpToDateWithWhatIsThere() throws SQLException {
        new PostgresSchema(List.of(FIRST)).migrate(database.settings());
        try (JournalWriter writer = JournalWriter.into(database.journal("toy"))) {
            writer.append(JournalContract.entry("campaign|toy", 1));
            writer.commit();
        }
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() -> NEXT.require(connection, database.settings()))
                    .hasMessageContaining("an earlier release, version 1")
                    .hasMessageContaining("assay ledger init --ledger");
        }

        assertThat(NEXT.migrate(database.settings())).isEqualTo(new Migration(1, 2));

        try (Connection connection = database.connect();
                ResultSet rows = connection.createStatement().executeQuery("SELECT note FROM event_journal")) {
            NEXT.require(connection, database.settings());
            assertThat(rows.next()).isTrue();
        }
    }

    @Test
    void ofANewerReleaseIsLeftAlone() {
        new PostgresSchema(List.of(FIRST, "schema-testing-2.sql")).migrate(database.settings());
        PostgresSchema older = new PostgresSchema(List.of(FIRST));

        JournalContract.assertProblem(
                () -> older.migrate(database.settings()), Problem.NOT_A_LEDGER, "a newer release, version 2");
        if (PostgresSchema.CURRENT.version() == 1) {
            JournalContract.assertProblem(
                    () -> database.journal("toy").hold(), Problem.NOT_A_LEDGER, "a newer release, version 2");
        }
    }

    @Test
    void scriptThatFailsLeavesNothing() throws SQLException {
        PostgresSchema broken = new PostgresSchema(List.of(FIRST, "schema-testing-broken.sql"));
        JournalContract.assertProblem(() -> broken.migrate(database.settings()), Problem.UNREADABLE, "nowhere");

        try (Connection connection = database.connect();
                ResultSet rows = connection.createStatement().executeQuery("SELECT to_regclass('event_journal')")) {
            rows.next();
            assertThat(rows.getString(1)).isNull();
        }
    }

    @Test
    void ofAnotherProgramIsLeftAlone() throws SQLException {
        try (Connection connection = database.connect()) {
            connection.createStatement().execute("CREATE TABLE event_journal (id INTEGER)");
        }

        JournalContract.assertProblem(
                () -> PostgresSchema.CURRENT.migrate(database.settings()),
                Problem.NOT_A_LEDGER,
                "a table 'event_journal' of another program");
    }
}
