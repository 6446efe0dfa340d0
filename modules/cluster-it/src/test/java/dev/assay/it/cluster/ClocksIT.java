package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.it.campaign.UndisturbedRun;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose clocks are hours off, each in its own way: nothing that is waited for, and nothing that is decided, is told by them. */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(180)
class ClocksIT {
    /** How far they are off, by name of the node. */
    private static final Map<String, Duration> CLOCKS = Map.of(
            "server", Duration.ofHours(-3),
            "server-2", Duration.ofHours(5),
            "client-1", Duration.ofHours(26),
            "client-2", Duration.ofHours(-26),
            "agent", Duration.ofHours(1));

    @TempDir
    Path folder;

    @Test
    void campaignAmongWrongClocksSurvivesAKillAndEndsAsThatOfOneProcess(UndisturbedRun undisturbed) throws Exception {
        Path library = library();
        CampaignCluster cluster = CampaignCluster.on(
                name -> host(library, CLOCKS.get(name)),
                PostgresServer.shared(),
                PostgresServer.HOST,
                PostgresServer.shared().port(),
                folder,
                List.of("server"));
        try (NodeProcess server = cluster.server();
                NodeProcess other = cluster.anotherServer("server-2");
                NodeProcess one = cluster.client("client-1");
                NodeProcess two = cluster.client("client-2");
                NodeProcess agent = cluster.agent("agent")) {
            CampaignCluster.awaitUp(List.of(server, other, one, two, agent));
            cluster.succeed(agent, SmallCampaign.commandOnCluster());
            while (rounds(cluster).noneMatch(ClocksIT::isLate)) {
                assertThat(agent.process().isAliveAfterMoment()).isTrue();
            }
            server.process().kill();
            try (AssayProcess watch = cluster.campaign(agent, List.of("campaign", "watch", SmallCampaign.NAME))) {
                watch.expectExit(0);
            }
        }
        Ledger ledger = cluster.ledger();
        assertThat(rounds(cluster))
                .as("rounds of servers that are three hours late, and five early")
                .anyMatch(ClocksIT::isLate)
                .anyMatch(at -> at.isAfter(Instant.now().plus(Duration.ofHours(4))));
        assertThat(ledger.trials()).isEqualTo(undisturbed.ledger().trials());
        assertThat(ledger.decisions()).isEqualTo(undisturbed.ledger().decisions());
        assertThat(ledger.reports()).isEqualTo(undisturbed.ledger().reports());
    }

    private static Stream<Instant> rounds(CampaignCluster cluster) {
        return cluster.ledger().all(RoundCompleted.class).stream().map(RoundCompleted::at);
    }

    private static boolean isLate(Instant at) {
        return at.isBefore(Instant.now().minus(Duration.ofHours(2)));
    }

    private static Host host(Path library, Duration off) {
        return new Host(
                Host.HERE.address(), List.of("env", "LD_PRELOAD=" + library, "WRONG_CLOCK_SECONDS=" + off.toSeconds()));
    }

    /** The library that puts clocks wrong; where it cannot be built, the test is skipped and says so. */
    private Path library() throws IOException, InterruptedException {
        Path library = folder.resolve("wrong_clock.so");
        List<String> command = List.of("gcc", "-shared", "-fPIC", "-o", library.toString(), "src/test/c/wrong_clock.c");
        String problem = "";
        try {
            Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
            problem = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            gcc.waitFor();
        } catch (IOException e) {
            problem = e.getMessage();
        }
        assumeTrue(Files.exists(library), "no clock can be put wrong without a C compiler: " + problem);
        return library;
    }
}
