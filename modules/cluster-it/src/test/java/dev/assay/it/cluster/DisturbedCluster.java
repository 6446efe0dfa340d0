package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.FileSizeLimit;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.testkit.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Nodes, with campaigns, that are killed, halted and cut off; each is started again. It ends as if nothing had been. */
final class DisturbedCluster implements AutoCloseable {
    /** Until a node is found to be lost and its work goes on elsewhere, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Several rounds. */
    private static final Duration WRITE = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(200);

    /** Shorter than the pause in heartbeats that is still no reason to think a node gone. */
    static final Duration BRIEF = Duration.ofMillis(2500);

    /** One of them is there when the other is started again. */
    private static final List<String> SEEDS = List.of("client-1", "server-1");

    private final Path folder;
    private final Optional<TestNetwork> network;
    private final Optional<Relay> relay;
    private final CampaignCluster cluster;
    private final SortedMap<String, String> roles;
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();

    private DisturbedCluster(
            Path folder,
            Optional<TestNetwork> network,
            Optional<Relay> relay,
            CampaignCluster cluster,
            SortedMap<String, String> roles) {
        this.folder = folder;
        this.network = network;
        this.relay = relay;
        this.cluster = cluster;
        this.roles = roles;
    }

    /** Nodes on this machine, up. */
    static DisturbedCluster here(Path folder, int servers, int clients, int agents) throws Exception {
        return new DisturbedCluster(
                        folder,
                        Optional.empty(),
                        Optional.empty(),
                        CampaignCluster.in(folder, SEEDS),
                        roles(servers, clients, agents))
                .up();
    }

    /** Nodes with a host each, up. */
    static DisturbedCluster on(TestNetwork network, Path folder, int servers, int clients, int agents)
            throws Exception {
        Relay relay = Relay.at(network.gateway(), PostgresServer.shared().port());
        CampaignCluster cluster = CampaignCluster.on(network::host, network.gateway(), relay.port(), folder, SEEDS);
        return new DisturbedCluster(
                        folder, Optional.of(network), Optional.of(relay), cluster, roles(servers, clients, agents))
                .up();
    }

    private static SortedMap<String, String> roles(int servers, int clients, int agents) {
        SortedMap<String, String> roles = new TreeMap<>();
        Map.of("server", servers, "client", clients, "agent", agents).forEach((role, count) -> {
            for (int i = 1; i <= count; i++) {
                roles.put(role + "-" + i, role);
            }
        });
        return roles;
    }

