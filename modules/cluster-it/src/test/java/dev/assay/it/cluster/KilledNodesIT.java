package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are killed while a campaign has trials with them, with the shipped settings: it ends as if nothing had been. */
@Timeout(300)
class KilledNodesIT {
    /** Enough of them, that a trial loses first a client and then its server. */
    private static final int ROUNDS = 12;

    private static final String[] SETTINGS = {"--set", "budget.rounds=" + ROUNDS};
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A round has the cost of what was trained for it in vain, too. */
    private static final String COST = "\"cost\":\\{[^}]*\\},?";

    private static final Pattern PLACED_AGAIN =
            Pattern.compile("trial (\\S+): client node \\S+ is gone; its sites are placed again");

    @TempDir
    Path folder;

    private CampaignCluster cluster;

    @Test
    void killedClientsSitesAndKilledServersTrialsGoOnElsewhereWithTheSameResult() throws Exception {
        cluster = CampaignCluster.in(folder);
        try (NodeProcess first = cluster.server();
                NodeProcess second = cluster.anotherServer("server-2");
                NodeProcess lost = cluster.client("client-1");
                NodeProcess kept = cluster.client("client-2");
                NodeProcess agent = cluster.agent("agent")) {
            CampaignCluster.awaitUp(List.of(first, second, lost, kept, agent));
            cluster.succeed(agent, SmallCampaign.commandOnCluster(SETTINGS));

            // Every trial has sites with each of the two clients: where one of them stands still, no round ends.
            Set<String> stranded = holdUp(lost, () -> underWay(cluster.ledger()));
            Instant before = Instant.now();
            lost.process().kill();
            awaitMoreRounds("a client", before, stranded, agent);

            // What a server says of the lost client tells which trials it runs.
            NodeProcess serving = Stream.of(first, second)
                    .filter(server -> !placedAgain(server).isEmpty())
                    .findFirst()
                    .orElseThrow();
            Set<String> moved = holdUp(kept, () -> {
                Set<String> trials = underWay(cluster.ledger());
                trials.retainAll(placedAgain(serving));
                return trials;
            });
            before = Instant.now();
            serving.process().kill();
            kept.process().signal("CONT");
            awaitMoreRounds("a server", before, moved, agent);

            try (AssayProcess watch = cluster.campaign(agent, List.of("campaign", "watch", SmallCampaign.NAME))) {
                watch.expectExit(0);
            }
        }
        Ledger alone = alone();
        assertSameResult(cluster.ledger(), alone);
        assertThatNoMoreIsTrainedTwiceThanTheClientHeldUp(cluster.ledger(), alone);
    }

    /**
     * Has a client stand still as soon as there are trials that cannot end without it.
     *
     * @return those trials
     */
    private static Set<String> holdUp(NodeProcess client, Supplier<Set<String>> trials) {
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

    private static void awaitMoment(NodeProcess node, long end, String what) {
        assertThat(node.process().isAliveAfterMoment())
                .as(() -> node.process().transcript())
                .isTrue();
        assertThat(System.nanoTime()).as(what).isLessThan(end);
    }

    /** The same campaign in one process. */
    private Ledger alone() {
        try (AssayProcess process =
                AssayProcess.start(folder, SmallCampaign.command(SmallCampaign.CANDIDATES, SETTINGS))) {
            process.expectExit(0);
        }
        return Ledger.of(SmallCampaign.run(folder));
    }

    private static void assertSameResult(Ledger disturbed, Ledger alone) {
        assertThat(costless(disturbed.trials())).isEqualTo(costless(alone.trials()));
        assertThat(disturbed.refusals()).isEqualTo(alone.refusals());
        assertThat(disturbed.decisions()).isEqualTo(alone.decisions());
        assertThat(costless(disturbed.reports())).isEqualTo(costless(alone.reports()));
    }

    private static SortedMap<String, List<String>> costless(SortedMap<String, List<String>> trials) {
        SortedMap<String, List<String>> costless = new TreeMap<>();
        trials.forEach((trial, events) -> costless.put(trial, costless(events)));
        return costless;
    }

    private static List<String> costless(List<String> events) {
        return events.stream().map(event -> event.replaceAll(COST, "")).toList();
    }

    /** Only the round in which a trial lost its client was ordered twice; what a server began and lost is in no ledger. */
    private static void assertThatNoMoreIsTrainedTwiceThanTheClientHeldUp(Ledger disturbed, Ledger alone) {
        Map<String, List<Long>> once = steps(alone);
        steps(disturbed).forEach((trial, steps) -> {
            List<Long> expected = once.get(trial);
            List<Integer> twice = IntStream.range(0, steps.size())
                    .filter(round -> !steps.get(round).equals(expected.get(round)))
                    .boxed()
                    .toList();
            assertThat(twice).as("rounds of %s that cost more", trial).hasSizeLessThanOrEqualTo(1);
            twice.forEach(round -> assertThat(steps.get(round)).isEqualTo(2 * expected.get(round)));
        });
    }

    /** What was ordered for each round, by trial. */
    private static Map<String, List<Long>> steps(Ledger ledger) {
        Map<String, List<Long>> steps = new TreeMap<>();
        for (RecordedEvent event : ledger.events()) {
            if (event.event() instanceof RoundCompleted round) {
                steps.computeIfAbsent(event.persistenceId(), trial -> new ArrayList<>())
                        .add(round.cost().steps());
            }
        }
        return steps;
    }
}
