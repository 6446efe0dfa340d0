package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteAbsence;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The only node that has a site's data is killed in the midst of trials: the profile's quorum says whether they go on without it. Each
 * test waits until the node is found to be lost, and for the patience that owners are given.
 */
@EnabledIfSystemProperty(named = "assay.faults", matches = "all")
@Timeout(300)
class LostOwnerIT {
    private static final int ROUNDS = 40;
    private static final int LOST = FederatedTask.SITES - 1;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private FederatedTask task;
    private CampaignCluster cluster;
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();

    @BeforeEach
    void writeTask() throws Exception {
        task = FederatedTask.in(folder);
        cluster = CampaignCluster.in(folder);
    }

    @AfterEach
    void endNodes() {
        nodes.values().forEach(NodeProcess::close);
    }

    @Test
    void trialsThatNeedTheSiteWaitAndEndAsUndisturbedWhenItsOwnerIsBack() {
        String[] settings = settings(FederatedTask.SITES);
        start("");
        begin(settings);
        killOwner();
        awaitWait("round [0-9]+ needs 3 sites, there are 2: .*" + FederatedTask.nameOf(LOST) + ".*");
        assertThat(absences()).isEmpty();
        startOwner();
        watch();

        Ledger federated = cluster.ledger();
        Ledger together = task.together(settings);
        SortedMap<String, List<String>> trials = federated.trials();
        trials.replaceAll(
                (trial, events) -> events.stream().map(Ledger::withoutLosses).toList());
        assertThat(trials).isEqualTo(together.trials());
        assertThat(federated.reports()).isEqualTo(together.reports());
        assertThat(federated.decisions()).isEqualTo(together.decisions());
    }

    /** The rounds have enough sites; the score, which the sites make, needs all of them. */
    @Test
    void roundsGoOnWithoutTheSiteAndItsOwnScoreIsWaitedFor() throws IOException {
        start("");
        begin(settings(FederatedTask.SITES - 1));
        killOwner();
        awaitWait("the score needs 3 sites, there are 2: .*" + FederatedTask.nameOf(LOST) + ".*");
        assertThatAbsencesAreRecorded();
        startOwner();
        watch();

        assertAllScored();
        assertReportTellsOfAbsences();
    }

    /** Here the server has all rows that score. */
    @Test
    void campaignEndsWithoutTheSite() throws IOException {
        // Each trial that begins waits for it so long.
        start(task.everything() + "assay.server.owner-patience = 1 s\n");
        begin(settings(FederatedTask.SITES - 1));
        killOwner();
        watch();

        assertAllScored();
        assertThatAbsencesAreRecorded();
        assertThat(cluster.ledger().all(RoundCompleted.class).stream()
                        .filter(round -> round.round() == ROUNDS - 1)
                        .map(RoundCompleted::absent))
                .as("absences in the last rounds of trials")
                .anyMatch(absent -> !absent.isEmpty());
        assertReportTellsOfAbsences();
    }

    private static String[] settings(int quorum) {
        return new String[] {"--set", "budget.rounds=" + ROUNDS, "--set", "budget.min_sites=" + quorum};
    }

    /** @param server its own settings */
    private void start(String server) {
        nodes.put("server", cluster.start(Host.HERE, "server", "server", server));
        for (int site = 0; site < FederatedTask.SITES; site++) {
            nodes.put(FederatedTask.ownerOf(site), cluster.client(FederatedTask.ownerOf(site), task.owner(site)));
        }
        nodes.put("agent", cluster.agent("agent"));
        CampaignCluster.awaitUp(List.copyOf(nodes.values()));
    }

    private void begin(String... settings) {
        cluster.succeed(nodes.get("agent"), task.order(settings));
    }

    /** Where the owner stands still no round ends, so that it is killed in the midst of a trial for sure. */
    private void killOwner() {
        AssayProcess owner = nodes.get(FederatedTask.ownerOf(LOST)).process();
        await("no trial is under way", () -> {
            if (isUnderWay()) {
                owner.signal("STOP");
                if (isUnderWay()) {
                    return true;
                }
                owner.signal("CONT");
            }
            return false;
        });
        owner.kill();
    }

    /** Whether a trial has begun and lacks three rounds at least: one of them may be trained, and about to be recorded. */
    private boolean isUnderWay() {
        return cluster.ledger().perTrial(RoundCompleted.class).values().stream()
                .anyMatch(done -> done > 0 && done <= ROUNDS - 3);
    }

    private void startOwner() {
        String owner = FederatedTask.ownerOf(LOST);
        nodes.get(owner).close();
        nodes.put(owner, cluster.client(owner, task.owner(LOST)).awaitUp());
    }

    private void watch() {
        cluster.succeed(nodes.get("agent"), List.of("campaign", "watch", SmallCampaign.NAME));
    }

    /** Waits until the campaign's status says what a trial waits for. */
    private void awaitWait(String what) {
        await(
                "no trial waits: " + what,
                () -> cluster.succeed(nodes.get("agent"), List.of("campaign", "status", SmallCampaign.NAME)).stream()
                        .anyMatch(line -> line.matches("waits +" + SmallCampaign.NAME + "/.*: " + what)));
    }

    private void assertThatAbsencesAreRecorded() {
        assertThat(absences()).isNotEmpty().allSatisfy(absence -> {
            assertThat(absence.site()).isEqualTo(LOST);
            assertThat(absence.cause()).contains(FederatedTask.nameOf(LOST));
        });
    }

    private List<SiteAbsence> absences() {
        return cluster.ledger().all(RoundCompleted.class).stream()
                .flatMap(round -> round.absent().stream())
                .toList();
    }

    private void assertAllScored() {
        assertThat(cluster.ledger().perTrial(TrialEnded.class).values()).containsOnly(1);
        assertThat(cluster.ledger().all(TrialEnded.class))
                .extracting(TrialEnded::outcome)
                .hasOnlyElementsOfType(Scored.class);
    }

    /** By the command that reads the ledger, which is verified first. */
    private void assertReportTellsOfAbsences() throws IOException {
        String run = cluster.run(SmallCampaign.NAME);
        for (List<String> command : List.of(List.of("ledger", "verify", run), List.of("report", run))) {
            try (AssayProcess process = AssayProcess.start(folder, command)) {
                process.expectExit(0);
            }
        }
        assertThat(Files.readString(folder.resolve(run).resolve("report.md")))
                .contains("## Sites", "| " + LOST + " | ");
    }

    private void await(String otherwise, BooleanSupplier reached) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(nodes.get("agent").process().isAliveAfterMoment() && System.nanoTime() < end)
                    .as(() -> otherwise + "\n" + transcripts())
                    .isTrue();
        }
    }

    private String transcripts() {
        return Stream.concat(
                        nodes.entrySet().stream()
                                .map(node -> "=== " + node.getKey() + "\n"
                                        + node.getValue().process().transcript()),
                        cluster.ledger().trials().entrySet().stream()
                                .map(trial -> trial.getKey() + ": "
                                        + trial.getValue().get(trial.getValue().size() - 1)))
                .collect(Collectors.joining("\n"));
    }
}
