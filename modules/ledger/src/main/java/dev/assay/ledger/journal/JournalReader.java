package dev.assay.ledger.journal;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.ledger.trial.TrialEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads the events of a campaign and its trials straight from their journal, without an actor system; in a database of several
 * campaigns it sees those of one, unless all were asked for. Rows are fetched some at a time, so memory does not grow with the
 * journal.
 */
public final class JournalReader implements AutoCloseable {
    private static final int PAGE = 1000;
    private static final String COLUMNS =
            "SELECT \"persistence_id\", \"sequence_number\", \"event_ser_id\", \"event_ser_manifest\", \"event_payload\","
                    + " \"ordering\" FROM \"event_journal\" WHERE \"deleted\" = FALSE";
    private static final String ONE_ENTITY = COLUMNS
            + " AND \"persistence_id\" = ? AND \"sequence_number\" > ? ORDER BY \"sequence_number\" FETCH FIRST " + PAGE
            + " ROWS ONLY";
    private static final String LAST_OF_ENTITY =
            COLUMNS + " AND \"persistence_id\" = ? ORDER BY \"sequence_number\" DESC FETCH FIRST ROW ONLY";
    private static final String IN_ORDER =
            " AND \"ordering\" > ? ORDER BY \"ordering\" FETCH FIRST " + PAGE + " ROWS ONLY";
    /** From the first id that a trial of the campaign can have to the first that it cannot: a range of the index. */
    private static final String OF_CAMPAIGN =
            " AND (\"persistence_id\" = ? OR \"persistence_id\" >= ? AND \"persistence_id\" < ?)";

    private static final String CAMPAIGNS =
            "SELECT \"persistence_id\" FROM \"event_journal\" WHERE \"persistence_id\" LIKE '"
                    + LedgerIds.CAMPAIGN_PREFIX + "%'";
    private static final String BEGINNING = " AND \"sequence_number\" = 1";
    private static final String FIRST = " ORDER BY \"ordering\" FETCH FIRST ROW ONLY";
    private static final String ANY = "SELECT \"persistence_id\" FROM \"event_journal\" WHERE TRUE";

    private static final String SNAPSHOTS =
            "SELECT \"persistence_id\", \"sequence_number\", \"snapshot_ser_id\", \"snapshot_ser_manifest\","
                    + " \"snapshot_payload\" FROM \"snapshot\" WHERE TRUE";

    private static final String IDS = "SELECT \"persistence_id\" FROM \"event_journal\" WHERE \"deleted\" = FALSE";
    private static final String IN_ORDER_OF_BEGINNING = " GROUP BY \"persistence_id\" ORDER BY MIN(\"ordering\")";

    private final String where;
    private final Connection connection;
    private final Optional<String> onlyCampaign;
    private final Runnable afterClose;

    /**
     * @param where the journal, for messages
     * @param onlyCampaign whose events are seen; empty = all that there are
     * @param afterClose called once the connection is closed
     */
    JournalReader(String where, Connection connection, Optional<String> onlyCampaign, Runnable afterClose) {
        this.where = where;
        this.connection = connection;
        this.onlyCampaign = onlyCampaign;
        this.afterClose = afterClose;
    }

    /**
     * Opens the journal of a run, whichever it has.
     *
     * @throws JournalException if there is none, or it cannot be read
     */
    public static JournalReader open(Path runFolder) {
        return Journal.of(runFolder).read();
    }

    /** Where the journal is, for messages. */
    public String where() {
        return where;
    }

    /**
     * The campaign of this run; empty if the journal has no event of a campaign yet. Of one that has lost its first event it is
     * found too, so that the loss is.
     */
    public Optional<String> campaignId() {
        return Stream.of(CAMPAIGNS + BEGINNING, CAMPAIGNS)
                .flatMap(select -> ids(select + ofCampaign() + FIRST).stream())
                .map(LedgerIds::campaignId)
                .findFirst();
    }

    /** The entities that have a row, in the order in which they began. */
    public List<String> persistenceIds() {
        return ids(IDS + ofCampaign() + IN_ORDER_OF_BEGINNING);
    }

    /** The campaign's events in their order; empty if there are none. */
    public List<CampaignEvent> campaign(String campaignId) {
        return entity(LedgerIds.campaign(campaignId).id(), CampaignEvent.class);
    }

    /** The end of the campaign's chain as it is stored; the start of a chain if there are no events. */
    public ChainHead head(String campaignId) {
        return last(campaignId).map(Entry::head).orElse(ChainHead.START);
    }

    /** Whether the campaign's events are chained, so that it can go on; those of releases before the chain are not. */
    public boolean isChained(String campaignId) {
        return last(campaignId).map(Entry::isChained).orElse(true);
    }

