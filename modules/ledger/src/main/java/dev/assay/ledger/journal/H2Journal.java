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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.h2.api.ErrorCode;
import org.h2.tools.RunScript;

/**
 * The embedded journal: the file {@code ledger.mv.db} in a run folder, opened by one process at a time.
 *
 * <p>An event is acknowledged when its commit has been handed to the operating system ({@code WRITE_DELAY=0}; H2's
 * default delays it, and loses acknowledged events when the process is killed). It outlives the process however that
 * ends. A machine that loses power may lose the last moments: H2 does not force each commit to the disk.
 */
public final class H2Journal extends Journal {
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

    private final Path runFolder;
    private final Path named;

    public H2Journal(Path runFolder) {
        this(runFolder, file(runFolder));
    }

    /** @param named the file that messages name, of which the one in the folder may be a copy */
    H2Journal(Path runFolder, Path named) {
        this.runFolder = runFolder;
        this.named = named;
    }

    /** The journal's file in a run folder; it exists once the journal has been held. */
    public static Path file(Path runFolder) {
        return runFolder.resolve(FILE_NAME);
    }

    @Override
    public String where() {
        return file().toString();
    }

    @Override
    public Config config() {
        return ConfigFactory.empty()
                .withValue(DB_URL, ConfigValueFactory.fromAnyRef(url() + ";IFEXISTS=TRUE"))
                .withFallback(ConfigFactory.parseResourcesAnySyntax(H2Journal.class.getClassLoader(), "ledger-h2"));
    }

