package dev.assay.it.cluster;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes of each role are told to leave, killed, stand still, lose their network or their disk's room, for a moment and for longer than the others
 * wait for them, all nodes are killed, and their database is away, while a campaign has trials under way: each campaign ends as the undisturbed one.
 *
 * <p>{@code -Dassay.faults=all} asks for every fault at every role, instead of the few of every build;
 * {@code -Dassay.soak.minutes=30} for random ones, from the seed {@code -Dassay.soak.seed}.
 */
class FaultsIT {
    private static final boolean ALL = "all".equals(System.getProperty("assay.faults"));
    private static final Duration DATABASE_AWAY = ALL ? Duration.ofMinutes(1) : Duration.ZERO;
    private static final int LONGEST_PAUSE_MILLIS = 5_000;

    @TempDir
    Path folder;

    private record Step(Fault fault, String node) {}

    @Test
    void campaignsEndAsUndisturbedWhateverANodeSuffers() throws Exception {
        boolean network = TestNetwork.isAllowed();
        List<Step> steps = (ALL ? every() : few())
                .filter(step -> network || !step.fault().needsNetwork())
                .toList();
        disturb(network, table -> steps.forEach(step -> table.suffer(step.fault(), step.node())));
        assumeThat(network).as("a network of the test's own can be disturbed").isTrue();
    }

    @Test
    @EnabledIfSystemProperty(named = "assay.soak.minutes", matches = "[0-9]+")
    void campaignsEndAsUndisturbedAfterRandomFaults() throws Exception {
        boolean network = TestNetwork.isAllowed();
        List<Fault> faults = Stream.of(Fault.values())
                .filter(fault -> network || !fault.needsNetwork())
                .toList();
        long seed = Long.getLong("assay.soak.seed", System.currentTimeMillis());
        System.out.println("-Dassay.soak.seed=" + seed);
        Random random = new Random(seed);
        disturb(network, table -> {
            long end = System.nanoTime()
                    + Duration.ofMinutes(Long.getLong("assay.soak.minutes")).toNanos();
            while (System.nanoTime() < end) {
                Fault fault = faults.get(random.nextInt(faults.size()));
                List<String> nodes = possible(fault, table.names());
                table.rest(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
                table.suffer(fault, nodes.get(random.nextInt(nodes.size())));
            }
        });
    }

    private static Stream<Step> few() {
        return Stream.of(
                new Step(Fault.HALT_BRIEFLY, "client-1"),
                new Step(Fault.HALT_IN_WRITE, "server-1"),
                new Step(Fault.SLOW_NETWORK, "client-1"),
                new Step(Fault.FULL_DISK, "server-1"),
                new Step(Fault.PART, "agent-1"),
                new Step(Fault.DATABASE_AWAY, Fault.ALL));
    }

    private static Stream<Step> every() {
        return Arrays.stream(Fault.values())
                .flatMap(fault -> possible(fault, List.of("client-1", "server-1", "agent-1")).stream()
                        .map(node -> new Step(fault, node)));
    }

    private static List<String> possible(Fault fault, List<String> nodes) {
        return Stream.concat(nodes.stream(), Stream.of(Fault.ALL))
                .filter(fault::isPossibleAt)
                .toList();
    }

    /** What is done to a cluster of two nodes of each role. */
    private interface Disturbance {
        void to(FaultTable table);
    }

    private void disturb(boolean hosts, Disturbance disturbance) throws Exception {
        try (AssayProcess alone = AssayProcess.start(folder, FaultTable.alone())) {
            if (hosts) {
                try (TestNetwork network = TestNetwork.open();
                        DisturbedCluster cluster = DisturbedCluster.on(network, folder, 2, 2, 2)) {
                    disturb(cluster, disturbance, alone);
                }
            } else {
                try (DisturbedCluster cluster = DisturbedCluster.here(folder, 2, 2, 2)) {
                    disturb(cluster, disturbance, alone);
                }
            }
        }
    }

    private void disturb(DisturbedCluster cluster, Disturbance disturbance, AssayProcess alone) {
        FaultTable table = new FaultTable(cluster, DATABASE_AWAY);
        disturbance.to(table);
        alone.expectExit(0);
        table.assertAllAsUndisturbed(Ledger.of(SmallCampaign.run(folder)));
    }
}
