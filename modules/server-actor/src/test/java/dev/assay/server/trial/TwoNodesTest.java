package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.client.site.ClientNode;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferSettings;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.engine.TestingEngine.Call;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server and its client nodes in actor systems of their own, joined by Artery on loopback, each with its own transfer port.
 * The model has 4.6 MiB, eighteen times what a message of the transport may hold.
 */
@Timeout(120)
class TwoNodesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Config CLUSTER = ConfigFactory.parseString("""
            pekko {
              actor.provider = cluster
              remote.artery {
                transport = tcp
                canonical { hostname = "127.0.0.1", port = 0 }
              }
              cluster {
                leader-actions-interval = 100 ms
                gossip-interval = 100 ms
                jmx.multi-mbeans-in-same-jvm = on
              }
              coordinated-shutdown.exit-jvm = off
            }
            """);

    @TempDir
    private Path folder;

    private TrialBench server;
    private final List<Client> clients = new ArrayList<>();

    private record Client(ActorTestKit kit, Transfer transfer, ActorRef<ClientNode.Command> node) {}

    @BeforeEach
    void openServer() {
        openServer(CLUSTER);
    }

    private void openServer(Config config) {
        server = new TrialBench(folder, config);
        server.task = large(server.task);
        Cluster cluster = Cluster.get(server.kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }

    private static TestingTask large(TestingTask task) {
        return task.with("hidden: [4]", "hidden: [600, 2000]")
                .with("max_parameters: 100", "max_parameters: 2000000")
                .with("max_norm: 10", "max_norm: 1000000");
    }

    @AfterEach
    void close() {
        clients.forEach(client -> {
            client.kit().shutdownTestKit();
            client.transfer().close();
        });
        server.close();
    }

    /** A client node of its own actor system, which the server can find when this returns. */
    private Client client(TestingEngine engine) throws IOException {
        Config config = CLUSTER.withFallback(ConfigFactory.parseResources("application-test.conf"))
                .withFallback(ConfigFactory.load());
        ActorTestKit kit = ActorTestKit.create("trial", config);
        Transfer transfer = Transfer.open(
                "127.0.0.1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1,
                TransferSettings.of(config),
                Optional.empty());
        Cluster.get(kit.system())
                .manager()
                .tell(Join.create(Cluster.get(server.kit.system()).selfMember().address()));
        Client client = new Client(
                kit, transfer, kit.spawn(ClientNode.create(new TaskCatalog(List.of(folder)), engine, transfer)));
        clients.add(client);
        TestProbe<Receptionist.Listing> listings = server.kit.createTestProbe(Receptionist.Listing.class);
        server.kit.system().receptionist().tell(Receptionist.subscribe(ClientNode.KEY, listings.ref()));
        listings.fishForMessage(
                PATIENCE,
                listing -> listing.getServiceInstances(ClientNode.KEY).size() == clients.size()
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        return client;
    }

    static List<String> recipes() {
        return List.of(TestingTask.fedAvg(), TestingTask.scaffold());
    }

    /** The outcome on one node, in one process and without a port. */
    private TrialOutcome alone(String recipe, Path own) {
        return alone(recipe, own, server.task);
    }

    private TrialOutcome alone(String recipe, Path own, TestingTask task) {
        try (TrialBench one = new TrialBench(own)) {
            one.task = task;
            one.node(new TestingEngine());
            return one.run(recipe);
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void modelFarOverTheFrameOfTheTransportTrainsWithTheBitsOfOneNode(String recipe, @TempDir Path own)
            throws Exception {
        TestingEngine engine = new TestingEngine();
        Client client = client(engine);

        TrialOutcome outcome = server.run(recipe);

        assertThat(outcome).isInstanceOf(Scored.class);
        assertThat(((Scored) outcome).model()).isEqualTo(((Scored) alone(recipe, own)).model());
        assertThat(engine.calls()).hasSize(TestingTask.SITES * TestingTask.ROUNDS);
        // The trial's own end is told before its last withdrawals.
        awaitNothingPublished(client.transfer());
        awaitNothingPublished(server.transfer);
    }

    /** The server folds what it decodes, which is what a site in its own process hands over. */
    @ParameterizedTest
    @ValueSource(strings = {"codec: fp16", "codec: int8, codec_block: 100", "codec: top_k, codec_fraction: 0.1"})
    void encodedUpdatesHaveTheBitsOfOneNode(String codec, @TempDir Path own, @TempDir Path plain) throws Exception {
        Digest whole = ((Scored) alone(TestingTask.scaffold(), plain, server.task)).model();
        server.task = server.task.with("max_norm: 1000000", "max_norm: 1000000, " + codec);
        client(new TestingEngine());

        Scored outcome = (Scored) server.run(TestingTask.scaffold());

        assertThat(outcome.model())
                .isEqualTo(((Scored) alone(TestingTask.scaffold(), own, server.task)).model())
                .isNotEqualTo(whole);
        assertThat(server.events(RoundCompleted.class))
                .allSatisfy(round -> assertThat(round.cost().bytesUp())
                        .isLessThan(round.cost().bytesDown()));
    }

    /** It could be lost, which takes longer to be found than was left of the round's time. */
    @Test
    void siteThatIsSilentOnAnotherNodeIsGivenTheTimeInWhichALostNodeIsFound() throws Exception {
        server.close();
        openServer(
                ConfigFactory.parseString("assay.server.lost-patience = 20 s").withFallback(CLUSTER));
        server.task = server.task.with("round_timeout: 60", "round_timeout: 4");
        Gate gate = new Gate(1, 1);
        client(gate.engine());

        LoggingTestKit.info("round 1 is given more time: a node may have been lost")
                .expect(server.kit.system(), () -> {
                    server.start(server.trial(), TestingTask.fedAvg());
                    return Done.done();
                });

        gate.open();
        assertThat(server.outcome()).isInstanceOf(Scored.class);
    }

    /** What sites keep goes to their next node as it goes to the server. */
    @Test
    void sitesOfALostNodeGoOnElsewhereWithTheSameBits(@TempDir Path own) throws Exception {
        AtomicReference<Client> lost = new AtomicReference<>();
        lost.set(client(new TestingEngine((plan, task, sound) -> {
            if (task.round() == 1) {
                lost.get().kit().stop(lost.get().node());
            }
            return sound;
        })));
        TestingEngine other = new TestingEngine();
        client(other);

        TrialOutcome outcome = server.run(TestingTask.scaffold());

        assertThat(((Scored) outcome).model()).isEqualTo(((Scored) alone(TestingTask.scaffold(), own)).model());
        assertThat(server.events(RoundCompleted.class)).hasSize(TestingTask.ROUNDS);
        assertThat(other.calls().stream().filter(call -> call.round() == 2).map(Call::site))
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    /** What their updates had left out until then is lost with the node, so they begin again. */
    @Test
    void sitesThatKeepWhatTheySentNotBeginAgainElsewhereWithTheSameBits(@TempDir Path own) throws Exception {
        server.task = server.task.with("max_norm: 1000000", "max_norm: 1000000, codec: top_k, codec_fraction: 0.1");
        AtomicReference<Client> lost = new AtomicReference<>();
        lost.set(client(new TestingEngine((plan, task, sound) -> {
            if (task.round() == 1) {
                lost.get().kit().stop(lost.get().node());
            }
            return sound;
        })));
        TestingEngine other = new TestingEngine();
        client(other);

        TrialOutcome outcome = server.run(TestingTask.scaffold());

        assertThat(((Scored) outcome).model()).isEqualTo(((Scored) alone(TestingTask.scaffold(), own)).model());
        assertThat(server.events(RoundCompleted.class))
                .extracting(RoundCompleted::round)
                .containsExactly(0, 1, 2);
        assertThat(other.calls().stream().filter(call -> call.round() == 0).map(Call::site))
                .as("the first round's sites, those included that had trained it elsewhere")
                .contains(0, 1, 2);
    }

    /** All values, so that every vector on the wire is twice as long as the model, and nothing is left over. */
    @Test
    void allOfTheLargestValuesAreTheWholeUpdate(@TempDir Path plain) throws Exception {
        Digest whole = ((Scored) alone(TestingTask.fedAvg(), plain, server.task)).model();
        server.task = server.task.with("max_norm: 1000000", "max_norm: 1000000, codec: top_k, codec_fraction: 1");
        client(new TestingEngine());

        Scored outcome = (Scored) server.run(TestingTask.fedAvg());

        assertThat(outcome.model()).isEqualTo(whole);
        assertThat(outcome.cost().bytesUp()).isEqualTo(2 * outcome.cost().bytesDown());
    }

    @Test
    void updatesThatCannotBeFetchedAreFailuresOfTheirSites() throws Exception {
        AtomicReference<Client> broken = new AtomicReference<>();
        broken.set(client(new TestingEngine((plan, task, sound) -> {
            if (task.round() == 1) {
                broken.get().transfer().close();
            }
            return sound;
        })));

        Failed outcome = (Failed) server.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.TRAINING_FAILED);
        assertThat(outcome.message()).contains("round 1", "cannot be fetched", "127.0.0.1:");
    }

    private static void awaitNothingPublished(Transfer transfer) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (transfer.published() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(transfer.published()).isZero();
    }
}
