package dev.assay.ledger.journal;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.journal.JournalException.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The right to write a campaign in a database: a session's advisory lock, on a connection that does nothing else, so that the
 * server gives the campaign free when the process is gone, however it ended. The connection is looked after: when it breaks,
 * the lock is taken again as soon as the server is back, and if another process has it by then, this one is told.
 *
 * <p>Between a break and its notice two processes may write; then the tables' primary key refuses the slower one's event.
 */
final class CampaignLock implements Journal.Hold {
    /** The server may need a moment to notice that a process which held the lock is gone. */
    private static final String PATIENCE = "3s";

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final long CHECK_SECONDS = 2;
    private static final int ANSWER_SECONDS = 10;
    private static final String HOLDER = "SELECT a.application_name, a.client_addr, l.mode FROM pg_locks l"
            + " JOIN pg_stat_activity a ON a.pid = l.pid JOIN pg_database d ON d.oid = l.database"
            + " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
            + " AND ((l.classid::bigint << 32) | l.objid::bigint) = ?";

    private final PostgresJournal journal;
    private final CompletableFuture<JournalException> lost = new CompletableFuture<>();
    private final ScheduledExecutorService watch;
    private Session session;

    private CampaignLock(PostgresJournal journal, Session session) {
        this.journal = journal;
        this.session = session;
        this.watch = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "campaign-lock");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @throws JournalException if another process has the campaign, or the database cannot be had */
    static CampaignLock take(PostgresJournal journal) {
        CampaignLock lock = new CampaignLock(journal, Session.open(journal, Optional.empty()));
        lock.watch.scheduleWithFixedDelay(lock::check, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        return lock;
    }

    /** The lock of a campaign: whoever writes it alone has it exclusively, the nodes of a cluster share it. */
    static long campaignKey(String campaignId) {
        return key("assay campaign " + campaignId);
    }

    /** A number for what is locked; advisory locks have no names. */
    static long key(String name) {
        return Long.parseUnsignedLong(Digest.ofText(name).hex().substring(0, 16), 16);
    }

    @Override
    public CompletionStage<JournalException> lost() {
        return lost;
    }

    @Override
    public synchronized void close() {
        watch.shutdownNow();
        PostgresJournal.closeQuietly(session.connection());
    }

    /** Takes the lock again if its connection is gone; without a server, the next time. */
    synchronized void check() {
        if (watch.isShutdown() || lost.isDone() || session.isAlive()) {
            return;
        }
        PostgresJournal.closeQuietly(session.connection());
        try {
            session = Session.open(journal, Optional.of(session));
        } catch (JournalException e) {
            if (e.problem() == Problem.LOCKED) {
                lost.complete(new JournalException(
                        Problem.LOCKED,
                        "the connection to the database was lost, and meanwhile another process has taken over "
                                + journal.where() + ": this one has stopped, and the campaign goes on there",
                        e));
            }
        }
    }

    /**
     * Takes a campaign's lock for this connection's session.
     *
     * @param where the campaign, for messages
     * @param function of the server that takes the lock, exclusively or shared
     * @throws JournalException if others have it
     */
    static void lock(Connection connection, String campaignId, String where, String function) throws SQLException {
        long key = campaignKey(campaignId);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '" + PATIENCE + "'");
            statement.execute("SELECT " + function + "(" + key + ")");
        } catch (SQLException e) {
            if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            throw new JournalException(Problem.LOCKED, where + " is being " + holder(connection, key), e);
        }
    }

    /** Who has it and what to do, for people. */
    private static String holder(Connection connection, long key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HOLDER)) {
            query.setLong(1, key);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    return "written by another process (which has just ended): try again";
                }
                String process = rows.getString(1) + " from " + rows.getString(2);
                return rows.getString(3).equals("ShareLock")
                        ? "run by a cluster, one of whose nodes is " + process
                                + ": speak to it by 'assay campaign', or choose another name"
                        : "written by another process (" + process + "): stop it first, or choose another name";
            }
        }
    }

    /** A connection that has the lock, and the server's process behind it. */
    private record Session(Connection connection, int serverProcess) {
        /** @param before this process's own earlier one, which the server may not have noticed to be gone */
        static Session open(PostgresJournal journal, Optional<Session> before) {
            Connection connection = PostgresJournal.connect(journal.settings());
            try {
                journal.requireSchema(connection);
                before.ifPresent(gone -> end(connection, gone.serverProcess()));
                lock(connection, journal.campaignId(), journal.where(), "pg_advisory_lock");
                return new Session(connection, processOf(connection));
            } catch (SQLException e) {
                PostgresJournal.closeQuietly(connection);
                throw PostgresJournal.failure(journal.settings(), e);
            } catch (JournalException e) {
                PostgresJournal.closeQuietly(connection);
                throw e;
            }
        }

        boolean isAlive() {
            try {
                return connection.isValid(ANSWER_SECONDS);
            } catch (SQLException e) {
                return false;
            }
        }

        /** Only if it is ours: the server has given the number to somebody else's session, if it was started anew. */
        private static void end(Connection connection, int serverProcess) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND application_name = ?")) {
                statement.setInt(1, serverProcess);
                statement.setString(2, PostgresSettings.applicationName());
                statement.executeQuery().close();
            } catch (SQLException e) {
                // Then the lock is waited for as anybody's.
            }
        }

        private static int processOf(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
