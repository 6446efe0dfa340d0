package dev.assay.ledger.journal;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.ledger.trial.TrialEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the events of a run straight from its journal, without an actor system. While another process writes to the
 * journal, the reader works on a copy of the file: a copy holds everything that was acknowledged before it was taken,
 * because H2 appends to its file and leaves space that it gave up alone for 45 seconds.
 */
public final class JournalReader implements AutoCloseable {
    private static final int COPY_ATTEMPTS = 5;
    private static final String CAMPAIGN_PREFIX = LedgerIds.CAMPAIGN + "|";
    private static final String SELECT =
            "SELECT \"persistence_id\", \"sequence_number\", \"event_ser_id\", \"event_ser_manifest\", \"event_payload\""
                    + " FROM \"event_journal\" WHERE \"deleted\" = FALSE";
    private static final String ALL = SELECT + " ORDER BY \"ordering\"";
    private static final String ONE_ENTITY = SELECT + " AND \"persistence_id\" = ? ORDER BY \"sequence_number\"";
    private static final String ENTITIES = "SELECT DISTINCT \"persistence_id\" FROM \"event_journal\" WHERE"
            + " \"persistence_id\" = ? OR SUBSTRING(\"persistence_id\" FROM 1 FOR CHAR_LENGTH(?)) = ?"
            + " ORDER BY \"persistence_id\"";
    private static final String CAMPAIGNS =
            "SELECT \"persistence_id\" FROM \"event_journal\" WHERE \"sequence_number\" = 1 AND \"persistence_id\" LIKE '"
                    + CAMPAIGN_PREFIX + "%' ORDER BY \"ordering\"";

    private final Path file;
    private final Connection connection;
    private final Optional<Path> copy;

    private JournalReader(Path file, Connection connection, Optional<Path> copy) {
        this.file = file;
        this.connection = connection;
        this.copy = copy;
    }

    /**
     * Opens the journal of a run.
     *
     * @throws JournalException if there is none, or the file is not a journal
     */
    public static JournalReader open(Path runFolder) {
        Path file = H2Journal.file(runFolder);
        if (!Files.isRegularFile(file)) {
            throw H2Journal.missing(file);
        }
        // Not the copy at once: closing any handle on the file ends this process's lock on it, where it has one.
        try {
            return checked(new JournalReader(file, H2Journal.connectExisting(runFolder), Optional.empty()));
        } catch (JournalException e) {
            if (e.problem() != Problem.LOCKED) {
                throw e;
            }
        }
        return openCopy(file);
    }

    /** The campaign of this run; empty if the journal has no event of a campaign yet. */
    public Optional<String> campaignId() {
        try (PreparedStatement query = connection.prepareStatement(CAMPAIGNS);
                ResultSet rows = query.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1).substring(CAMPAIGN_PREFIX.length())) : Optional.empty();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** The campaign's events in their order; empty if there are none. */
    public List<CampaignEvent> campaign(String campaignId) {
        return entity(LedgerIds.campaign(campaignId).id(), CampaignEvent.class);
    }

    /** The trial's events in their order; empty if there are none. */
    public List<TrialEvent> trial(String trialId) {
        return entity(LedgerIds.trial(trialId).id(), TrialEvent.class);
    }

    /** Every event of the journal in the order in which they were written. */
    public List<RecordedEvent> all() {
        List<RecordedEvent> events = new ArrayList<>();
        ChainCheck check = new ChainCheck(file);
        try (PreparedStatement query = connection.prepareStatement(ALL)) {
            read(query, row -> events.add(check.next(row)));
        } catch (SQLException e) {
            throw unreadable(e);
        }
        return List.copyOf(events);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(e);
        } finally {
            copy.ifPresent(JournalReader::delete);
        }
    }

    /** The entities that have events: the campaign, and trials whose ids begin with its name. */
    public List<String> entities(String campaignId) {
        List<String> entities = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(ENTITIES)) {
            query.setString(1, LedgerIds.campaign(campaignId).id());
            query.setString(2, LedgerIds.trial(campaignId + "/").id());
            query.setString(3, LedgerIds.trial(campaignId + "/").id());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    entities.add(rows.getString(1));
                }
            }
            return List.copyOf(entities);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** The stored entries of an entity in their order, one at a time and as they are; nothing is held against the chain. */
    public void rows(String persistenceId, Consumer<StoredEntry> consumer) {
        try (PreparedStatement query = connection.prepareStatement(ONE_ENTITY)) {
            query.setString(1, persistenceId);
            read(query, consumer);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private <E> List<E> entity(String persistenceId, Class<E> type) {
        List<E> events = new ArrayList<>();
        ChainCheck check = new ChainCheck(file);
        rows(persistenceId, row -> events.add(type.cast(check.next(row).event())));
        return List.copyOf(events);
    }

    private static void read(PreparedStatement query, Consumer<StoredEntry> consumer) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                consumer.accept(new StoredEntry(
                        rows.getString(1), rows.getLong(2), rows.getInt(3), rows.getString(4), rows.getBytes(5)));
            }
        }
    }

    private JournalException unreadable(SQLException e) {
        return new JournalException(Problem.UNREADABLE, "ledger " + file + " cannot be read: " + e.getMessage(), e);
    }

    private static JournalReader checked(JournalReader reader) {
        try {
            if (H2Journal.hasTables(reader.connection)) {
                return reader;
            }
        } catch (SQLException e) {
            reader.close();
            throw reader.unreadable(e);
        }
        reader.close();
        throw H2Journal.notALedger(reader.file, null);
    }

    private static JournalReader openCopy(Path file) {
        JournalException last = null;
        for (int attempt = 0; attempt < COPY_ATTEMPTS; attempt++) {
            Path folder = copy(file);
            try {
                return checked(new JournalReader(file, H2Journal.connectExisting(folder), Optional.of(folder)));
            } catch (JournalException e) {
                // Torn by a write at the same moment: the next copy is another moment.
                delete(folder);
                last = e;
            }
        }
        throw new JournalException(
                Problem.LOCKED,
                "ledger " + file + " is open in another process, and no readable copy of it could be taken: try again",
                last);
    }

    private static Path copy(Path file) {
        try {
            Path folder = Files.createTempDirectory("assay-ledger-");
            Files.copy(file, H2Journal.file(folder), StandardCopyOption.REPLACE_EXISTING);
            return folder;
        } catch (NoSuchFileException e) {
            throw H2Journal.missing(file);
        } catch (IOException e) {
            throw new JournalException(
                    Problem.UNREADABLE, "ledger " + file + " cannot be copied for reading: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.deleteIfExists(H2Journal.file(folder));
            Files.deleteIfExists(folder.resolve("ledger.trace.db"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // A leftover copy in the temporary folder harms nobody.
            folder.toFile().deleteOnExit();
        }
    }
}
