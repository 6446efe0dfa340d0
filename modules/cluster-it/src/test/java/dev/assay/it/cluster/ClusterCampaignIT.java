package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.it.campaign.UndisturbedRun;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Campaigns of a cluster, by the command line: the same as those of one process. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(420)
class ClusterCampaignIT {
    private static final int FIVE = 5;

    @TempDir
    Path folder;

    private CampaignCluster cluster;

    /** Nodes have certificates, and speak by them only. */
    @Test
    void campaignOfAServerTwoClientsAndAnAgentEndsAsThatOfOneProcess(UndisturbedRun undisturbed) throws Exception {
        Certificates certificates = Certificates.in(folder);
        cluster = CampaignCluster.encrypted(folder, certificates);
        try (NodeProcess server = cluster.server();
                NodeProcess one = cluster.client("client-1");
                NodeProcess two = cluster.client("client-2");
                NodeProcess agent = cluster.agent("agent")) {
            CampaignCluster.awaitUp(List.of(server, one, two, agent));
            certificates.assertEncrypted(server.port(), "client-1");
            certificates.assertEncrypted(one.port(), "server");

            cluster.succeed(agent, SmallCampaign.commandOnCluster());
            try (AssayProcess watch = cluster.campaign(agent, List.of("campaign", "watch", SmallCampaign.NAME))) {
                awaitRounds(SmallCampaign.NAME, agent, 1);
                cluster.succeed(agent, List.of("campaign", "pause", SmallCampaign.NAME, "--cause", "the night"));
                assertThat(cluster.succeed(agent, List.of("campaign", "status", SmallCampaign.NAME)))
                        .anyMatch(line -> line.matches("condition +paused, after event [0-9]+"))
                        .anyMatch(line -> line.matches("paused +the night"));
                refused(agent, List.of("campaign", "pause", SmallCampaign.NAME), "campaign 'small' is paused");
                refused(agent, SmallCampaign.commandOnCluster(), "has a campaign 'small' already");
                refused(agent, List.of("campaign", "status", "none"), "there is no campaign 'none'; there are small");
                outsidersAreKeptOut();
                assertThat(cluster.succeed(agent, List.of("campaign", "resume", SmallCampaign.NAME)))
                        .containsExactly("small goes on");

                assertThat(watch.expectExit(0).output())
                        .anyMatch(line -> line.startsWith("-- baseline: "))
                        .anyMatch(line -> line.startsWith("-- paused: the night"))
                        .anyMatch(line -> line.startsWith("-- confirmation: "));
            }
            assertThat(cluster.succeed(agent, List.of("campaign", "list")))
                    .singleElement()
                    .asString()
                    .matches("small +finished");
            assertThat(one.process().isAlive() && two.process().isAlive()).isTrue();
        }
        assertSame(cluster.ledger(), undisturbed.ledger());
    }

    @Test
    void twoCampaignsAtOnceGoOnWithAnotherAgentWhenTheirOwnIsKilled(UndisturbedRun undisturbed) throws Exception {
        cluster = CampaignCluster.in(folder);
        List<String> campaigns = List.of(SmallCampaign.NAME, "second");
        try (NodeProcess server = cluster.server();
                NodeProcess one = cluster.client("client-1");
                NodeProcess two = cluster.client("client-2");
                NodeProcess agent = cluster.agent("agent-1")) {
            List.of(server, one, two, agent).forEach(NodeProcess::awaitUp);
            try (NodeProcess other = cluster.agent("agent-2").awaitUp();
                    AssayProcess first = cluster.campaign(agent, order(campaigns.get(0)));
                    AssayProcess second = cluster.campaign(agent, order(campaigns.get(1)))) {
                first.expectExit(0);
                second.expectExit(0);
                campaigns.forEach(campaign -> awaitRounds(campaign, agent, 2));
                assertThat(campaigns)
                        .as("one that had to wait for the other")
                        .noneMatch(campaign -> cluster.ledger(campaign).count(CampaignFinished.class) > 0);
                agent.process().kill();

                for (String campaign : campaigns) {
                    try (AssayProcess watch = cluster.campaign(other, List.of("campaign", "watch", campaign))) {
                        watch.expectExit(0);
                    }
                }
            }
        }
        assertSame(cluster.ledger(), undisturbed.ledger());
        assertThat(Ledger.results(cluster.ledger("second").trials(), "second"))
                .isEqualTo(Ledger.results(undisturbed.ledger().trials(), SmallCampaign.NAME));
    }

    private static List<String> order(String campaign) {
        return SmallCampaign.commandOnCluster(campaign, SmallCampaign.CANDIDATES);
    }

    /** Three minutes and more, so not in every build. */
    @ParameterizedTest(name = "1 server, {0} clients, {1} agents, killed: {2}, updates: {3}")
    @CsvSource({
        "2, 1, '', none",
        "2, 1, client-2 server-1, none",
        "4, 2, '', none",
        "4, 2, client-3 server-1 agent-1, none",
        "2, 1, client-2 server-1, top_k"
    })
    @EnabledIfSystemProperty(named = "assay.faults", matches = "all")
    void campaignOfFiveCandidatesEndsAsThatOfOneProcess(int clients, int agents, String killed, String codec)
            throws Exception {
        Path own = Files.createDirectory(folder.resolve("five"));
        String[] settings = {
            "--set",
            "budget.rounds=12",
            "--set",
            // No more than the rounds need: what a fault costs must not count.
            "cost.max_sample_passes=12",
            "--set",
            "updates={max_norm: 100, codec: " + codec + (codec.equals("top_k") ? ", codec_fraction: 0.1}" : "}")
        };
        try (AssayProcess alone = AssayProcess.start(own, SmallCampaign.command(FIVE, settings));
                DisturbedCluster nodes = DisturbedCluster.here(own, 1, clients, agents)) {
            nodes.begin("five", FIVE, settings);
            for (String name : killed.isEmpty() ? List.<String>of() : List.of(killed.split(" "))) {
                SortedMap<String, Integer> trials = nodes.underWay("five");
                while (trials.isEmpty()) {
                    assertThat(nodes.isFinished("five"))
                            .as("too early to kill " + name)
                            .isFalse();
                    nodes.awaitEvents("five");
                    trials = nodes.underWay("five");
                }
                nodes.kill(name);
                nodes.awaitRemoved(List.of(name));
                nodes.restart(name);
                nodes.awaitMoreRounds("five", trials);
            }
            nodes.awaitFinished("five");
            alone.expectExit(0);
            nodes.assertAsUndisturbed("five", Ledger.of(SmallCampaign.run(own)));
        }
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
        cluster.journal().rememberIn(SmallCampaign.run(folder));
        try (AssayProcess alone = AssayProcess.start(folder, SmallCampaign.resumption())) {
            assertThat(alone.expectExit(2).errors()).contains("is being run by a cluster", "assay campaign");
        }
    }

    private void awaitRounds(String campaign, NodeProcess agent, int rounds) {
        while (cluster.ledger(campaign).count(RoundCompleted.class) < rounds) {
            assertThat(agent.process().isAliveAfterMoment())
                    .as(() -> agent.process().transcript())
                    .isTrue();
        }
    }

    private void refused(NodeProcess agent, List<String> command, String words) {
        try (AssayProcess process = cluster.campaign(agent, command)) {
            assertThat(process.expectExit(2).errors())
                    .startsWith("assay: ")
                    .contains(words)
                    .doesNotContain("\tat ");
        }
    }
}
