package dev.assay.ledger.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.assay.ledger.journal.JournalException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;
import org.h2.tools.RunScript;

/**
 * The embedded journal: the file {@code ledger.mv.db} in a run folder, opened by one process at a time.
 *
 * <p>An event is acknowledged when its commit has been handed to the operating system ({@code WRITE_DELAY=0}; H2's
 * default delays it, and loses acknowledged events when the process is killed). It outlives the process however that
 * ends. A machine that loses power may lose the last moments: H2 does not force each commit to the disk.
 */
public final class H2Journal {
    private static final String NAME = "ledger";
    private static final String FILE_NAME = NAME + ".mv.db";
    private static final String USER = "sa";
    private static final String PASSWORD = "";
    private static final String SCHEMA = "schema-h2.sql";
    /**
     * Events stay in their row, and pages are small: a commit of one event writes a quarter of what H2's defaults write,
     * which matters because every event is a commit.
     */
    private static final String SMALL_COMMITS = ";MAX_LENGTH_INPLACE_LOB=65536;PAGE_SIZE=2048";

    /** Errors are thrown and told; a log of them in the run folder would only surprise those who read a run. */
    private static final String NO_TRACE_FILE = ";TRACE_LEVEL_FILE=0";
    /** How every file that H2 writes begins. */
    private static final String HEADER = "H:2,";

    private static final String DB_URL = "pekko-persistence-jdbc.shared-databases.slick.db.url";
    private static final String COUNT_TABLES =
            "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME IN ('event_journal', 'event_tag', 'snapshot')";
    private static final int TABLES = 3;

    private H2Journal() {}

    /** The journal's file; it exists once {@link #prepare} has been there. */
    public static Path file(Path runFolder) {
        return runFolder.resolve(FILE_NAME);
    }

    /**
     * Creates the journal of a run, or checks that an existing one can be opened for writing. Inside the actor system the
     * same problems would only show as time-outs.
     *
     * @throws JournalException if another process has the journal open, or the file is not a journal
     */
    public static void prepare(Path runFolder) {
        hold(runFolder).close();
    }

