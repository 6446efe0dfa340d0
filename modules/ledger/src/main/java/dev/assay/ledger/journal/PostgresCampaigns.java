package dev.assay.ledger.journal;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.JournalException.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The campaigns of a PostgreSQL database, for a node of a cluster. The campaigns that the cluster runs are kept by advisory
 * locks that its nodes share and that a lone process, which needs them alone, cannot have: {@link CampaignLock} is the other
 * side. They are locks of one session on a connection that does nothing else; when it breaks, all are taken again.
 */
public final class PostgresCampaigns implements CampaignDirectory, AutoCloseable {
    private static final String CAMPAIGNS =
            "SELECT \"persistence_id\", BOOL_OR(\"event_ser_manifest\" = 'CampaignFinished.v1') FROM \"event_journal\""
                    + " WHERE \"persistence_id\" LIKE '" + LedgerIds.CAMPAIGN_PREFIX + "%' AND \"deleted\" = FALSE"
                    + " GROUP BY \"persistence_id\" ORDER BY MIN(\"ordering\")";
    /** Far below the largest message between nodes. */
    private static final int PAGE_BYTES = 96 * 1024;

    private static final int PAGE = 500;
    private static final long CHECK_SECONDS = 2;
    private static final int ANSWER_SECONDS = 10;

    private final PostgresSettings settings;
    private final Set<String> kept = new LinkedHashSet<>();
    private final ScheduledExecutorService watch;
    private Consumer<String> lost = campaign -> {};
    private Connection session;

    /** Connects when it is first asked. */
    public PostgresCampaigns(PostgresSettings settings) {
        this.settings = settings;
        this.watch = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "campaign-locks");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(this::check, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public List<Listed> list() {
        return listed(settings);
    }

    static List<Listed> listed(PostgresSettings settings) {
        try (Connection connection = PostgresJournal.connect(settings)) {
            PostgresSchema.CURRENT.require(connection, settings);
            List<Listed> campaigns = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(CAMPAIGNS);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    campaigns.add(new Listed(LedgerIds.campaignId(rows.getString(1)), rows.getBoolean(2)));
                }
            }
            return List.copyOf(campaigns);
        } catch (SQLException e) {
            throw PostgresJournal.failure(settings, e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Entry<CampaignEvent>> events(String campaignId, long after) {
        try (JournalReader reader = journal(campaignId).read()) {
            List<Entry<CampaignEvent>> events = new ArrayList<>();
            int bytes = 0;
            for (StoredEntry row : reader.rows(LedgerIds.campaign(campaignId).id(), after, PAGE)) {
                bytes += row.bytes().length;
                if (!events.isEmpty() && bytes > PAGE_BYTES) {
                    break;
                }
                events.add((Entry<CampaignEvent>) row.entry());
            }
            return List.copyOf(events);
        }
    }

    @Override
    public synchronized void keep(String campaignId) {
        if (kept.contains(campaignId)) {
            return;
        }
        try {
            if (session == null) {
                session = open();
            }
            lock(campaignId);
            kept.add(campaignId);
        } catch (SQLException e) {
            throw PostgresJournal.failure(settings, e);
        }
    }

    @Override
    public void keepNew(String campaignId) {
        journal(campaignId).requireRoom();
        keep(campaignId);
        try {
            journal(campaignId).requireRoom();
        } catch (JournalException e) {
            letGo(campaignId);
            throw e;
        }
    }

    @Override
    public synchronized void letGo(String campaignId) {
        if (kept.remove(campaignId) && session != null) {
            try (Statement statement = session.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock_shared(" + CampaignLock.campaignKey(campaignId) + ")");
            } catch (SQLException e) {
                // The session is gone and with it the lock; it is no longer among those that are taken again.
            }
        }
    }

    @Override
    public synchronized void onLost(Consumer<String> told) {
        lost = told;
    }

    @Override
    public synchronized void close() {
        watch.shutdownNow();
        if (session != null) {
            PostgresJournal.closeQuietly(session);
        }
    }

    /** Takes all locks again if their connection is gone; without a server, the next time. */
    synchronized void check() {
        if (watch.isShutdown() || session == null || isAlive()) {
            return;
        }
        PostgresJournal.closeQuietly(session);
        try {
            session = open();
            for (String campaign : List.copyOf(kept)) {
                takeAgain(campaign);
            }
        } catch (JournalException | SQLException e) {
            // The server is not back, or has gone again: a session that is not alive is opened anew.
        }
    }

    private void takeAgain(String campaign) throws SQLException {
        try {
            lock(campaign);
        } catch (JournalException e) {
            if (e.problem() != Problem.LOCKED) {
                throw e;
            }
            kept.remove(campaign);
            lost.accept(campaign);
        }
    }

    private void lock(String campaignId) throws SQLException {
        CampaignLock.lock(session, campaignId, journal(campaignId).where(), "pg_advisory_lock_shared");
    }

    private Connection open() throws SQLException {
        Connection connection = PostgresJournal.connect(settings);
        try {
            PostgresSchema.CURRENT.require(connection, settings);
            return connection;
        } catch (SQLException | JournalException e) {
            PostgresJournal.closeQuietly(connection);
            throw e;
        }
    }

    private boolean isAlive() {
        try {
            return session.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    private PostgresJournal journal(String campaignId) {
        return new PostgresJournal(settings, campaignId);
    }
}
