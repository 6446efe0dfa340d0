package dev.assay.ledger.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.assay.ledger.journal.CampaignDirectory.Listed;
import dev.assay.ledger.journal.JournalException.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * One campaign in a PostgreSQL database, which holds any number of them; it was set up by {@link PostgresSchema}. An event is
 * acknowledged when the server has it on its disk: the server's own {@code synchronous_commit} is left as it is.
 */
public final class PostgresJournal extends Journal {
    private static final String DB = "pekko-persistence-jdbc.shared-databases.slick.db.";

    /** A session whose machine is gone keeps its locks until the server finds out: by itself, after two hours. */
    private static final String NOTICE_LOSS =
            "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

    private final PostgresSettings settings;
    private final String campaignId;
    private final String init;

    public PostgresJournal(PostgresSettings settings, String campaignId) {
        this(settings, campaignId, PostgresSchema.initBy(settings.file()));
    }

    /** @param init how the database's tables are made, for people */
    PostgresJournal(PostgresSettings settings, String campaignId, String init) {
        this.settings = settings;
        this.campaignId = campaignId;
        this.init = init;
    }

    @Override
    public String where() {
        return "campaign '" + campaignId + "' in " + settings;
    }

    @Override
    public Config config() {
        return config(settings);
    }

    /** As {@link #config()}, for a process that runs any number of the database's campaigns. */
    public static Config config(PostgresSettings settings) {
        Config own = ConfigFactory.empty()
                .withValue(DB + "url", ConfigValueFactory.fromAnyRef(settings.url()))
                .withValue(DB + "user", ConfigValueFactory.fromAnyRef(settings.user()));
        return settings.password()
                .map(password -> own.withValue(DB + "password", ConfigValueFactory.fromAnyRef(password)))
                .orElse(own)
                .withFallback(ConfigFactory.parseResourcesAnySyntax(
                        PostgresJournal.class.getClassLoader(), "ledger-postgres"));
    }

    /**
     * Asks the server whether it lets this process in and has the tables of this release.
     *
     * @throws JournalException if not, with what to do
     */
    public static void requireReady(PostgresSettings settings) {
        try (Connection connection = connect(settings)) {
            PostgresSchema.CURRENT.require(connection, settings);
        } catch (SQLException e) {
            throw failure(settings, e);
        }
    }

    @Override
    public Hold hold() {
        return CampaignLock.take(this);
    }

    @Override
    public void requireRoom() {
        requireEmpty();
    }

    /** Sees the database as it is at its first query. */
    @Override
    public JournalReader read() {
        return reader(where(), Optional.of(campaignId));
    }

    /** As {@link #read()}, of every campaign that the database has. */
    public JournalReader readAll() {
        return reader(settings.toString(), Optional.empty());
    }

    /**
     * The campaigns that the database has, this one among them if it is there, in the order in which they began.
     *
     * @throws JournalException if they cannot be had
     */
    public List<Listed> campaigns() {
        return PostgresCampaigns.listed(settings);
    }

    private JournalReader reader(String place, Optional<String> onlyCampaign) {
        Connection connection = connect(settings);
        try {
            requireSchema(connection);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return new JournalReader(place, connection, onlyCampaign, () -> {});
        } catch (SQLException e) {
            closeQuietly(connection);
            throw failure(settings, e);
        } catch (JournalException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    @Override
    public void rememberIn(Path runFolder) {
        RememberedJournal.put(runFolder, this);
    }

    @Override
    Connection connectToWrite() {
        return connect(settings);
    }

    @Override
    boolean hasRoomFor(String persistenceId) {
        return persistenceId.equals(LedgerIds.campaign(campaignId).id())
                || persistenceId.startsWith(LedgerIds.trialsOf(campaignId));
    }

    @Override
    String elsewhere() {
        return "choose another name or another database";
    }

    PostgresSettings settings() {
        return settings;
    }

    String campaignId() {
        return campaignId;
    }

    void requireSchema(Connection connection) throws SQLException {
        PostgresSchema.CURRENT.require(connection, settings, init);
    }

    /** @throws JournalException with the reason in words */
    static Connection connect(PostgresSettings settings) {
        Properties login = new Properties();
        login.setProperty("user", settings.user());
        settings.password().ifPresent(password -> login.setProperty("password", password));
        try {
            Connection connection = DriverManager.getConnection(settings.url(), login);
            try (Statement statement = connection.createStatement()) {
                statement.execute(NOTICE_LOSS);
            } catch (SQLException e) {
                closeQuietly(connection);
                throw e;
            }
            return connection;
        } catch (SQLException e) {
            throw failure(settings, e);
        }
    }

    /** What the server or the driver says, as a person can act on it. */
    static JournalException failure(PostgresSettings settings, SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("");
        String message = e.getMessage();
        return switch (state) {
            case "28P01", "28000", "08004" ->
                new JournalException(
                        Problem.REFUSED,
                        "the database server at " + settings.server() + " does not let user '" + settings.user()
                                + "' in: " + message + ". Check user and password in " + settings.file()
                                + "; the password is best put into the environment as "
                                + PostgresSettings.PASSWORD_VARIABLE,
                        e);
            case "3D000" ->
                new JournalException(
                        Problem.REFUSED,
                        "the database server at " + settings.server() + " has no database '" + settings.database()
                                + "': check its name in " + settings.file() + ", or have the server's administrator"
                                + " create it, for example by 'createdb --owner " + settings.user() + " "
                                + settings.database() + "'",
                        e);
            case "42501" ->
                new JournalException(
                        Problem.REFUSED,
                        "user '" + settings.user() + "' may not do that in " + settings + ": " + message
                                + ". Have the database's owner grant it, or make the user its owner",
                        e);
            case "08001", "08006", "57P03" ->
                new JournalException(
                        Problem.UNREADABLE,
                        "the database server at " + settings.server() + " cannot be reached: " + message
                                + (message.endsWith(".") ? "" : ".") + " Check host and port in " + settings.file()
                                + ", and that the server runs",
                        e);
            default -> new JournalException(Problem.UNREADABLE, settings + " cannot be used: " + message, e);
        };
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // What went wrong before is told; a connection that cannot be closed is gone anyway.
        }
    }
}