    /**
     * As {@link #prepare}, and keeps the journal open for this process, so that no other can take it before the actor
     * system has opened it too. To be closed after the actor system has ended.
     */
    public static Hold hold(Path runFolder) {
        Path file = file(runFolder);
        String url = url(runFolder);
        boolean existed = Files.exists(file);
        try {
            Files.createDirectories(runFolder);
        } catch (IOException e) {
            throw new JournalException(
                    Problem.UNREADABLE, "run folder " + runFolder + " cannot be created: " + e.getMessage(), e);
        }
        RunLock lock = RunLock.take(runFolder).orElseThrow(() -> locked(file, null));
        try {
            return hold(file, connect(url, file), existed, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Hold hold(Path file, Connection connection, boolean existed, RunLock lock) {
        Hold hold = new Hold(connection, file, lock);
        try {
            if (!hasTables(hold.connection)) {
                if (existed && hasOtherTables(hold.connection)) {
                    throw notALedger(file, null);
                }
                createSchema(hold.connection);
            }
            return hold;
        } catch (SQLException e) {
            hold.close();
            throw cannotSetUp(file, e);
        } catch (JournalException e) {
            hold.close();
            throw e;
        }
    }

    /** The journal of a run, kept for this process, also while a failed write has closed its file. */
    public static final class Hold implements AutoCloseable {
        private final Connection connection;
        private final Path file;
        private final RunLock lock;

        private Hold(Connection connection, Path file, RunLock lock) {
            this.connection = connection;
            this.file = file;
            this.lock = lock;
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new JournalException(
                        Problem.UNREADABLE, "ledger " + file + " cannot be closed: " + e.getMessage(), e);
            } finally {
                lock.close();
            }
        }
    }

    /**
     * Settings that make Pekko Persistence use the run's journal, to be put in front of the application's own:
     * {@code H2Journal.config(folder).withFallback(ConfigFactory.load())}.
     */
    public static Config config(Path runFolder) {
        return ConfigFactory.empty()
                .withValue(DB_URL, ConfigValueFactory.fromAnyRef(url(runFolder) + ";IFEXISTS=TRUE"))
                .withFallback(ConfigFactory.parseResourcesAnySyntax(H2Journal.class.getClassLoader(), "ledger-h2"));
    }

    /** @throws JournalException with the reason in words */
    static Connection connectExisting(Path runFolder) {
        return connect(url(runFolder) + ";IFEXISTS=TRUE", file(runFolder));
    }

    static boolean hasTables(Connection connection) throws SQLException {
        return count(connection, COUNT_TABLES) == TABLES;
    }

    private static JournalException locked(Path file, Throwable cause) {
        return new JournalException(
                Problem.LOCKED,
                "ledger " + file
                        + " is open in another process: a campaign is running in this folder; stop it first, or"
                        + " use another folder",
                cause);
    }

    static JournalException notALedger(Path file, Throwable cause) {
        return new JournalException(
                Problem.NOT_A_LEDGER,
                file + " is not a ledger of Assay: give a run folder, or move the file away",
                cause);
    }

    /** The database stays open until the actor system is down: H2's own exit hook would close it under the actors. */
    private static String url(Path runFolder) {
        Path database = runFolder.toAbsolutePath().normalize().resolve(NAME);
        if (database.toString().indexOf(';') >= 0) {
            throw new JournalException(
                    Problem.UNREADABLE, "run folder '" + runFolder + "' has a ';' in its path, which H2 cannot open");
        }
        return "jdbc:h2:file:" + database + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE" + SMALL_COMMITS + NO_TRACE_FILE;
    }

    private static Connection connect(String url, Path file) {
        try {
            return DriverManager.getConnection(url, USER, PASSWORD);
        } catch (SQLException e) {
            throw switch (e.getErrorCode()) {
                case ErrorCode.DATABASE_ALREADY_OPEN_1 -> locked(file, e);
                case ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1, ErrorCode.DATABASE_NOT_FOUND_1 -> missing(file);
                case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1, ErrorCode.WRONG_USER_OR_PASSWORD ->
                    notALedger(file, e);
                case ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2 ->
                    isDatabase(file) ? cannotBeOpened(file, e) : notALedger(file, e);
                default -> cannotBeOpened(file, e);
            };
        }
    }

    /** H2 calls a file that it never wrote an I/O error, as it does a disk that fails. */
    private static boolean isDatabase(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return new String(content.readNBytes(HEADER.length()), StandardCharsets.ISO_8859_1).equals(HEADER);
        } catch (IOException e) {
            return true;
        }
    }

    private static JournalException cannotBeOpened(Path file, SQLException e) {
        return new JournalException(Problem.UNREADABLE, "ledger " + file + " cannot be opened: " + e.getMessage(), e);
    }

    static JournalException missing(Path file) {
        return new JournalException(
                Problem.MISSING, "no ledger at " + file + ": the folder is not a run, or its campaign never started");
    }

    private static JournalException cannotSetUp(Path file, SQLException cause) {
        return new JournalException(
                Problem.UNREADABLE, "ledger " + file + " cannot be set up: " + cause.getMessage(), cause);
    }

    private static boolean hasOtherTables(Connection connection) throws SQLException {
        return count(
                        connection,
                        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'PUBLIC' AND TABLE_NAME"
                                + " NOT IN ('event_journal', 'event_tag', 'snapshot')")
                > 0;
    }

    private static long count(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void createSchema(Connection connection) throws SQLException {
        try (InputStream script = H2Journal.class.getResourceAsStream(SCHEMA);
                Reader reader = new InputStreamReader(script, StandardCharsets.UTF_8)) {
            RunScript.execute(connection, reader);
        } catch (IOException e) {
            throw new IllegalStateException("resource " + SCHEMA + " cannot be read", e);
        }
    }
}
