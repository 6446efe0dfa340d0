package dev.assay.client.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.client.site.ClientNode.OpenSites;
import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.ClientNode.UpdateFetched;
import dev.assay.client.site.ClientNode.UpdateNotTaken;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.wire.FederationWire;
import dev.assay.client.wire.UnsoundUpdate;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingException;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferSettings;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.engine.TestingEngine.Call;
import dev.assay.testkit.task.TestingTask;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node trains one site at a time and keeps one update for its server, which is another node and fetches when it likes. */
class UnfetchedUpdatesTest {
    private static final Config CONFIG = ConfigFactory.parseString("""
            pekko {
              actor.provider = cluster
              remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
              cluster.jmx.multi-mbeans-in-same-jvm = on
              coordinated-shutdown.exit-jvm = off
            }
            assay.transfer.unfetched-updates = 1
            """)
            .withFallback(ConfigFactory.parseResources("application-test.conf"))
            .withFallback(ConfigFactory.load());
    private static final ActorTestKit SERVER = ActorTestKit.create("updates", CONFIG);
    private static final ActorTestKit CLIENT = ActorTestKit.create("updates", CONFIG);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Recipe RECIPE = Recipe.parse(TestingTask.fedAvg());
    private static final long SEED = 7;
    private static final int OTHER_ROUND = 9;

    @TempDir
    private Path folder;

    private final TestProbe<SiteReport> server = SERVER.createTestProbe(SiteReport.class);
    private Transfer transfer;
    private TestingTask testing;
    private TaskCatalog tasks;
    private ModelVector initial;
    private Digest schema;

    @AfterAll
    static void stop() {
        CLIENT.shutdownTestKit();
        SERVER.shutdownTestKit();
    }

    @BeforeEach
    void writeTask() throws Exception {
        testing = TestingTask.write(folder);
        tasks = new TaskCatalog(List.of(folder));
        Task task = tasks.task(testing.profileText());
        initial = task.initialModel(RECIPE, SEED);
        schema = task.network(RECIPE).schema().digest();
        transfer = Transfer.open(
                "127.0.0.1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1,
                TransferSettings.of(CONFIG),
                Optional.empty());
    }

    @AfterEach
    void close() {
        transfer.close();
    }

    /** A node with all sites of trial t, and one of trial u. */
    private ActorRef<ClientNode.Command> node(TestingEngine engine) {
        ActorRef<ClientNode.Command> node = CLIENT.spawn(ClientNode.create(tasks, engine, transfer));
        open(node, "t", 0, 1, 2);
        open(node, "u", 0);
        return node;
    }

    private void open(ActorRef<ClientNode.Command> node, String trial, int... sites) {
        TreeMap<Integer, SiteState> states = new TreeMap<>();
        for (int site : sites) {
            states.put(site, SiteState.FRESH);
        }
        node.tell(new OpenSites(new SiteAssignment(trial, testing.profileText(), RECIPE, SEED, states), elsewhere()));
        for (int i = 0; i < sites.length; i++) {
            server.expectMessageClass(SiteOpened.class, PATIENCE);
        }
    }

    /** The server's probe, as the node knows it: an address of another node. */
    private ActorRef<SiteReport> elsewhere() {
        String address = ActorRefResolver.get(SERVER.system()).toSerializationFormat(server.ref());
        return ActorRefResolver.get(CLIENT.system()).resolveActorRef(address);
    }

    private TrainRound train(String trial, int round) {
        return new TrainRound(new ModelTask(trial, round, schema, initial, Optional.empty()), elsewhere());
    }

    /** The next so many answers, in the order of their sites: who of them comes first is nobody's business. */
    private List<String> answers(int number) {
        return server.receiveSeveralMessages(number, PATIENCE).stream()
                .map(UnfetchedUpdatesTest::answer)
                .sorted()
                .toList();
    }

    private static String answer(SiteReport report) {
        if (report instanceof EncodedUpdate encoded) {
            try {
                return FederationWire.update(encoded.bytes()).site() + " announced";
            } catch (UnsoundUpdate e) {
                throw new AssertionError(e);
            }
        }
        return report.site() + " " + report.getClass().getSimpleName();
    }

