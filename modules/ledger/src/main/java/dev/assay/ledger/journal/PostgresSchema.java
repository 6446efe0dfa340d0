package dev.assay.ledger.journal;

import dev.assay.ledger.journal.JournalException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a PostgreSQL database, and the way to them from each version of an earlier release. The table
 * {@code assay_schema} has a row for each script that was run; a script is never changed once it was released.
 *
 * @param scripts resources beside this class; the first makes version 1 of an empty database
 */
public record PostgresSchema(List<String> scripts) {
    /** As this release writes it. */
    public static final PostgresSchema CURRENT = new PostgresSchema(List.of("schema-postgres-1.sql"));

    /** One at a time in a database; any number will do that nobody else locks. */
    private static final long LOCK = CampaignLock.key("assay schema");

    private static final String VERSIONS =
            "CREATE TABLE IF NOT EXISTS \"assay_schema\" (\"version\" INTEGER PRIMARY KEY,"
                    + " \"applied_at\" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP)";

    public PostgresSchema {
        scripts = List.copyOf(scripts);
    }

    /** What {@link #migrate} found and left; 0 = there was nothing. */
    public record Migration(int from, int to) {}

    /** The version that the scripts come to. */
    public int version() {
        return scripts.size();
    }

    /**
     * Creates the tables, or brings them to this release's version; changes nothing where they have it. All or nothing, and
     * two that do it at once take turns.
     *
     * @throws JournalException if the database cannot be had, is of a newer release, or of another program
     */
    public Migration migrate(PostgresSettings settings) {
        try (Connection connection = PostgresJournal.connect(settings)) {
            connection.setAutoCommit(false);
            execute(connection, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
            int from = find(connection, settings);
            if (from == 0) {
                execute(connection, VERSIONS);
            }
            for (int version = from + 1; version <= version(); version++) {
                execute(connection, script(scripts.get(version - 1)));
                try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO \"assay_schema\" (\"version\") VALUES (?)")) {
                    insert.setInt(1, version);
                    insert.executeUpdate();
                }
            }
            connection.commit();
            return new Migration(from, version());
        } catch (SQLException e) {
            throw PostgresJournal.failure(settings, e);
        }
    }

    /** @throws JournalException if the tables are not there, or not of this release's version */
    void require(Connection connection, PostgresSettings settings) throws SQLException {
        require(connection, settings, initBy(settings.file()));
    }

    /** @param init how its tables are made, for people */
    void require(Connection connection, PostgresSettings settings, String init) throws SQLException {
        int found = find(connection, settings);
        if (found == 0) {
            throw new JournalException(
                    Problem.MISSING, settings + " is not set up as a ledger: create its tables by " + init);
        }
        if (found < version()) {
            throw new JournalException(
                    Problem.MISSING,
                    settings + " has the tables of an earlier release, version " + found
                            + ", and this one needs version " + version() + ": bring them up to date by " + init
                            + "; campaigns stay as they are");
        }
    }

    static String initBy(Path settings) {
        return "'assay ledger init --ledger " + settings + "'";
    }

    /** The version that is there, 0 for none. */
    private int find(Connection connection, PostgresSettings settings) throws SQLException {
        if (!exists(connection, "assay_schema")) {
            if (exists(connection, "event_journal")) {
                throw new JournalException(
                        Problem.NOT_A_LEDGER,
                        settings + " has a table 'event_journal' of another program: give a database of its own");
            }
            return 0;
        }
        int found = number(connection, "SELECT COALESCE(MAX(\"version\"), 0) FROM \"assay_schema\"");
        if (found > version()) {
            throw new JournalException(
                    Problem.NOT_A_LEDGER,
                    settings + " has the tables of a newer release, version " + found
                            + ", and this one knows versions up to " + version()
                            + ": use that release; nothing was changed");
        }
        return found;
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        return number(connection, "SELECT CASE WHEN to_regclass('\"" + table + "\"') IS NULL THEN 0 ELSE 1 END") == 1;
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String script(String name) {
        try (InputStream script = PostgresSchema.class.getResourceAsStream(name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource " + name + " cannot be read", e);
        }
    }
}
