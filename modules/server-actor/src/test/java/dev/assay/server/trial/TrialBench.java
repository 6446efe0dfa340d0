package dev.assay.server.trial;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.client.policy.PolicyGate;
import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SitesFound;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.task.SiteFacts;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferSettings;
import dev.assay.server.trial.TrialReport.TrialFinished;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** One actor system with an in-memory journal, client nodes, and the trial entity with probes in place of its neighbours. */
final class TrialBench implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Digest REQUEST = Digest.ofText("the campaign's request");
    static final String TRIAL = "c/c001/seed-1";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final ActorTestKit kit;
    final PersistenceTestKit journal;
    final TestProbe<TrialReport> listener;
    final TestProbe<ClusterSharding.ShardCommand> shard;
    final BlobStore blobs;
    /** One for all: what a hostile node publishes lies beside the rest. */
    final Transfer transfer;

    final TestingEngine evaluator = new TestingEngine();
    TrainingEngine scoring = evaluator;
    /** What the server reads. */
    TaskCatalog tasks;

    String entity = TRIAL;
    TestingTask task;
    boolean openHoldOut;
    Duration openTimeout = PATIENCE;
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    private final Path folder;
    private final List<ActorRef<ClientNode.Command>> nodes = new ArrayList<>();
    private final Queue<LyingPort> lying = new ConcurrentLinkedQueue<>();

    /** Enough threads for trainings that a test holds back. */
    private static Config config() {
        return ConfigFactory.parseString("""
                        pekko.actor.testkit.typed.filter-leeway = 20 s
                        assay.server.lost-patience = 1 s
                        assay.server.owner-timeout = 2 s
                        assay.server.owner-patience = 1 s
                        assay.training-dispatcher.thread-pool-executor.fixed-pool-size = 8
                        assay.ledger.snapshot-every.trial = 3
                        """)
                .withFallback(PersistenceTestKitPlugin.config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.parseResources("application-test.conf"));
    }

    TrialBench(Path folder) {
        this(folder, ConfigFactory.empty());
    }

    /** @param special settings of the actor system */
    TrialBench(Path folder, Config special) {
        this.folder = folder;
        this.tasks = new TaskCatalog(List.of(folder));
        kit = ActorTestKit.create("trial", special.withFallback(config()));
        journal = PersistenceTestKit.create(kit.system());
        listener = kit.createTestProbe(TrialReport.class);
        shard = kit.createTestProbe(ClusterSharding.ShardCommand.class);
        blobs = new BlobStore(folder.resolve("blobs"));
        task = TestingTask.write(folder);
        transfer = openTransfer();
    }

    private Transfer openTransfer() {
        try {
            return Transfer.open(
                    "127.0.0.1",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    1,
                    TransferSettings.of(kit.system().settings().config()),
                    Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        transfer.close();
        lying.forEach(LyingPort::close);
    }

    /** A port that serves zeros, whatever it is asked for. */
    int lyingPort() {
        LyingPort port = new LyingPort();
        lying.add(port);
        return port.number();
    }

    ActorRef<ClientNode.Command> node(TestingEngine engine) {
        return node(engine, folder);
    }

    /** A client node that servers can find when this returns. */
    ActorRef<ClientNode.Command> node(TestingEngine engine, Path data) {
        return node(engine, new TaskCatalog(List.of(data)));
    }

    /** A client node that servers can find when this returns. */
    ActorRef<ClientNode.Command> node(TestingEngine engine, TaskCatalog data) {
        nodes.add(kit.spawn(ClientNode.create(data, engine, transfer)));
        awaitNodes();
        return nodes.get(nodes.size() - 1);
    }

    /** A client node whose operator has rules of its own. */
    void node(PolicyGate gate) {
        node(gate, new TestingEngine());
    }

    void node(PolicyGate gate, TestingEngine engine) {
        nodes.add(kit.spawn(ClientNode.create(new TaskCatalog(List.of(folder)), engine, transfer, gate)));
        awaitNodes();
    }

    /** A client node that trains by an honest one that nobody can find, and tells what it likes. */
    void hostileNode(TestingEngine engine, HostileNode.Attack attack, Consumer<ClientNode.UpdateNotTaken> refusals) {
        ActorRef<ClientNode.Command> behind =
                kit.spawn(ClientNode.create(new TaskCatalog(List.of(folder)), engine, transfer));
        nodes.add(behind);
        awaitNodes();
        kit.system().receptionist().tell(Receptionist.deregister(ClientNode.KEY, behind));
        nodes.set(nodes.size() - 1, kit.spawn(HostileNode.create(behind, attack, refusals)));
        awaitNodes(List.copyOf(nodes));
    }

    /** A client node that does not answer the first question for its sites, as one that still reads its data. */
    void slowNode(TestingEngine engine) {
        ActorRef<ClientNode.Command> behind = node(engine);
        kit.system().receptionist().tell(Receptionist.deregister(ClientNode.KEY, behind));
        AtomicBoolean asked = new AtomicBoolean();
        nodes.set(nodes.size() - 1, kit.spawn(Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(ClientNode.KEY, context.getSelf()));
            return Behaviors.receiveMessage(command -> {
                if (!(command instanceof ClientNode.FindSites) || asked.getAndSet(true)) {
                    behind.tell(command);
                }
                return Behaviors.same();
            });
        })));
        awaitNodes();
    }

    /**
     * A client node that answers the question for its sites with a message that is no answer.
     */
    void confusedNode(Object answer) {
        nodes.add(kit.spawn(Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(ClientNode.KEY, context.getSelf()));
            return Behaviors.receiveMessage(command -> {
                if (command instanceof ClientNode.FindSites find) {
                    find.replyTo().<Object>unsafeUpcast().tell(answer);
                }
                return Behaviors.same();
            });
        })));
        awaitNodes();
    }

    /** A client node that ends when it is told to open sites. */
    void dyingNode() {
        nodes.add(kit.spawn(Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(ClientNode.KEY, context.getSelf()));
            return Behaviors.receiveMessage(command -> {
                if (!(command instanceof ClientNode.FindSites find)) {
                    return Behaviors.stopped();
                }
                SortedMap<Integer, SiteFacts> facts = new TreeMap<>();
                new TaskCatalog(List.of(folder))
                        .sites(find.profileText())
                        .forEach((site, rows) -> facts.put(site, rows.facts()));
                find.replyTo().tell(new SitesFound(facts, 0, 1, "", false));
                return Behaviors.same();
            });
        })));
        awaitNodes();
    }

    void stopNode(ActorRef<ClientNode.Command> node) {
        nodes.remove(node);
        kit.stop(node);
    }

    void stopNodes() {
        List.copyOf(nodes).forEach(this::stopNode);
        awaitNodes();
    }

    private void awaitNodes() {
        awaitNodes(List.copyOf(nodes));
    }

    private void awaitNodes(List<ActorRef<ClientNode.Command>> expected) {
        TestProbe<Receptionist.Listing> listings = kit.createTestProbe(Receptionist.Listing.class);
        kit.system().receptionist().tell(Receptionist.subscribe(ClientNode.KEY, listings.ref()));
        listings.fishForMessage(
                PATIENCE,
                listing -> listing.getServiceInstances(ClientNode.KEY).equals(Set.copyOf(expected))
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    ActorRef<Trial.Command> trial() {
        TrialServices services = new TrialServices(tasks, scoring, blobs, transfer, clock, openTimeout);
        return kit.spawn(Trial.create(new EntityContext<>(Trial.KEY, entity, shard.ref()), services));
    }

    void stop(ActorRef<Trial.Command> trial) {
        kit.stop(trial);
    }

    TrialPlan plan(String recipe) {
        return new TrialPlan(entity, "c", "c001", Recipe.parse(recipe), 7, openHoldOut);
    }

    void start(ActorRef<Trial.Command> trial, String recipe) {
        trial.tell(new Trial.StartTrial(plan(recipe), task.profileText(), REQUEST, listener.ref()));
    }

    /** Starts the entity and waits for its end. */
    TrialOutcome run(String recipe) {
        start(trial(), recipe);
        return outcome();
    }

    /** The outcome that the listener is told next. */
    TrialOutcome outcome() {
        List<TrialReport> reports = listener.fishForMessage(PATIENCE, TrialBench::untilFinished);
        return ((TrialFinished) reports.get(reports.size() - 1)).outcome();
    }

    static FishingOutcome untilFinished(TrialReport report) {
        return report instanceof TrialFinished ? FishingOutcomes.complete() : FishingOutcomes.continueAndCollect();
    }

    List<TrialEvent> events() {
        return journal.persistedInStorage(LedgerIds.trial(entity).id()).stream()
                .map(entry -> (TrialEvent) ((Entry<?>) entry).event())
                .toList();
    }

    <E extends TrialEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Path> blobFiles() {
        if (!Files.exists(folder.resolve("blobs"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