    private DisturbedCluster up() {
        try {
            roles.forEach((name, role) -> nodes.put(name, cluster.start(name, role)));
            nodes.values().forEach(NodeProcess::awaitUp);
            awaitWhole();
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    List<String> names() {
        return List.copyOf(roles.keySet());
    }

    TestNetwork network() {
        return network.orElseThrow();
    }

    NodeProcess node(String name) {
        return nodes.get(name);
    }

    /** Starts a campaign with the settings of {@link SmallCampaign} and these. */
    void begin(String campaign, int candidates, String... settings) {
        List<String> command = SmallCampaign.commandOnCluster(campaign, candidates, settings);
        String agent = roles.keySet().stream()
                .filter(name -> roles.get(name).equals("agent"))
                .findFirst()
                .orElseThrow();
        try (AssayProcess process = cluster.campaign(hostOf(agent), node(agent), command)) {
            process.expectExit(0);
        }
    }

    private Host hostOf(String name) {
        return network.map(hosts -> hosts.host(name)).orElse(Host.HERE);
    }

    Ledger ledger(String campaign) {
        return cluster.ledger(campaign);
    }

    boolean isFinished(String campaign) {
        return ledger(campaign).count(CampaignFinished.class) > 0;
    }

    /** Trials of a campaign that are between two of their rounds, each with its number of rounds. */
    SortedMap<String, Integer> underWay(String campaign) {
        return underWay(ledger(campaign));
    }

    /** How many rounds each trial has that has begun and not ended. */
    private static SortedMap<String, Integer> underWay(Ledger ledger) {
        SortedMap<String, Integer> rounds = ledger.perTrial(RoundCompleted.class);
        rounds.keySet().removeAll(ended(ledger));
        rounds.values().removeIf(done -> done == 0);
        return rounds;
    }

    private static List<String> ended(Ledger ledger) {
        return ledger.perTrial(TrialEnded.class).entrySet().stream()
                .filter(trial -> trial.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Waits until each of the trials has two more rounds, of which the first can have been trained before, or has ended. */
    void awaitMoreRounds(String campaign, SortedMap<String, Integer> before) {
        await("trials stand still: " + before.keySet(), () -> {
            Ledger ledger = ledger(campaign);
            SortedMap<String, Integer> rounds = ledger.perTrial(RoundCompleted.class);
            List<String> ended = ended(ledger);
            return before.entrySet().stream()
                    .allMatch(trial ->
                            ended.contains(trial.getKey()) || rounds.get(trial.getKey()) >= trial.getValue() + 2);
        });
    }

    /** Waits until the ledger has more of a campaign. */
    void awaitEvents(String campaign) {
        int before = ledger(campaign).events().size();
        await("nothing happens", () -> ledger(campaign).events().size() > before);
    }

    void awaitFinished(String campaign) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int events = ledger(campaign).events().size();
        while (!isFinished(campaign)) {
            pause(LOOK);
            int now = ledger(campaign).events().size();
            end = now > events ? System.nanoTime() + PATIENCE.toNanos() : end;
            events = now;
            check(end, "campaign " + campaign + " stands still");
        }
    }

    void kill(String name) {
        node(name).process().kill();
    }

    void halt(String name) {
        node(name).process().signal("STOP");
    }

    /** Halts a node at a moment at which it has an open transaction with the ledger; one that writes nothing, some time later. */
    void haltInWrite(String name) {
        long end = System.nanoTime() + WRITE.toNanos();
        halt(name);
        while (!cluster.hasOpenWrite(node(name).process().pid()) && System.nanoTime() < end) {
            wake(name);
            pause(Duration.ofMillis(1));
            halt(name);
        }
    }

    void wake(String name) {
        node(name).process().signal("CONT");
    }

    /** From now on no file that it writes may have more than a few bytes. */
    void fillDisk(String name) {
        FileSizeLimit.set(node(name).process(), 1024);
    }

    void clearDisk(String name) {
        FileSizeLimit.lift(node(name).process());
    }

    /** Takes its host off the network. */
    void unplug(String name) {
        network().unplug(name);
    }

    void plug(String name) {
        network().plug(name);
    }

    /** Waits until the others know these nodes no more. */
    void awaitRemoved(List<String> lost) {
        List<String> addresses = lost.stream().map(name -> node(name).address()).toList();
        NodeProcess witness = witness(lost);
        await(lost + " is still a member", () -> addresses.stream().noneMatch(witness.members()::containsKey));
    }

    /** Waits until a node has found that the others went on without it. */
    void awaitExit(String name) {
        assertThat(node(name).process().expectExit(1).errors())
                .contains("assay: the cluster goes on without this node");
    }

    void restart(String name) {
        node(name).close();
        nodes.put(name, cluster.start(name, roles.get(name)).awaitUp());
    }

    /** Waits until every node sees all of them, and no others. */
    void awaitWhole() {
        await("not all nodes are members", () -> nodes.values().stream().allMatch(this::seesAll));
    }

    private boolean seesAll(NodeProcess node) {
        SortedMap<String, String> members = node.members();
        return members.size() == roles.size() && members.values().stream().allMatch("Up"::equals);
    }

    private NodeProcess witness(List<String> lost) {
        return nodes.entrySet().stream()
                .filter(node -> !lost.contains(node.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** Lets time pass in which nodes work. */
    void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            nodes.values().iterator().next().process().isAliveAfterMoment();
        }
    }

    private void await(String otherwise, BooleanSupplier reached) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            check(end, otherwise);
            pause(LOOK);
        }
    }

    private void check(long end, String otherwise) {
        assertThat(System.nanoTime()).as(() -> otherwise + "\n" + transcripts()).isLessThan(end);
    }

    String transcripts() {
        return nodes.entrySet().stream()
                .map(node -> "=== " + node.getKey() + "\n"
                        + node.getValue().process().transcript())
                .collect(Collectors.joining("\n"));
    }

    /** Holds a campaign against the same one in a single process, and has its ledger verified and its decisions derived anew. */
    void assertAsUndisturbed(String campaign, Ledger alone) {
        Ledger disturbed = ledger(campaign);
        assertThat(disturbed.perTrial(TrialEnded.class).values()).containsOnly(1);
        assertThat(Ledger.results(disturbed.trials(), campaign))
                .isEqualTo(Ledger.results(alone.trials(), SmallCampaign.NAME));
        assertThat(Ledger.results(disturbed.refusals(), campaign))
                .isEqualTo(Ledger.results(alone.refusals(), SmallCampaign.NAME));
        assertThat(Ledger.results(disturbed.decisions(), campaign))
                .isEqualTo(Ledger.results(alone.decisions(), SmallCampaign.NAME));
        assertThat(Ledger.results(disturbed.reports(), campaign))
                .isEqualTo(Ledger.results(alone.reports(), SmallCampaign.NAME));
        String run = "checked/" + campaign;
        for (List<String> check : List.of(
                List.of("ledger", "attach", run, "--campaign", campaign, "--ledger", "ledger.conf", "--blobs", "blobs"),
                List.of("ledger", "verify", run),
                List.of("ledger", "replay", "--decisions", run))) {
            try (AssayProcess process = AssayProcess.start(folder, check)) {
                process.expectExit(0);
            }
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(NodeProcess::close);
        relay.ifPresent(Relay::close);
    }
}
