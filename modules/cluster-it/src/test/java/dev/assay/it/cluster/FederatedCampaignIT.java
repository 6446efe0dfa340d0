package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A campaign whose clients have their own site's file each, and whose server and agent have none. */
@Timeout(300)
class FederatedCampaignIT {
    @TempDir
    Path folder;

    private FederatedTask task;

    @BeforeEach
    void writeTask() throws IOException {
        task = FederatedTask.in(folder);
    }

    @Test
    void endsAsThatOfOneProcessWithAllFiles() throws Exception {
        CampaignCluster cluster = CampaignCluster.in(folder);
        task.runOn(cluster, site -> "");
        Ledger federated = cluster.ledger();
        Ledger together = task.together();
        assertThat(federated.trials()).isEqualTo(together.trials());
        assertThat(federated.reports()).isEqualTo(together.reports());
        assertThat(federated.decisions()).isEqualTo(together.decisions());
    }

    @Test
    void campaignIsNotStartedWhereASiteIsToldByNobody() throws Exception {
        CampaignCluster cluster = CampaignCluster.in(folder);
        try (NodeProcess server = cluster.server();
                NodeProcess one = cluster.client("client-1", "assay.node.data = [\"" + task.only(0) + "\"]\n");
                NodeProcess agent = cluster.agent("agent")) {
            CampaignCluster.awaitUp(List.of(server, one, agent));

            try (AssayProcess start = cluster.campaign(agent, task.order())) {
                assertThat(start.expectExit(2).errors())
                        .contains("centre-2", "centre-3", "is served by no client node that is there")
                        .doesNotContain("centre-1", "\tat ");
            }
        }
    }
}