    /**
     * Creates the file where there is none, and keeps it open, so that no other process can take it; nor can it while a
     * failed write has closed the file.
     */
    @Override
    public Hold hold() {
        String url = url();
        boolean existed = Files.exists(file());
        try {
            Files.createDirectories(runFolder);
        } catch (IOException e) {
            throw new JournalException(
                    Problem.UNREADABLE, "run folder " + runFolder + " cannot be created: " + e.getMessage(), e);
        }
        RunLock lock = RunLock.take(runFolder).orElseThrow(this::running);
        try {
            return held(connect(url), existed, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private Hold held(Connection connection, boolean existed, RunLock lock) {
        OpenFile hold = new OpenFile(connection, file(), lock);
        try {
            if (!hasTables(hold.connection)) {
                if (existed && hasOtherTables(hold.connection)) {
                    throw notALedger(null);
                }
                createSchema(hold.connection);
            }
            return hold;
        } catch (SQLException e) {
            hold.close();
            throw new JournalException(
                    Problem.UNREADABLE, "ledger " + file() + " cannot be set up: " + e.getMessage(), e);
        } catch (JournalException e) {
            hold.close();
            throw e;
        }
    }

    @Override
    public void requireRoom() {
        if (Files.exists(file())) {
            requireEmpty();
        }
    }

    /**
     * The reader works on a copy, unless this process holds the file: so it never keeps a writer out, however long it reads.
     * A copy holds everything that was acknowledged before it was taken, because H2 appends to its file and leaves space that
     * it gave up alone for 45 seconds.
     */
    @Override
    public JournalReader read() {
        if (!Files.isRegularFile(file())) {
            throw missing();
        }
        // Where this process holds the file, no copy: closing any handle on it would end the process's lock on it.
        return RunLock.isHeldHere(runFolder) ? reader(this, () -> {}) : H2Copy.read(this);
    }

    /** Nothing to put down: a folder that remembers no other journal has this one. */
    @Override
    public void rememberIn(Path folder) {
        RememberedJournal.requireNone(folder);
    }

    /** The reader of a file that may be a copy of this one; messages name this one. */
    JournalReader reader(H2Journal file, Runnable afterClose) {
        Connection connection = file.connectToWrite();
        try {
            if (hasTables(connection)) {
                return new JournalReader(where(), connection, Optional.empty(), afterClose);
            }
        } catch (SQLException e) {
            close(connection);
            throw new JournalException(
                    Problem.UNREADABLE, "ledger " + file() + " cannot be read: " + e.getMessage(), e);
        }
        close(connection);
        throw notALedger(null);
    }

    @Override
    Connection connectToWrite() {
        return connect(url() + ";IFEXISTS=TRUE");
    }

    @Override
    boolean hasRoomFor(String persistenceId) {
        return true;
    }

    @Override
    String elsewhere() {
        return "choose another folder";
    }

    Path file() {
        return file(runFolder);
    }

    JournalException missing() {
        return new JournalException(
                Problem.MISSING, "no ledger at " + file() + ": the folder is not a run, or its campaign never started");
    }

    private JournalException running() {
        return new JournalException(
                Problem.LOCKED,
                "ledger " + named
                        + " is open in another process: a campaign is running in this folder, or a command adds to its"
                        + " ledger; stop it or wait for its end, or use another folder");
    }

    /** Every command of this release that writes has the run's own lock first. */
    private JournalException locked(Throwable cause) {
        return new JournalException(
                Problem.LOCKED,
                "ledger " + named
                        + " is open in another process, though no campaign is running in this folder: a program such as a"
                        + " database browser has the file; close it there, and try again",
                cause);
    }

    private JournalException notALedger(Throwable cause) {
        return new JournalException(
                Problem.NOT_A_LEDGER,
                named + " is not a ledger of Assay: give a run folder, or move the file away",
                cause);
    }

    /** The database stays open until the actor system is down: H2's own exit hook would close it under the actors. */
    private String url() {
        Path database = runFolder.toAbsolutePath().normalize().resolve(NAME);
        if (database.toString().indexOf(';') >= 0) {
            throw new JournalException(
                    Problem.UNREADABLE, "run folder '" + runFolder + "' has a ';' in its path, which H2 cannot open");
        }
        return "jdbc:h2:file:" + database + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE" + SMALL_COMMITS + NO_TRACE_FILE;
    }

    private Connection connect(String url) {
        try {
            return DriverManager.getConnection(url, USER, PASSWORD);
        } catch (SQLException e) {
            throw switch (e.getErrorCode()) {
                case ErrorCode.DATABASE_ALREADY_OPEN_1 -> locked(e);
                case ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1, ErrorCode.DATABASE_NOT_FOUND_1 -> missing();
                case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1, ErrorCode.WRONG_USER_OR_PASSWORD ->
                    notALedger(e);
                case ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2 ->
                    isDatabase() ? cannotBeOpened(e) : notALedger(e);
                default -> cannotBeOpened(e);
            };
        }
    }

    /** H2 calls a file that it never wrote an I/O error, as it does a disk that fails. */
    private boolean isDatabase() {
        try (InputStream content = Files.newInputStream(file())) {
            return new String(content.readNBytes(HEADER.length()), StandardCharsets.ISO_8859_1).equals(HEADER);
        } catch (IOException e) {
            return true;
        }
    }

    private JournalException cannotBeOpened(SQLException e) {
        return new JournalException(Problem.UNREADABLE, "ledger " + named + " cannot be opened: " + e.getMessage(), e);
    }

    private static boolean hasTables(Connection connection) throws SQLException {
        return count(connection, COUNT_TABLES) == TABLES;
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

    private void close(Connection connection) {
        close(connection, file());
    }

    private static void close(Connection connection, Path file) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new JournalException(
                    Problem.UNREADABLE, "ledger " + file + " cannot be closed: " + e.getMessage(), e);
        }
    }

    /** The file, kept open for this process, and the lock of the run, which stays when H2 closes the file. */
    private static final class OpenFile implements Hold {
        private final CompletableFuture<JournalException> never = new CompletableFuture<>();
        private final Connection connection;
        private final Path file;
        private final RunLock lock;

        private OpenFile(Connection connection, Path file, RunLock lock) {
            this.connection = connection;
            this.file = file;
            this.lock = lock;
        }

        @Override
        public CompletionStage<JournalException> lost() {
            return never;
        }

        @Override
        public void close() {
            try {
                H2Journal.close(connection, file);
            } finally {
                lock.close();
            }
        }
    }
}
