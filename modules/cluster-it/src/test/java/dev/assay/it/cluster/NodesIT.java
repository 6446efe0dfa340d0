package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.ledger.journal.PostgresSchema;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nodes that come, leave, are killed and hang, with the shipped settings. */
@Timeout(90)
class NodesIT {
    private static final int CLOSED_PORT = 1;

    @TempDir
    Path folder;

    @Test
    void aServerAClientAndAnAgentMakeAClusterAndLeaveItWhenTheyAreTold() throws Exception {
        int seed = NodeProcess.freePort();
        String ledger = ledger(true);
        try (NodeProcess server =
                        NodeProcess.start(folder, "server", "server", shipped("server") + at(seed, seed) + ledger);
                // A ledger that cannot be reached is nothing to a client.
                NodeProcess client = NodeProcess.start(
                        folder,
                        "client",
                        "client",
                        shipped("client-1") + at(0, seed) + "assay.ledger.port = " + CLOSED_PORT + "\n");
                NodeProcess agent = NodeProcess.start(
                        folder,
                        "agent",
                        "agent",
                        shipped("agent") + at(0, seed) + api() + ledger,
                        "--json-logs",
                        "-v")) {
            server.awaitUp();
            client.awaitUp();
            agent.awaitUp();
            server.awaitMembers(members -> members.values().stream().allMatch("Up"::equals) && members.size() == 3);
            assertThat(server.members()).containsOnlyKeys(server.address(), client.address(), agent.address());
            assertThat(server.upLine()).startsWith("up: server-1 at 127.0.0.1:" + seed + ", server, ");
            assertThat(server.status("/ready")).isEqualTo(200);
            assertThat(server.status("/alive")).isEqualTo(200);
            assertThat(folder.resolve("blobs")).isDirectory();
            JsonNode device = new JsonMapper()
                    .readTree(client.get("/devices"))
                    .path("devices")
                    .path(0);
            assertThat(device.path("device").asString()).isEqualTo("cpu");
            assertThat(device.path("slots").asInt()).isEqualTo(1);
            assertThat(device.path("leases").asInt()).isZero();
            assertThat(server.get("/devices")).isEqualTo("{\"waiting\":0,\"devices\":[]}");

            client.process().signal("TERM");
            client.process().expectExit(0);
            // Gone for good, not lost: nobody had to find out.
            server.awaitMembers(members -> {
                assertThat(members).doesNotContainValue("Unreachable");
                return members.keySet().equals(Set.of(server.address(), agent.address()));
            });
            agent.process().signal("INT");
            agent.process().expectExit(0);
            assertThat(agent.process().errors().lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(new JsonMapper()
                                    .readTree(line)
                                    .path("level")
                                    .asString())
                            .isNotEmpty());
            server.process().signal("TERM");
            assertThat(server.process().expectExit(0).output())
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("leaving");
        }
    }

    @Test
    void aKilledNodeIsRemovedAndOneThatHangsEndsWhenItWakes() {
        int seed = NodeProcess.freePort();
        try (NodeProcess first = NodeProcess.start(folder, "first", "client", at(seed, seed));
                NodeProcess second = NodeProcess.start(folder, "second", "client", at(0, seed));
                NodeProcess killed = NodeProcess.start(folder, "killed", "client", at(0, seed));
                NodeProcess hanging = NodeProcess.start(folder, "hanging", "client", at(0, seed))) {
            first.awaitUp();
            second.awaitUp();
            killed.awaitUp();
            hanging.awaitUp();
            first.awaitMembers(members -> members.values().stream().allMatch("Up"::equals) && members.size() == 4);

            long before = System.nanoTime();
            killed.process().kill();
            first.awaitMembers(members -> !members.containsKey(killed.address()));
            System.out.printf("a killed node is removed after %.1f s%n", (System.nanoTime() - before) / 1e9);
            hanging.process().signal("STOP");
            first.awaitMembers(members -> members.keySet().equals(Set.of(first.address(), second.address())));
            hanging.process().signal("CONT");
            assertThat(hanging.process().expectExit(1).errors())
                    .contains("assay: the cluster goes on without this node", "start it again");
            assertThat(first.members()).hasSize(2);
        }
    }

    @Test
    void anotherCtrlCEndsANodeAtOnceThatCannotLeave() {
        int seed = NodeProcess.freePort();
        try (NodeProcess leaving = NodeProcess.start(folder, "leaving", "client", at(seed, seed));
                NodeProcess hanging = NodeProcess.start(folder, "hanging", "client", at(0, seed))) {
            leaving.awaitUp();
            hanging.awaitUp();
            leaving.awaitMembers(members -> members.size() == 2);
            // Its consent is needed to leave, until it is found to be lost.
            hanging.process().signal("STOP");
            leaving.process().signal("TERM");
            leaving.process().awaitLine("leaving");
            leaving.process().signal("TERM");
            assertThat(leaving.process().isAliveAfterMoment()).isTrue();
            leaving.process().signal("INT");
            leaving.process().expectExit(128 + 2);
        }
    }

    @Test
    void refusesToStartWhatCouldNotWork() throws Exception {
        int seed = NodeProcess.freePort();
        String unreachable = "assay.ledger.port = " + CLOSED_PORT + "\n";
        try (NodeProcess noLedger = NodeProcess.start(folder, "none", "agent", at(seed, seed));
                NodeProcess noServer = NodeProcess.start(folder, "closed", "agent", at(seed, seed) + unreachable);
                NodeProcess noTables = NodeProcess.start(folder, "empty", "agent", at(seed, seed) + ledger(false));
                NodeProcess nobody =
                        NodeProcess.start(folder, "alone", "client", at(0, seed) + "assay.node.join-timeout = 3 s\n")) {
            assertThat(noLedger.process().expectExit(2).errors())
                    .contains("none.conf assay.ledger: is missing")
                    .doesNotContain("\tat ");
            assertThat(noServer.process().expectExit(1).errors()).contains("cannot be reached");
            assertThat(noTables.process().expectExit(2).errors()).contains("assay ledger init --ledger");
            assertThat(nobody.process().expectExit(1).errors()).contains("could not join the cluster within 3 s");
        }
    }

    /** The example's own file, with other ports and another database after it. */
    private static String shipped(String name) {
        return "include required(file(\"" + AssayProcess.home().resolve("conf/cluster/" + name + ".conf") + "\"))\n";
    }

    private static String at(int port, int seed) {
        return "assay.node { port = " + port + ", seed-nodes = [\"127.0.0.1:" + seed + "\"] }\n";
    }

    /** The example has an API, and wants its secret. */
    private String api() throws IOException {
        Path token = folder.resolve("token");
        Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, "a-secret-that-nobody-asks-for");
        return "assay.node.api { port = 0, token-file = \"" + token + "\" }\n";
    }

    private String ledger(boolean withTables) throws Exception {
        PostgresServer server = PostgresServer.shared();
        String settings = "assay.ledger { port = " + server.port() + ", database = " + server.newDatabase()
                + ", user = " + PostgresServer.USER + ", password = \"" + PostgresServer.PASSWORD + "\" }\n";
        if (withTables) {
            Path file = Files.writeString(folder.resolve("ledger.conf"), settings);
            PostgresSchema.CURRENT.migrate(PostgresSettings.read(file));
        }
        return settings;
    }
}
