package dev.assay.it.cluster;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.ledger.journal.PostgresSchema;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nodes in one folder with a database of their own, and the commands that are given to them; with TLS if they are asked for so. */
final class CampaignCluster {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int PORT = 25520;

    private final Path folder;
    private final String ledger;
    private final PostgresSettings settings;
    private final Function<String, Host> hosts;
    private final SortedMap<String, Integer> seeds = new TreeMap<>();
    private final Optional<Certificates> certificates;
    private final Path token;

    /** @param address where its nodes find the server of their database, at {@code port} */
    private CampaignCluster(
            Path folder,
            PostgresServer server,
            String address,
            int port,
            Function<String, Host> hosts,
            List<String> seeds,
            Optional<Certificates> certificates)
            throws Exception {
        this.folder = folder;
        this.hosts = hosts;
        this.certificates = certificates;
        String database = server.newDatabase();
        this.ledger = ledger(address, port, database);
        String here = ledger(PostgresServer.HOST, server.port(), database);
        this.settings = PostgresSettings.read(Files.writeString(folder.resolve("ledger.conf"), here));
        PostgresSchema.CURRENT.migrate(settings);
        this.token = token(folder.resolve("token"));
        for (String seed : seeds) {
            this.seeds.put(seed, hosts.apply(seed).isHere() ? NodeProcess.freePort() : PORT);
        }
    }

    /** No node of it runs yet; the one that is called {@code server} forms it. */
    static CampaignCluster in(Path folder) throws Exception {
        return in(folder, PostgresServer.shared(), List.of("server"), Optional.empty());
    }

    /** As {@link #in(Path)}, with a certificate for each node. */
    static CampaignCluster encrypted(Path folder, Certificates certificates) throws Exception {
        return in(folder, PostgresServer.shared(), List.of("server"), Optional.of(certificates));
    }

    /**
     * @param server of its database
     * @param seeds names of nodes that the others join by
     */
    static CampaignCluster in(Path folder, PostgresServer server, List<String> seeds) throws Exception {
        return in(folder, server, seeds, Optional.empty());
    }

    private static CampaignCluster in(
            Path folder, PostgresServer server, List<String> seeds, Optional<Certificates> certificates)
            throws Exception {
        return new CampaignCluster(
                folder, server, PostgresServer.HOST, server.port(), name -> Host.HERE, seeds, certificates);
    }

    /**
     * One whose nodes have a host each.
     *
     * @param address where those hosts find the server of the database, at {@code port}
     */
    static CampaignCluster on(
            Function<String, Host> hosts,
            PostgresServer server,
            String address,
            int port,
            Path folder,
            List<String> seeds)
            throws Exception {
        return new CampaignCluster(folder, server, address, port, hosts, seeds, Optional.empty());
    }

    private static String ledger(String host, int port, String database) {
        return "assay.ledger { host = \"" + host + "\", port = " + port + ", database = " + database + ", user = "
                + PostgresServer.USER + ", password = \"" + PostgresServer.PASSWORD + "\" }\n";
    }

    private static Path token(Path path) throws IOException {
        Path file = Files.createFile(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, TOKEN + "\n");
    }

    /** Of a node that others join by. */
    int seed(String name) {
        return seeds.get(name);
    }

    Path token() {
        return token;
    }

    PostgresJournal journal() {
        return journal(SmallCampaign.NAME);
    }

    PostgresJournal journal(String campaign) {
        return new PostgresJournal(settings, campaign);
    }

    /** What the database has of {@link SmallCampaign} by now. */
    Ledger ledger() {
        return ledger(SmallCampaign.NAME);
    }

    /** What the database has of a campaign by now. */
    Ledger ledger(String campaign) {
        return Ledger.of(journal(campaign));
    }

    /**
     * A folder of a run, for commands that read a campaign's ledger and its models.
     *
     * @return as those commands are given it
     */
    String run(String campaign) {
        String run = "checked/" + campaign;
        List<String> attach =
                List.of("ledger", "attach", run, "--campaign", campaign, "--ledger", "ledger.conf", "--blobs", "blobs");
        try (AssayProcess process = AssayProcess.start(folder, attach)) {
            process.expectExit(0);
        }
        return run;
    }

    /** Whether a process has written to the database what it has not committed. */
    boolean hasOpenWrite(long pid) {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + PostgresServer.HOST + ":" + settings.port() + "/" + settings.database(),
                        PostgresServer.USER,
                        PostgresServer.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                        + " AND state = 'idle in transaction' AND application_name LIKE '%process " + pid + "'")) {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server that the others ask for the cluster. */
    NodeProcess server() {
        return start("server", "server");
    }

    NodeProcess anotherServer(String name) {
        return start(name, "server");
    }

    NodeProcess client(String name) {
        return start(name, "client");
    }

    /** @param settings that it has beside those of every client */
    NodeProcess client(String name, String settings) {
        return start(hosts.apply(name), name, "client", settings);
    }

    NodeProcess agent(String name) {
        return start(name, "agent");
    }

    /** A node at its host. */
    NodeProcess start(String name, String role) {
        return start(hosts.apply(name), name, role, "");
    }

    /** @param more settings of its own */
    NodeProcess start(Host host, String name, String role, String more) {
        return NodeProcess.start(host, folder, name, role, settings(host, name, role) + more);
    }

    private String settings(Host host, String name, String role) {
        String where = "assay.node { port = " + seeds.getOrDefault(name, host.isHere() ? 0 : PORT) + ", seed-nodes = ["
                + seeds.entrySet().stream()
                        .map(seed -> "\"" + hosts.apply(seed.getKey()).address() + ":" + seed.getValue() + "\"")
                        .collect(Collectors.joining(", "))
                + "] }\n";
        String open = host.isHere()
                ? ""
                : "assay.node { address = \"" + host.address() + "\", allow-insecure = true, management.address = \""
                        + host.address() + "\" }\n";
        return where
                + open
                + certificates.map(all -> all.issue(name, host.address())).orElse("")
                + switch (role) {
                    case "server" -> "assay.node.blobs = blobs\n" + ledger;
                    case "agent" -> "assay.node.api { port = 0, token-file = \"" + token + "\" }\n" + ledger;
                    default -> "";
                };
    }

    /** Waits until they are a cluster: these, and no others. */
    static void awaitUp(List<NodeProcess> nodes) {
        nodes.forEach(NodeProcess::awaitUp);
        nodes.get(0)
                .awaitMembers(
                        members -> members.values().stream().allMatch("Up"::equals) && members.size() == nodes.size());
    }

    /** A command about campaigns, given to an agent at the test's own address. */
    AssayProcess campaign(NodeProcess agent, List<String> command) {
        return campaign(Host.HERE, agent, command);
    }

    /** @param host where the agent is, which takes commands at its loopback only */
    AssayProcess campaign(Host host, NodeProcess agent, List<String> command) {
        return AssayProcess.startWithin(
                host.wrapper(),
                List.of(),
                folder,
                Stream.concat(command.stream(), Stream.of("--url", url(agent), "--token-file", token.toString()))
                        .toList());
    }

    /** @return what it printed */
    List<String> succeed(NodeProcess agent, List<String> command) {
        try (AssayProcess process = campaign(agent, command)) {
            return process.expectExit(0).output();
        }
    }

    /** Where an agent takes commands. */
    static String url(NodeProcess agent) {
        String mark = ", campaigns at ";
        String rest = agent.upLine().substring(agent.upLine().indexOf(mark) + mark.length());
        return rest.substring(0, rest.indexOf(','));
    }
}
