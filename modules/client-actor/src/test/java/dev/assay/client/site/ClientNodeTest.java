package dev.assay.client.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.assay.client.device.DevicePool;
import dev.assay.client.device.DeviceSettings;
import dev.assay.client.policy.PolicyGate;
import dev.assay.client.site.ClientNode.CloseSites;
import dev.assay.client.site.ClientNode.OpenSites;
import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.learning.training.TrainingException;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.testkit.engine.TestingDevice;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.engine.TestingEngine.Call;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientNodeTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("assay.client.memory-attempts = 1")
                    .withFallback(ConfigFactory.load("application-test")));
    private static final Recipe RECIPE = Recipe.parse(TestingTask.fedAvg());
    private static final long SEED = 7;

    @TempDir
    private Path folder;

    private final TestProbe<SiteReport> server = KIT.createTestProbe(SiteReport.class);
    private TestingTask testing;
    private TaskCatalog tasks;
    private ModelVector initial;
    private Digest schema;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void writeTask() throws Exception {
        testing = TestingTask.write(folder);
        tasks = new TaskCatalog(List.of(folder));
        Task task = tasks.task(testing.profileText());
        initial = task.initialModel(RECIPE, SEED);
        schema = task.network(RECIPE).schema().digest();
    }

    private ActorRef<ClientNode.Command> node(TrainingEngine engine) {
        return KIT.spawn(ClientNode.create(tasks, engine, Transfer.alone()));
    }

    private OpenSites open(String trial, Map<Integer, SiteState> states) {
        return new OpenSites(
                new SiteAssignment(trial, testing.profileText(), RECIPE, SEED, new TreeMap<>(states)), server.ref());
    }

    private TrainRound train(String trial, int round) {
        return new TrainRound(new ModelTask(trial, round, schema, initial, Optional.empty()), server.ref());
    }

    /** A node that has opened site 0 of trial t. */
    private ActorRef<ClientNode.Command> opened(TrainingEngine engine) {
        ActorRef<ClientNode.Command> node = node(engine);
        node.tell(open("t", Map.of(0, SiteState.FRESH)));
        server.expectMessageClass(SiteOpened.class);
        return node;
    }

    @Test
    void registersItselfForServersToFind() {
        ActorRef<ClientNode.Command> node = node(new TestingEngine());
        TestProbe<Receptionist.Listing> listings = KIT.createTestProbe(Receptionist.Listing.class);

        KIT.system().receptionist().tell(Receptionist.subscribe(ClientNode.KEY, listings.ref()));

        listings.fishForMessage(
                Duration.ofSeconds(3),
                listing -> listing.getServiceInstances(ClientNode.KEY).contains(node)
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void everySiteOfTheAssignmentOpensWithItsNameRowsAndEngine() {
        node(new TestingEngine()).tell(open("t", Map.of(0, SiteState.FRESH, 2, SiteState.FRESH)));

        assertThat(server.receiveSeveralMessages(2))
                .containsExactlyInAnyOrder(
                        new SiteOpened("t", 0, "site-1", 10, "testing engine", Machine.here()),
                        new SiteOpened("t", 2, "site-3", 10, "testing engine", Machine.here()));
    }

    @Test
    void missingDataIsToldWithItsFile() throws Exception {
        Files.delete(folder.resolve("rows.csv"));
        tasks = new TaskCatalog(List.of(folder));

        node(new TestingEngine()).tell(open("t", Map.of(1, SiteState.FRESH)));

        SiteNotOpened told = server.expectMessageClass(SiteNotOpened.class);
        assertThat(told.site()).isEqualTo(1);
        assertThat(told.message()).contains("rows.csv");
    }

    @Test
    void siteThatTheTaskDoesNotHaveIsToldInsteadOfSilence() {
        node(new TestingEngine()).tell(open("t", Map.of(17, SiteState.FRESH)));

        SiteNotOpened told = server.expectMessageClass(SiteNotOpened.class);
        assertThat(told.site()).isEqualTo(17);
        assertThat(told.message()).contains("17");
    }

    @Test
    void roundsThatArriveTogetherAreTrainedInOrderEachFromTheStateOfTheOneBefore() {
        TestingEngine engine = new TestingEngine();
        ActorRef<ClientNode.Command> node = node(engine);
        node.tell(open("t", Map.of(0, SiteState.FRESH)));
        node.tell(train("t", 0));
        node.tell(train("t", 1));
        node.tell(train("t", 2));

        server.expectMessageClass(SiteOpened.class);
        for (int round = 0; round < 3; round++) {
            ModelUpdate update = server.expectMessageClass(SiteTrained.class).update();
            assertThat(update.round()).isEqualTo(round);
            assertThat(update.local().state().unitsDone()).isEqualTo(round + 1);
        }
        assertThat(engine.calls()).extracting(Call::unitsDone).containsExactly(0, 1, 2);
    }

    @Test
    void goesOnFromTheStateThatItIsGiven() {
        TestingEngine engine = new TestingEngine();
        ActorRef<ClientNode.Command> node = opened(engine);
        node.tell(train("t", 0));
        SiteState kept =
                server.expectMessageClass(SiteTrained.class).update().local().state();
        node.tell(train("t", 1));
        ModelUpdate undisturbed = server.expectMessageClass(SiteTrained.class).update();

        node.tell(open("t", Map.of(0, kept)));
        node.tell(train("t", 1));

        server.expectMessageClass(SiteOpened.class);
        assertThat(server.expectMessageClass(SiteTrained.class).update()).isEqualTo(undisturbed);
    }

    @Test
    void trainingRunsOnTheTrainingDispatcher() {
        TestingEngine engine = new TestingEngine();
        opened(engine).tell(train("t", 0));

        server.expectMessageClass(SiteTrained.class);

        assertThat(engine.calls()).allSatisfy(call -> assertThat(call.thread()).contains("assay.training-dispatcher"));
    }

    @Test
    void nodeAnswersWhileItsSitesTrain() {
        CountDownLatch release = new CountDownLatch(1);
        ActorRef<ClientNode.Command> node = opened(new TestingEngine((plan, task, sound) -> {
            await(release);
            return sound;
        }));
        node.tell(train("t", 0));

        node.tell(open("other", Map.of(1, SiteState.FRESH)));

        assertThat(server.expectMessageClass(SiteOpened.class).trialId()).isEqualTo("other");
        release.countDown();
        server.expectMessageClass(SiteTrained.class);
    }

    @Test
    void failedRoundIsToldAndTheNextOneStartsFromTheOldState() {
        TestingEngine engine = new TestingEngine((plan, task, sound) -> {
            if (task.round() == 1) {
                throw new TrainingException("the device is gone", null);
            }
            return sound;
        });
        ActorRef<ClientNode.Command> node = opened(engine);
        node.tell(train("t", 0));
        node.tell(train("t", 1));
        node.tell(train("t", 2));

        server.expectMessageClass(SiteTrained.class);
        server.expectMessage(new SiteFailed("t", 1, 0, "the device is gone"));
        assertThat(server.expectMessageClass(SiteTrained.class).update().round())
                .isEqualTo(2);
        assertThat(engine.calls()).extracting(Call::unitsDone).containsExactly(0, 1, 1);
    }

    @Test
    void errorOfTheEngineIsAFailureToo() {
        opened(new TestingEngine((plan, task, sound) -> {
                    throw new OutOfMemoryError("device memory");
                }))
                .tell(train("t", 0));

        assertThat(server.expectMessageClass(SiteFailed.class).message()).contains("device memory");
    }

    @Test
    void sitesThatFindNoMemoryBesideOthersComeToTheSameBitsOneAfterTheOther() {
        Device gpu = TestingDevice.gpu(0, 1L << 30);
        TestingDevice roomy = new TestingDevice(gpu, 2, new TestingEngine());
        TestingDevice crowded = TestingDevice.crowded(gpu, new TestingEngine());

        Map<Integer, LocalUpdate> expected = roundOfThreeSites(roomy);
        Map<Integer, LocalUpdate> narrowed = roundOfThreeSites(crowded);

        assertThat(narrowed).hasSize(3).isEqualTo(expected);
        assertThat(roomy.failed()).isZero();
        assertThat(crowded.failed()).isEqualTo(1);
        assertThat(crowded.begun()).isEqualTo(4);
    }

    private Map<Integer, LocalUpdate> roundOfThreeSites(TrainingEngine engine) {
        ActorRef<ClientNode.Command> node = node(engine);
        node.tell(open("t", Map.of(0, SiteState.FRESH, 1, SiteState.FRESH, 2, SiteState.FRESH)));
        server.receiveSeveralMessages(3);
        node.tell(train("t", 0));
        return server.receiveSeveralMessages(3).stream()
                .map(report -> ((SiteTrained) report).update())
                .collect(Collectors.toMap(ModelUpdate::site, ModelUpdate::local));
    }

    @Test
    void trialThatIsClosedLeavesItsPlaceInTheQueueForADeviceToOthers() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        TestingEngine engine = new TestingEngine((plan, task, sound) -> {
            started.countDown();
            await(release);
            return sound;
        });
        DevicePool pool = new DevicePool(List.of(engine), DeviceSettings.DEFAULT, 1);
        ActorRef<ClientNode.Command> node =
                KIT.spawn(ClientNode.create(tasks, pool, Transfer.alone(), PolicyGate.open()));
        node.tell(open("busy", Map.of(0, SiteState.FRESH)));
        node.tell(train("busy", 0));
        await(started);
        node.tell(open("closed", Map.of(1, SiteState.FRESH)));
        node.tell(train("closed", 0));
        server.receiveSeveralMessages(2);
        server.awaitAssert(() -> assertThat(pool.waiting()).isEqualTo(1));

        node.tell(new CloseSites("closed"));
        server.awaitAssert(() -> assertThat(pool.waiting()).isZero());
        release.countDown();

        assertThat(server.expectMessageClass(SiteTrained.class).trialId()).isEqualTo("busy");
        assertThat(engine.calls()).extracting(Call::site).containsExactly(0);
    }

    @Test
    void siteThatFindsNoMemoryAloneIsAFailureOfItsRound() {
        TestingEngine engine = new TestingEngine();
        opened(new TestingDevice(TestingDevice.gpu(0, 1L << 30), 0, engine)).tell(train("t", 0));

        assertThat(server.expectMessageClass(SiteFailed.class).message())
                .contains("gpu0 (testing card", "no memory left", "smaller batch");
        assertThat(engine.calls()).isEmpty();
    }

    @Test
    void modelOfAnotherSchemaIsNotTrained() {
        TestingEngine engine = new TestingEngine();
        opened(engine)
                .tell(new TrainRound(
                        new ModelTask("t", 0, Digest.ofText("another model"), initial, Optional.empty()),
                        server.ref()));

        assertThat(server.expectMessageClass(SiteFailed.class).message())
                .contains(Digest.ofText("another model").brief())
                .contains(schema.brief());
        assertThat(engine.calls()).isEmpty();
    }

    @Test
    void updateIsNamedByTheSchemaOfTheModelThatWasTrained() {
        opened(new TestingEngine()).tell(train("t", 0));

        assertThat(server.expectMessageClass(SiteTrained.class).update().schema())
                .isEqualTo(schema);
    }

    @Test
    void secondAssignmentReplacesTheFirst() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger trainings = new AtomicInteger();
        TestingEngine engine = new TestingEngine((plan, task, sound) -> {
            if (trainings.getAndIncrement() == 0) {
                await(release);
            }
            return sound;
        });
        ActorRef<ClientNode.Command> node = opened(engine);
        node.tell(train("t", 0));
        node.tell(open("t", Map.of(1, SiteState.FRESH)));
        assertThat(server.expectMessageClass(SiteOpened.class).site()).isEqualTo(1);
        release.countDown();

        node.tell(train("t", 5));

        ModelUpdate update = server.expectMessageClass(SiteTrained.class).update();
        assertThat(update.site()).isEqualTo(1);
        assertThat(update.round()).isEqualTo(5);
        server.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void closedSitesTrainNoMore() {
        TestingEngine engine = new TestingEngine();
        ActorRef<ClientNode.Command> node = opened(engine);
        node.tell(new CloseSites("t"));
        node.tell(train("t", 0));
        node.tell(open("u", Map.of(0, SiteState.FRESH)));

        assertThat(server.expectMessageClass(SiteOpened.class).trialId()).isEqualTo("u");
        assertThat(engine.calls()).isEmpty();
    }

    @Test
    void closingWhileASiteOpensOrTrainsLeavesNothingToBeTold() {
        ActorRef<ClientNode.Command> node = node(new TestingEngine());
        node.tell(open("t", Map.of(0, SiteState.FRESH)));
        node.tell(train("t", 0));
        node.tell(new CloseSites("t"));
        node.tell(open("u", Map.of(0, SiteState.FRESH)));
        node.tell(train("u", 0));

        server.fishForMessage(
                Duration.ofSeconds(3),
                report -> report instanceof SiteTrained && report.trialId().equals("u")
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void taskForAnUnknownTrialChangesNothing() {
        TestingEngine engine = new TestingEngine();
        ActorRef<ClientNode.Command> node = opened(engine);
        node.tell(train("nobody", 0));
        node.tell(new CloseSites("nobody"));
        node.tell(train("t", 0));

        assertThat(server.expectMessageClass(SiteTrained.class).trialId()).isEqualTo("t");
        assertThat(engine.calls()).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