    private Optional<? extends Entry<?>> last(String campaignId) {
        try (PreparedStatement query = connection.prepareStatement(LAST_OF_ENTITY)) {
            query.setString(1, LedgerIds.campaign(campaignId).id());
            return page(query).stream().map(row -> row.entry().entry()).findFirst();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** The trial's events in their order; empty if there are none. */
    public List<TrialEvent> trial(String trialId) {
        return entity(LedgerIds.trial(trialId).id(), TrialEvent.class);
    }

    /** Every event of the journal in the order in which they were written, all in memory. */
    public List<RecordedEvent> all() {
        List<RecordedEvent> events = new ArrayList<>();
        events(events::add);
        return List.copyOf(events);
    }

    /**
     * As {@link #all()}, one at a time: those before a flaw have been given when it is found.
     *
     * @throws JournalException if an event does not follow on the one before it of its entity
     */
    public void events(Consumer<RecordedEvent> consumer) {
        ChainCheck check = new ChainCheck(where);
        rows(row -> consumer.accept(check.next(row)));
    }

    /** The stored entries of an entity in their order, one at a time and as they are; nothing is held against the chain. */
    public void rows(String persistenceId, Consumer<StoredEntry> consumer) {
        try (PreparedStatement query = connection.prepareStatement(ONE_ENTITY)) {
            query.setString(1, persistenceId);
            pages(query, 2, StoredRow::sequenceNumber, consumer);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** As {@link #rows(String, Consumer)}, those behind a number only, and some at most. */
    List<StoredEntry> rows(String persistenceId, long behind, int most) {
        try (PreparedStatement query = connection.prepareStatement(ONE_ENTITY)) {
            query.setString(1, persistenceId);
            query.setLong(2, behind);
            return page(query).stream().limit(most).map(StoredRow::entry).toList();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** As {@link #rows(String, Consumer)}, of every entity, in the order in which they were written. */
    public void rows(Consumer<StoredEntry> consumer) {
        try (PreparedStatement query = connection.prepareStatement(COLUMNS + ofCampaign() + IN_ORDER)) {
            pages(query, setCampaign(query, onlyCampaign), StoredRow::ordering, consumer);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** The snapshots of all entities, as they are and in no order; there are few of an entity. */
    public List<StoredSnapshot> snapshots() {
        List<StoredSnapshot> snapshots = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(SNAPSHOTS + ofCampaign())) {
            setCampaign(query, onlyCampaign);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    snapshots.add(new StoredSnapshot(
                            rows.getString(1), rows.getLong(2), rows.getInt(3), rows.getString(4), rows.getBytes(5)));
                }
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
        return List.copyOf(snapshots);
    }

    /** Whether there is no row at all. */
    public boolean isEmpty() {
        return ids(ANY + ofCampaign() + FIRST).isEmpty();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(e);
        } finally {
            afterClose.run();
        }
    }

    private <E> List<E> entity(String persistenceId, Class<E> type) {
        List<E> events = new ArrayList<>();
        ChainCheck check = new ChainCheck(where);
        rows(persistenceId, row -> events.add(type.cast(check.next(row).event())));
        return List.copyOf(events);
    }

    private List<String> ids(String select) {
        List<String> ids = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(select)) {
            setCampaign(query, onlyCampaign);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
        return List.copyOf(ids);
    }

    private String ofCampaign() {
        return onlyCampaign.isPresent() ? OF_CAMPAIGN : "";
    }

    /** @return the index of the next parameter */
    private static int setCampaign(PreparedStatement query, Optional<String> campaign) throws SQLException {
        if (campaign.isEmpty()) {
            return 1;
        }
        String trials = LedgerIds.trialsOf(campaign.get());
        int end = trials.length() - 1;
        query.setString(1, LedgerIds.campaign(campaign.get()).id());
        query.setString(2, trials);
        query.setString(3, trials.substring(0, end) + (char) (trials.charAt(end) + 1));
        return 4;
    }

    /** Page by page, each beginning behind the last row of the one before: no result set is open while rows are consumed. */
    private static void pages(PreparedStatement query, int behind, ToLong place, Consumer<StoredEntry> consumer)
            throws SQLException {
        long last = Long.MIN_VALUE;
        List<StoredRow> page;
        do {
            query.setLong(behind, last);
            page = page(query);
            page.forEach(row -> consumer.accept(row.entry()));
            last = page.isEmpty() ? last : place.of(page.get(page.size() - 1));
        } while (page.size() == PAGE);
    }

    private static List<StoredRow> page(PreparedStatement query) throws SQLException {
        List<StoredRow> page = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                StoredEntry entry = new StoredEntry(
                        rows.getString(1), rows.getLong(2), rows.getInt(3), rows.getString(4), rows.getBytes(5));
                page.add(new StoredRow(entry, rows.getLong(6)));
            }
        }
        return page;
    }

    private JournalException unreadable(SQLException e) {
        return new JournalException(Problem.UNREADABLE, "ledger " + where + " cannot be read: " + e.getMessage(), e);
    }

    /** @param ordering its place among all rows of the table */
    private record StoredRow(StoredEntry entry, long ordering) {
        long sequenceNumber() {
            return entry.sequenceNumber();
        }
    }

    private interface ToLong {
        long of(StoredRow row);
    }
}
