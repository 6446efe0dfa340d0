package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.it.campaign.UndisturbedRun;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.ledger.journal.PostgresSchema;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns of a cluster, by the command line: the same as those of one process. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(420)
class ClusterCampaignIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private String ledger;
    private PostgresJournal journal;
    private int seed;
    private Path token;

    @BeforeEach
    void makeLedgerAndToken() throws Exception {
        PostgresServer server = PostgresServer.shared();
        ledger = "assay.ledger { port = " + server.port() + ", database = " + server.newDatabase() + ", user = "
                + PostgresServer.USER + ", password = \"" + PostgresServer.PASSWORD + "\" }\n";
        PostgresSettings settings = PostgresSettings.read(Files.writeString(folder.resolve("ledger.conf"), ledger));
        PostgresSchema.CURRENT.migrate(settings);
        journal = new PostgresJournal(settings, SmallCampaign.NAME);
        seed = NodeProcess.freePort();
        token = token("token", TOKEN);
    }

    @Test
    void campaignOfAServerTwoClientsAndAnAgentEndsAsThatOfOneProcess(UndisturbedRun undisturbed) throws Exception {
        try (NodeProcess server = server();
                NodeProcess one = node("client-1", "client", "");
                NodeProcess two = node("client-2", "client", "");
                NodeProcess agent = agent("agent")) {
            List.of(server, one, two, agent).forEach(NodeProcess::awaitUp);
            server.awaitMembers(members -> members.values().stream().allMatch("Up"::equals) && members.size() == 4);
            String url = url(agent);

            succeed(url, SmallCampaign.commandOnCluster());
            try (AssayProcess watch = campaign(url, List.of("campaign", "watch", SmallCampaign.NAME))) {
                awaitRounds(agent, 1);
                succeed(url, List.of("campaign", "pause", SmallCampaign.NAME, "--cause", "the night"));
                assertThat(succeed(url, List.of("campaign", "status", SmallCampaign.NAME)))
                        .anyMatch(line -> line.matches("condition +paused, after event [0-9]+"))
                        .anyMatch(line -> line.matches("paused +the night"));
                refused(url, List.of("campaign", "pause", SmallCampaign.NAME), "campaign 'small' is paused");
                refused(url, SmallCampaign.commandOnCluster(), "has a campaign 'small' already");
                refused(url, List.of("campaign", "status", "none"), "there is no campaign 'none'; there are small");
                outsidersAreKeptOut();
                assertThat(succeed(url, List.of("campaign", "resume", SmallCampaign.NAME)))
                        .containsExactly("small goes on");

                assertThat(watch.expectExit(0).output())
                        .anyMatch(line -> line.startsWith("-- baseline: "))
                        .anyMatch(line -> line.startsWith("-- paused: the night"))
                        .anyMatch(line -> line.startsWith("-- confirmation: "));
            }
            assertThat(succeed(url, List.of("campaign", "list")))
                    .singleElement()
                    .asString()
                    .matches("small +finished");
            assertThat(one.process().isAlive() && two.process().isAlive()).isTrue();
        }
        assertSame(Ledger.of(journal), undisturbed.ledger());
    }

    @Test
    void campaignGoesOnWithAnotherAgentWhenItsOwnIsKilled(UndisturbedRun undisturbed) throws Exception {
        try (NodeProcess server = server();
                NodeProcess one = node("client-1", "client", "");
                NodeProcess two = node("client-2", "client", "");
                NodeProcess agent = agent("agent-1")) {
            List.of(server, one, two, agent).forEach(NodeProcess::awaitUp);
            succeed(url(agent), SmallCampaign.commandOnCluster());
            try (NodeProcess other = agent("agent-2")) {
                other.awaitUp();
                awaitRounds(agent, 3);
                agent.process().kill();

                try (AssayProcess watch = campaign(url(other), List.of("campaign", "watch", SmallCampaign.NAME))) {
                    watch.expectExit(0);
                }
            }
        }
        assertSame(Ledger.of(journal), undisturbed.ledger());
    }

    /** Scores, digests and decisions; what only an operator asked for stands beside them. */
    private static void assertSame(Ledger cluster, Ledger alone) {
        assertThat(cluster.trials()).isEqualTo(alone.trials());
        assertThat(cluster.refusals()).isEqualTo(alone.refusals());
        assertThat(cluster.reports()).isEqualTo(alone.reports());
        assertThat(cluster.decisions().stream()
                        .filter(event -> !event.startsWith("PauseRequested") && !event.startsWith("ResumeRequested"))
                        .toList())
                .isEqualTo(alone.decisions());
    }

    private void outsidersAreKeptOut() {
        journal.rememberIn(SmallCampaign.run(folder));
        try (AssayProcess alone = AssayProcess.start(folder, SmallCampaign.resumption())) {
            assertThat(alone.expectExit(2).errors()).contains("is being run by a cluster", "assay campaign");
        }
    }

    private void awaitRounds(NodeProcess agent, int rounds) {
        while (Ledger.of(journal).count(RoundCompleted.class) < rounds) {
            assertThat(agent.process().isAliveAfterMoment())
                    .as(() -> agent.process().transcript())
                    .isTrue();
        }
    }

    private NodeProcess server() {
        return NodeProcess.start(folder, "server", "server", at(seed) + "assay.node.blobs = blobs\n" + ledger);
    }

    private NodeProcess agent(String name) {
        return node(name, "agent", "assay.node.api { port = 0, token-file = \"" + token + "\" }\n" + ledger);
    }

    private NodeProcess node(String name, String role, String settings) {
        return NodeProcess.start(folder, name, role, at(0) + settings);
    }

    private String at(int port) {
        return "assay.node { port = " + port + ", seed-nodes = [\"127.0.0.1:" + seed + "\"] }\n";
    }

    private static String url(NodeProcess agent) {
        String mark = ", campaigns at ";
        String rest = agent.upLine().substring(agent.upLine().indexOf(mark) + mark.length());
        return rest.substring(0, rest.indexOf(','));
    }

    private Path token(String name, String text) throws IOException {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text + "\n");
    }

    private AssayProcess campaign(String url, List<String> command) {
        return AssayProcess.start(
                folder,
                Stream.concat(command.stream(), Stream.of("--url", url, "--token-file", token.toString()))
                        .toList());
    }

    private List<String> succeed(String url, List<String> command) {
        try (AssayProcess process = campaign(url, command)) {
            return process.expectExit(0).output();
        }
    }

    private void refused(String url, List<String> command, String words) {
        try (AssayProcess process = campaign(url, command)) {
            assertThat(process.expectExit(2).errors())
                    .startsWith("assay: ")
                    .contains(words)
                    .doesNotContain("\tat ");
        }
    }
}
