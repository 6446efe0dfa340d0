package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.research.cost.Cost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are killed while a campaign has trials with them, with the shipped settings: it ends as if nothing had been. */
@Timeout(300)
class KilledNodesIT {
    /** Enough of them, that a trial loses first a client and then its server. */
    private static final int ROUNDS = 12;

    private static final String[] SETTINGS = {
        "--set", "budget.rounds=" + ROUNDS, "--set", "program.controls={arms: [scalar], candidates: 1}"
    };
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern PLACED_AGAIN =
            Pattern.compile("trial (\\S+): the client at \\S+ is gone; its sites are placed again");

    @TempDir
    Path folder;

    private CampaignCluster cluster;
    private List<NodeProcess> nodes;

    @Test
    void killedClientsSitesAndKilledServersTrialsGoOnElsewhereWithTheSameResult() throws Exception {
        cluster = CampaignCluster.in(folder);
        try (NodeProcess first = cluster.server();
                NodeProcess second = cluster.anotherServer("server-2");
                NodeProcess lost = cluster.client("client-1");
                NodeProcess kept = cluster.client("client-2");
                NodeProcess agent = cluster.agent("agent")) {
            nodes = List.of(first, second, lost, kept, agent);
            CampaignCluster.awaitUp(nodes);
            cluster.succeed(agent, SmallCampaign.commandOnCluster(SETTINGS));

            // Every trial has sites with each of the two clients: where one of them stands still, no round ends.
            Set<String> stranded = holdUp(lost, () -> underWay(cluster.ledger()));
            Instant before = Instant.now();
            lost.process().kill();
            // The same campaign in one process; the cluster has little to do until it has found out.
            try (AssayProcess alone =
                    AssayProcess.start(folder, SmallCampaign.command(SmallCampaign.CANDIDATES, SETTINGS))) {
                awaitMoreRounds("a client", before, stranded, agent);
                killTheServerOfSome(List.of(first, second), kept, agent);
                try (AssayProcess watch = cluster.campaign(agent, List.of("campaign", "watch", SmallCampaign.NAME))) {
                    watch.expectExit(0);
                }
                alone.expectExit(0);
            }
        }
        Ledger alone = Ledger.of(SmallCampaign.run(folder));
        assertSameResult(cluster.ledger(), alone);
        assertThatNoMoreIsTrainedTwiceThanTheClientHeldUp(cluster.ledger());
    }

    /** Of those trials that lost a client: what a server says of that tells which ones it runs. */
    private void killTheServerOfSome(List<NodeProcess> servers, NodeProcess client, NodeProcess agent) {
        NodeProcess serving = servers.stream()
                .filter(server -> !placedAgain(server).isEmpty())
                .findFirst()
                .orElseThrow();
        Set<String> moved = holdUp(client, () -> {
            Set<String> trials = underWay(cluster.ledger());
            trials.retainAll(placedAgain(serving));
            return trials;
        });
        Instant before = Instant.now();
        serving.process().kill();
        client.process().signal("CONT");
        awaitMoreRounds("server " + (servers.indexOf(serving) + 1), before, moved, agent);
    }

    /**
     * Has a client stand still as soon as there are trials that cannot end without it.
     *
     * @return those trials
     */
    private Set<String> holdUp(NodeProcess client, Supplier<Set<String>> trials) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            if (!trials.get().isEmpty()) {
                client.process().signal("STOP");
                Set<String> heldUp = trials.get();
                if (!heldUp.isEmpty()) {
                    return heldUp;
                }
                client.process().signal("CONT");
            }
            awaitMoment(client, end, "no trial is under way");
        }
    }

    /** Trials that have begun and lack three rounds at least: one of them may be trained, and about to be recorded. */
    private static Set<String> underWay(Ledger ledger) {
        return ledger.perTrial(RoundCompleted.class).entrySet().stream()
                .filter(trial -> trial.getValue() > 0 && trial.getValue() <= ROUNDS - 3)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Trials whose sites a server has placed again, by their ids in the ledger. */
    private static Set<String> placedAgain(NodeProcess server) {
        return PLACED_AGAIN
                .matcher(server.process().errors())
                .results()
                .map(line -> LedgerIds.trial(line.group(1)).id())
                .collect(Collectors.toSet());
    }

    /** Waits until each of the trials has got on, and prints when. */
    private void awaitMoreRounds(String what, Instant killed, Set<String> trials, NodeProcess agent) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Optional<Instant>> next = moreRounds(killed, trials);
        while (next.contains(Optional.<Instant>empty())) {
            awaitMoment(agent, end, "not all of " + trials + " go on after " + what + " was killed");
            next = moreRounds(killed, trials);
        }
        System.out.printf(
                "after %s was killed, its trials go on after %s s%n",
                what,
                next.stream()
                        .map(at -> Duration.between(killed, at.orElseThrow()).toMillis() / 1e3)
                        .toList());
    }

    /** When each of the trials recorded its second round after a node was killed: the first can have been trained before. */
    private List<Optional<Instant>> moreRounds(Instant killed, Set<String> trials) {
        List<RecordedEvent> events = cluster.ledger().events();
        return trials.stream()
                .map(trial -> events.stream()
                        .filter(event -> event.persistenceId().equals(trial))
                        .flatMap(event ->
                                event.event() instanceof RoundCompleted round ? Stream.of(round.at()) : Stream.empty())
                        .filter(killed::isBefore)
                        .skip(1)
                        .findFirst())
                .toList();
    }

    private void awaitMoment(NodeProcess node, long end, String what) {
        assertThat(node.process().isAliveAfterMoment() && System.nanoTime() < end)
                .as(() -> what + ":\n" + transcripts())
                .isTrue();
    }

    private String transcripts() {
        return Stream.concat(
                        nodes.stream().map(node -> node.process().transcript()),
                        cluster.ledger().trials().entrySet().stream()
                                .map(trial -> trial.getKey() + ": "
                                        + trial.getValue().get(trial.getValue().size() - 1)))
                .collect(Collectors.joining("\n\n"));
    }

    private static void assertSameResult(Ledger disturbed, Ledger alone) {
        SortedMap<String, List<String>> trials = disturbed.trials();
        trials.replaceAll(
                (trial, events) -> events.stream().map(Ledger::withoutLosses).toList());
        assertThat(trials).isEqualTo(alone.trials());
        assertThat(disturbed.refusals()).isEqualTo(alone.refusals());
        assertThat(disturbed.decisions()).isEqualTo(alone.decisions());
        assertThat(disturbed.reports()).isEqualTo(alone.reports());
    }

    /** Only the round in which a trial lost its client was ordered twice; what a server began and lost is in no ledger. */
    private static void assertThatNoMoreIsTrainedTwiceThanTheClientHeldUp(Ledger disturbed) {
        Map<String, List<RoundCompleted>> twice = new TreeMap<>();
        for (RecordedEvent event : disturbed.events()) {
            if (event.event() instanceof RoundCompleted round && !round.lost().equals(Cost.NONE)) {
                twice.computeIfAbsent(event.persistenceId(), trial -> new ArrayList<>())
                        .add(round);
            }
        }
        assertThat(twice).isNotEmpty();
        twice.forEach((trial, rounds) -> {
            assertThat(rounds)
                    .as("rounds of %s that a lost client ended", trial)
                    .hasSize(1);
            assertThat(rounds.get(0).lost().steps())
                    .isEqualTo(rounds.get(0).cost().steps());
        });
    }
}
