package dev.assay.ledger.journal;

import dev.assay.testkit.postgres.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/** An empty place for a journal of either kind, and how another process finds it. */
sealed interface TestingPlace {
    /** The journal of a campaign. */
    Journal journal(String campaignId);

    /** To the database behind it, as somebody has it who goes round this program. */
    Connection connect() throws SQLException;

    /** Its words, for {@link #of(String)} in another process. */
    String words();

    /** Only for a database: creates the tables. */
    void prepare();

    static TestingPlace of(String words) {
        String[] parts = words.split(" ", 3);
        return parts[0].equals("h2")
                ? new H2Folder(Path.of(parts[1]))
                : new PostgresDatabase(Integer.parseInt(parts[1]), parts[2]);
    }

    /** A new database on the server of this JVM; where there is none, the test is skipped. */
    static PostgresDatabase newDatabase() {
        PostgresServer server = PostgresServer.shared();
        return new PostgresDatabase(server.port(), server.newDatabase());
    }

    record H2Folder(Path folder) implements TestingPlace {
        @Override
        public H2Journal journal(String campaignId) {
            return new H2Journal(folder);
        }

        @Override
        public Connection connect() throws SQLException {
            return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("ledger"), "sa", "");
        }

        @Override
        public String words() {
            return "h2 " + folder;
        }

        @Override
        public void prepare() {
            new H2Journal(folder).hold().close();
        }
    }

    record PostgresDatabase(int port, String name) implements TestingPlace {
        @Override
        public PostgresJournal journal(String campaignId) {
            return new PostgresJournal(settings(), campaignId);
        }

        @Override
        public Connection connect() throws SQLException {
            return PostgresJournal.connect(settings());
        }

        @Override
        public String words() {
            return "postgres " + port + " " + name;
        }

        @Override
        public void prepare() {
            PostgresSchema.CURRENT.migrate(settings());
        }

        PostgresSettings settings() {
            return new PostgresSettings(
                    PostgresServer.HOST,
                    port,
                    name,
                    PostgresServer.USER,
                    Optional.of(PostgresServer.PASSWORD),
                    "disable",
                    Path.of("ledger.conf"));
        }
    }
}