    private static List<Integer> sitesOf(TestingEngine engine, int round) {
        return engine.calls().stream()
                .filter(call -> call.round() == round)
                .map(Call::site)
                .sorted()
                .toList();
    }

    /** Who came to the one training thread first has trained when the later one has. */
    private void trainOtherTrial(ActorRef<ClientNode.Command> node) {
        node.tell(train("u", OTHER_ROUND));
        assertThat(answers(1)).containsExactly("0 announced");
    }

    /** Whatever the node was told before has been passed on. */
    private void awaitHeard(ActorRef<ClientNode.Command> node) {
        TestProbe<SitesFound> answer = CLIENT.createTestProbe(SitesFound.class);
        node.tell(new ClientNode.FindSites(testing.profileText(), Optional.empty(), answer.ref()));
        answer.receiveMessage(PATIENCE);
    }

    @Test
    void aSiteWaitsUntilAnUpdateHasBeenFetchedAndHoldsUpNoOtherTrial() {
        TestingEngine engine = new TestingEngine();
        ActorRef<ClientNode.Command> node = node(engine);
        node.tell(train("t", 0));
        assertThat(answers(2)).containsExactly("0 announced", "1 announced");

        trainOtherTrial(node);
        assertThat(sitesOf(engine, 0)).containsExactly(0, 1);

        node.tell(new UpdateFetched("t", 0, 1));
        assertThat(answers(1)).containsExactly("2 announced");
    }

    @Test
    void whatIsSaidOfAnUpdateBeforeItIsThereIsAboutOneOfAnEarlierSession() throws Exception {
        CountDownLatch training = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        TestingEngine engine = new TestingEngine((plan, task, sound) -> {
            training.countDown();
            try {
                told.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return sound;
        });
        ActorRef<ClientNode.Command> node = node(engine);
        node.tell(train("t", 0));
        assertThat(training.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        node.tell(new UpdateFetched("t", 0, 0));
        node.tell(new UpdateFetched("t", 0, 1));
        awaitHeard(node);
        told.countDown();

        assertThat(answers(2)).containsExactly("0 announced", "1 announced");
        trainOtherTrial(node);
        assertThat(sitesOf(engine, 0)).containsExactly(0, 1);
    }

    @Test
    void whatIsRefusedOrCannotBeTrainedHoldsNobodyUp() {
        ActorRef<ClientNode.Command> failing = node(new TestingEngine((plan, task, sound) -> {
            if (plan.site() == 0) {
                throw new TrainingException("no such thing", null);
            }
            return sound;
        }));
        failing.tell(train("t", 0));
        assertThat(answers(3)).containsExactly("0 SiteFailed", "1 announced", "2 announced");

        ActorRef<ClientNode.Command> refused = node(new TestingEngine());
        refused.tell(train("t", 0));
        assertThat(answers(2)).containsExactly("0 announced", "1 announced");
        refused.tell(new UpdateNotTaken("t", 0, 0, "LATE", "for a test"));
        assertThat(answers(1)).containsExactly("2 announced");
    }

    @Test
    void aServerThatFetchesNothingHasSitesBeginWithTheNextRoundAllTheSame() {
        TestingEngine engine = new TestingEngine();
        ActorRef<ClientNode.Command> node = node(engine);
        for (int round = 0; round < 3; round++) {
            node.tell(train("t", round));
            assertThat(answers(2)).containsExactly("0 announced", "1 announced");
        }

        // Of an earlier round: it makes no room in this one.
        node.tell(new UpdateFetched("t", 1, 0));
        trainOtherTrial(node);
        assertThat(sitesOf(engine, 2)).containsExactly(0, 1);
        node.tell(new UpdateFetched("t", 2, 0));
        assertThat(answers(1)).containsExactly("2 announced");
    }

    @Test
    void aServerInTheSameProcessHasAllSitesTrainAtOnce() {
        TestProbe<SiteReport> here = CLIENT.createTestProbe(SiteReport.class);
        ActorRef<ClientNode.Command> node = node(new TestingEngine());

        node.tell(new TrainRound(new ModelTask("t", 0, schema, initial, Optional.empty()), here.ref()));

        assertThat(here.receiveSeveralMessages(3, PATIENCE))
                .extracting(SiteReport::site)
                .containsExactlyInAnyOrder(0, 1, 2);
    }
}
