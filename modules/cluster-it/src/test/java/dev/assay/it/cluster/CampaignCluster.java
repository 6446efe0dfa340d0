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
import java.util.List;
import java.util.stream.Stream;

/** Nodes in one folder with a database of their own, and the commands that are given to them. */
final class CampaignCluster {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Path folder;
    private final String ledger;
    private final PostgresJournal journal;
    private final int seed = NodeProcess.freePort();
    private final Path token;

    private CampaignCluster(Path folder, String ledger) throws Exception {
        this.folder = folder;
        this.ledger = ledger;
        PostgresSettings settings = PostgresSettings.read(Files.writeString(folder.resolve("ledger.conf"), ledger));
        PostgresSchema.CURRENT.migrate(settings);
        this.journal = new PostgresJournal(settings, SmallCampaign.NAME);
        this.token = token(folder.resolve("token"));
    }

    /** No node of it runs yet; the one that is called {@code server} forms it. */
    static CampaignCluster in(Path folder) throws Exception {
        PostgresServer server = PostgresServer.shared();
        return new CampaignCluster(
                folder,
                "assay.ledger { port = " + server.port() + ", database = " + server.newDatabase() + ", user = "
                        + PostgresServer.USER + ", password = \"" + PostgresServer.PASSWORD + "\" }\n");
    }

    private static Path token(Path path) throws IOException {
        Path file = Files.createFile(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, TOKEN + "\n");
    }

    PostgresJournal journal() {
        return journal;
    }

    /** What the database has of {@link SmallCampaign} by now. */
    Ledger ledger() {
        return Ledger.of(journal);
    }

    /** The server that the others ask for the cluster. */
    NodeProcess server() {
        return server("server", seed);
    }

    NodeProcess anotherServer(String name) {
        return server(name, 0);
    }

    private NodeProcess server(String name, int port) {
        return NodeProcess.start(folder, name, "server", at(port) + "assay.node.blobs = blobs\n" + ledger);
    }

    NodeProcess client(String name) {
        return NodeProcess.start(folder, name, "client", at(0));
    }

    /** @param settings that it has beside those of every client */
    NodeProcess client(String name, String settings) {
        return NodeProcess.start(folder, name, "client", at(0) + settings);
    }

    NodeProcess agent(String name) {
        return NodeProcess.start(
                folder,
                name,
                "agent",
                at(0) + "assay.node.api { port = 0, token-file = \"" + token + "\" }\n" + ledger);
    }

    private String at(int port) {
        return "assay.node { port = " + port + ", seed-nodes = [\"127.0.0.1:" + seed + "\"] }\n";
    }

    /** Waits until they are a cluster: these, and no others. */
    static void awaitUp(List<NodeProcess> nodes) {
        nodes.forEach(NodeProcess::awaitUp);
        nodes.get(0)
                .awaitMembers(
                        members -> members.values().stream().allMatch("Up"::equals) && members.size() == nodes.size());
    }

    /** A command about campaigns, given to an agent. */
    AssayProcess campaign(NodeProcess agent, List<String> command) {
        return AssayProcess.start(
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

    private static String url(NodeProcess agent) {
        String mark = ", campaigns at ";
        String rest = agent.upLine().substring(agent.upLine().indexOf(mark) + mark.length());
        return rest.substring(0, rest.indexOf(','));
    }
}
