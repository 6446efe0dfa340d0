package dev.assay.client.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.client.site.ClientNode.OpenAnnouncedSites;
import dev.assay.client.site.ClientNode.ScoreAnnouncedModel;
import dev.assay.client.site.ClientNode.TrainAnnouncedRound;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteScored;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferAddress;
import dev.assay.runtime.transfer.TransferException;
import dev.assay.runtime.transfer.TransferSettings;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.engine.TestingEngine.Call;
import dev.assay.testkit.task.TestingTask;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client node whose server is on another node: what it is told holds no vectors. */
class AnnouncedRoundsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Recipe RECIPE = Recipe.parse(TestingTask.fedAvg());
    private static final AnnouncedState FRESH = new AnnouncedState(0, Optional.empty(), Optional.empty());
    private static final long SEED = 7;

    @TempDir
    private Path folder;

    private final TestProbe<SiteReport> server = KIT.createTestProbe(SiteReport.class);
    private final TestingTransfer transfer = new TestingTransfer();
    private final TestingEngine engine = new TestingEngine();
    private TestingTask testing;
    private ModelVector initial;
    private Digest schema;
    private ActorRef<ClientNode.Command> node;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void startNode() throws Exception {
        testing = TestingTask.write(folder);
        TaskCatalog tasks = new TaskCatalog(List.of(folder));
        Task task = tasks.task(testing.profileText());
        initial = task.initialModel(RECIPE, SEED);
        schema = task.network(RECIPE).schema().digest();
        node = KIT.spawn(ClientNode.create(tasks, engine, transfer));
    }

    private void open(Map<Integer, AnnouncedState> states) {
        node.tell(new OpenAnnouncedSites(
                new AnnouncedAssignment("t", testing.profileText(), RECIPE, SEED, new TreeMap<>(states)),
                server.ref()));
    }

    private void opened(Map<Integer, AnnouncedState> states) {
        open(states);
        states.forEach((site, state) -> server.expectMessageClass(SiteOpened.class));
    }

    private void train(int round, AnnouncedVector global) {
        node.tell(
                new TrainAnnouncedRound(new AnnouncedTask("t", round, schema, global, Optional.empty()), server.ref()));
    }

    /** Another model of the same size. */
    private ModelVector other() {
        return ModelVector.zeros(initial.size());
    }

    @Test
    void modelIsFetchedOnceForAllSitesOfTheNode() {
        opened(Map.of(0, FRESH, 1, FRESH, 2, FRESH));
        AnnouncedVector global = transfer.publish(initial);

        train(0, global);

        for (int i = 0; i < 3; i++) {
            assertThat(server.expectMessageClass(SiteTrained.class).update().round())
                    .isZero();
        }
        assertThat(transfer.fetched()).containsExactly(global);
    }

    @Test
    void modelOfAnotherSizeIsNotFetched() {
        opened(Map.of(0, FRESH, 2, FRESH));

        train(0, transfer.publish(ModelVector.zeros(initial.size() + 1)));

        assertThat(server.receiveSeveralMessages(2))
                .extracting(SiteReport::site)
                .containsExactly(0, 2);
        train(1, transfer.publish(ModelVector.zeros(0)));
        assertThat(server.expectMessageClass(SiteFailed.class).message())
                .isEqualTo("the server announces a global model of 0 values, the task's model has " + initial.size());
        assertThat(transfer.fetched()).isEmpty();
        assertThat(engine.calls()).isEmpty();
    }

    @Test
    void modelThatCannotBeFetchedIsAFailureOfEverySite() {
        opened(Map.of(0, FRESH, 1, FRESH));
        AnnouncedVector gone = transfer.announce(initial);
        transfer.arrival(gone).completeExceptionally(new IllegalStateException("the server is gone"));

        train(3, gone);

        server.expectMessage(new SiteFailed("t", 3, 0, "the server is gone"));
        server.expectMessage(new SiteFailed("t", 3, 1, "the server is gone"));
    }

    /** Another task's data may be read for minutes, which is no reason to miss a round. */
    @Test
    void roundIsTrainedWhileAllThreadsThatReadDataAreBusy() {
        opened(Map.of(0, FRESH));
        CountDownLatch free = new CountDownLatch(1);
        int threads =
                KIT.system().settings().config().getInt("assay.io-dispatcher.thread-pool-executor.fixed-pool-size");
        for (int i = 0; i < threads; i++) {
            Workers.io(KIT.system(), () -> free.await(60, TimeUnit.SECONDS));
        }
        try {
            train(0, transfer.publish(initial));

            assertThat(server.expectMessageClass(SiteTrained.class).update().round())
                    .isZero();
        } finally {
            free.countDown();
        }
    }

    /** A network that is away for a moment ends no trial, wherever it is. */
    @Test
    void whatCannotBeReachedForAMomentIsFetchedWhenItCanBe() throws Exception {
        testing = TestingTask.writeBySite(folder);
        TransferException unreachable = unreachable();
        AnnouncedVector momentum = transfer.publish(other());
        transfer.failOnce(momentum, unreachable);
        opened(Map.of(0, new AnnouncedState(1, Optional.of(momentum), Optional.empty())));

        AnnouncedVector global = transfer.publish(initial);
        transfer.failOnce(global, unreachable);
        train(1, global);
        assertThat(server.expectMessageClass(SiteTrained.class).update().round())
                .isEqualTo(1);

        transfer.failOnce(global, unreachable);
        node.tell(new ScoreAnnouncedModel(
                new AnnouncedTask("t", 2, schema, global, Optional.empty()), false, server.ref()));
        server.expectMessageClass(SiteScored.class);
        assertThat(transfer.fetched()).containsExactly(momentum, momentum, global, global, global, global);
    }

    /** What a real fetch says where nobody listens. */
    private TransferException unreachable() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        int closed;
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(any);
            closed = socket.getLocalPort();
        }
        TransferSettings settings = TransferSettings.of(KIT.system().settings().config());
        try (Transfer real = Transfer.open("127.0.0.1", any, 1, settings, Optional.empty())) {
            AnnouncedVector nowhere =
                    new AnnouncedVector(initial.digest(), initial.size(), new TransferAddress("127.0.0.1", closed, 1));
            ExecutionException failure = catchThrowableOfType(
                    ExecutionException.class,
                    () -> real.fetch(nowhere).toCompletableFuture().get(30, TimeUnit.SECONDS));
            return (TransferException) failure.getCause();
        }
    }

    @Test
    void sitesGoOnFromTheStatesThatAreFetchedForThem() {
        opened(Map.of(0, FRESH));
        train(0, transfer.publish(initial));
        ModelUpdate first = server.expectMessageClass(SiteTrained.class).update();
        train(1, transfer.publish(other()));
        ModelUpdate undisturbed = server.expectMessageClass(SiteTrained.class).update();
        AnnouncedState kept =
                new AnnouncedState(1, first.local().state().momentum().map(transfer::publish), Optional.empty());

        opened(Map.of(0, kept));
        train(1, transfer.publish(other()));

        assertThat(server.expectMessageClass(SiteTrained.class).update()).isEqualTo(undisturbed);
    }

    @Test
    void stateOfAnotherSizeIsNotFetched() {
        AnnouncedVector huge = new AnnouncedVector(
                Digest.ofText("huge"),
                Integer.MAX_VALUE,
                transfer.announce(initial).at());

        open(Map.of(0, new AnnouncedState(1, Optional.of(huge), Optional.empty())));

        assertThat(server.expectMessageClass(SiteNotOpened.class).message())
                .contains("a momentum of 2147483647 values, the task's model has " + initial.size());
        assertThat(transfer.fetched()).isEmpty();
    }

    /** Their server has begun anew, and will announce the round again. */
    @Test
    void modelThatArrivesAfterItsSitesWereOpenedAgainIsNotTrained() {
        opened(Map.of(0, FRESH));
        AnnouncedVector slow = transfer.announce(initial);
        train(0, slow);
        opened(Map.of(0, FRESH));
        transfer.arrival(slow).complete(initial);

        train(1, transfer.publish(other()));

        assertThat(server.expectMessageClass(SiteTrained.class).update().round())
                .isEqualTo(1);
        assertThat(engine.calls()).extracting(Call::round).containsExactly(1);
    }

    @Test
    void modelOfAnEarlierRoundThatArrivesLateIsNotTrained() {
        opened(Map.of(0, FRESH));
        AnnouncedVector slow = transfer.announce(initial);
        train(0, slow);
        train(1, transfer.publish(other()));
        assertThat(server.expectMessageClass(SiteTrained.class).update().round())
                .isEqualTo(1);
        transfer.arrival(slow).complete(initial);

        train(2, transfer.publish(ModelVector.copyOf(initial.toArray()).minus(other())));

        assertThat(server.expectMessageClass(SiteTrained.class).update().round())
                .isEqualTo(2);
        assertThat(engine.calls()).extracting(Call::round).containsExactly(1, 2);
    }
}
