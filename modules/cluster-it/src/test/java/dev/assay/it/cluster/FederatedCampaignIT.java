package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A campaign whose clients have their own site's file each, and whose server and agent have none. */
@Timeout(300)
class FederatedCampaignIT {
    private static final List<String> SETTINGS = List.of(
            "--name",
            SmallCampaign.NAME,
            "--set",
            "program.seeds={baseline: 2, first: 1, full: 2, confirmation: 2}",
            "--set",
            "program.search.batch=2",
            "--set",
            "program.controls={arms: [random], candidates: 1}",
            "--set",
            "program.keep={confidence: 0.51, min_gain: 0}",
            "--max-candidates",
            "2");

    @TempDir
    Path folder;

    private Path all;
    private Path profile;

    @BeforeEach
    void writeTask() throws IOException {
        all = Files.createDirectory(folder.resolve("all"));
        TestingTask task = TestingTask.writeBySite(all);
        profile = Files.createDirectory(folder.resolve("task"));
        Files.writeString(profile.resolve("profile.md"), task.profileText());
    }

    /** A folder with the file of one site. */
    private Path only(int site) throws IOException {
        Path own = Files.createDirectory(folder.resolve("centre-" + (site + 1)));
        Files.copy(all.resolve(TestingTask.fileOf(site)), own.resolve(TestingTask.fileOf(site)));
        return own;
    }

    private static List<String> command(Stream<String> start, Path profile) {
        return Stream.of(start, Stream.of(profile.toString()), SETTINGS.stream())
                .flatMap(part -> part)
                .toList();
    }

    private Ledger together() {
        List<String> command = new ArrayList<>(command(Stream.of("simulate", "--runs", "runs"), profile));
        command.addAll(List.of("--data", all.toString()));
        try (AssayProcess process = AssayProcess.start(folder, command)) {
            process.expectExit(0);
        }
        return Ledger.of(SmallCampaign.run(folder));
    }

    @Test
    void endsAsThatOfOneProcessWithAllFiles() throws Exception {
        CampaignCluster cluster = CampaignCluster.in(folder);
        List<NodeProcess> nodes = new ArrayList<>(List.of(cluster.server()));
        try {
            for (int site = 0; site < TestingTask.SITES; site++) {
                nodes.add(cluster.client(
                        "client-" + (site + 1),
                        "assay.node { data = [\"" + only(site) + "\"], sites { testing = [\"centre-" + (site + 1)
                                + "\"] } }\n"));
            }
            NodeProcess agent = cluster.agent("agent");
            nodes.add(agent);
            CampaignCluster.awaitUp(nodes);

            cluster.succeed(agent, command(Stream.of("campaign", "start"), profile));
            cluster.succeed(agent, List.of("campaign", "watch", SmallCampaign.NAME));
        } finally {
            nodes.forEach(NodeProcess::close);
        }
        Ledger federated = cluster.ledger();
        Ledger together = together();
        assertThat(federated.trials()).isEqualTo(together.trials());
        assertThat(federated.reports()).isEqualTo(together.reports());
        assertThat(federated.decisions()).isEqualTo(together.decisions());
    }

    @Test
    void campaignIsNotStartedWhereASiteIsToldByNobody() throws Exception {
        CampaignCluster cluster = CampaignCluster.in(folder);
        try (NodeProcess server = cluster.server();
                NodeProcess one = cluster.client("client-1", "assay.node.data = [\"" + only(0) + "\"]\n");
                NodeProcess agent = cluster.agent("agent")) {
            CampaignCluster.awaitUp(List.of(server, one, agent));

            try (AssayProcess start = cluster.campaign(agent, command(Stream.of("campaign", "start"), profile))) {
                assertThat(start.expectExit(2).errors())
                        .contains("centre-2", "centre-3", "is served by no client node that is there")
                        .doesNotContain("centre-1", "\tat ");
            }
        }
    }
}
