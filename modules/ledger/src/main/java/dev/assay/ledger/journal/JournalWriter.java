package dev.assay.ledger.journal;

import dev.assay.ledger.journal.JournalException.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Puts entries and snapshots into a journal without an actor system: all of them, or none where it is closed without
 * {@link #commit}. The rows are those that Pekko's JDBC plugin writes and reads.
 */
public final class JournalWriter implements AutoCloseable {
    private static final int BATCH = 500;
    /** No actor wrote the rows; the plugin reads neither writer nor time of a row, and the entry has its own. */
    private static final String WRITER = "journal-writer";

    private static final String INSERT =
            "INSERT INTO \"event_journal\" (\"persistence_id\", \"sequence_number\", \"deleted\","
                    + " \"writer\", \"write_timestamp\", \"adapter_manifest\", \"event_payload\", \"event_ser_id\","
                    + " \"event_ser_manifest\") VALUES (?, ?, FALSE, '" + WRITER + "', 0, '', ?, ?, ?)";

    private static final String INSERT_SNAPSHOT =
            "INSERT INTO \"snapshot\" (\"persistence_id\", \"sequence_number\", \"created\", \"snapshot_ser_id\","
                    + " \"snapshot_ser_manifest\", \"snapshot_payload\") VALUES (?, ?, 0, ?, ?, ?)";

    private final Journal journal;
    private final Journal.Hold hold;
    private final Connection connection;
    private final PreparedStatement insert;
    private int waiting;

    private JournalWriter(Journal journal, Journal.Hold hold, Connection connection, PreparedStatement insert) {
        this.journal = journal;
        this.hold = hold;
        this.connection = connection;
        this.insert = insert;
    }

    /**
     * Holds the journal for the writer.
     *
     * @throws JournalException if the campaign has events there, another process has it, or it cannot be written
     */
    public static JournalWriter into(Journal journal) {
        return holding(journal, journal.holdNew());
    }

    /**
     * Holds the journal of a campaign that no node runs, to add entries to what is there.
     *
     * @throws JournalException if another process has it, or it cannot be written
     */
    public static JournalWriter onto(Journal journal) {
        return holding(journal, journal.hold());
    }

    private static JournalWriter holding(Journal journal, Journal.Hold hold) {
        Connection connection;
        try {
            connection = journal.connectToWrite();
        } catch (JournalException e) {
            hold.close();
            throw e;
        }
        try {
            connection.setAutoCommit(false);
            return new JournalWriter(journal, hold, connection, connection.prepareStatement(INSERT));
        } catch (SQLException e) {
            PostgresJournal.closeQuietly(connection);
            hold.close();
            throw unwritable(journal, e);
        }
    }

    /**
     * Adds an entry behind those before it, in the order of their writing.
     *
     * @throws JournalException if it belongs to another campaign than the journal, or cannot be stored
     */
    public void append(StoredEntry entry) {
        requireRoomFor(entry.persistenceId());
        try {
            insert.setString(1, entry.persistenceId());
            insert.setLong(2, entry.sequenceNumber());
            insert.setBytes(3, entry.bytes());
            insert.setInt(4, entry.serializer());
            insert.setString(5, entry.manifest());
            insert.addBatch();
            waiting++;
            if (waiting == BATCH) {
                flush();
            }
        } catch (SQLException e) {
            throw unwritable(journal, e);
        }
    }

    /**
     * Adds a snapshot, of entries that are in the journal or not: nothing is checked.
     *
     * @throws JournalException if it belongs to another campaign than the journal, or cannot be stored
     */
    public void append(StoredSnapshot snapshot) {
        requireRoomFor(snapshot.persistenceId());
        try (PreparedStatement insertSnapshot = connection.prepareStatement(INSERT_SNAPSHOT)) {
            insertSnapshot.setString(1, snapshot.persistenceId());
            insertSnapshot.setLong(2, snapshot.sequenceNumber());
            insertSnapshot.setInt(3, snapshot.serializer());
            insertSnapshot.setString(4, snapshot.manifest());
            insertSnapshot.setBytes(5, snapshot.bytes());
            insertSnapshot.executeUpdate();
        } catch (SQLException e) {
            throw unwritable(journal, e);
        }
    }

    /** Makes all entries durable at once. */
    public void commit() {
        try {
            flush();
            connection.commit();
        } catch (SQLException e) {
            throw unwritable(journal, e);
        }
    }

    @Override
    public void close() {
        try (hold;
                connection;
                insert) {
            connection.rollback();
        } catch (SQLException e) {
            throw unwritable(journal, e);
        }
    }

    private void requireRoomFor(String persistenceId) {
        if (!journal.hasRoomFor(persistenceId)) {
            throw new JournalException(
                    Problem.NOT_A_LEDGER,
                    "'" + persistenceId + "' does not belong into " + journal.where()
                            + ": nothing was written; give the journal of the campaign that it is of");
        }
    }

    private void flush() throws SQLException {
        insert.executeBatch();
        waiting = 0;
    }

    private static JournalException unwritable(Journal journal, SQLException e) {
        Throwable cause = e.getNextException() == null ? e : e.getNextException();
        return new JournalException(
                Problem.UNREADABLE, "ledger " + journal.where() + " cannot be written: " + cause.getMessage(), e);
    }
}
