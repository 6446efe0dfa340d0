package dev.assay.client.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.policy.PolicyGate;
import dev.assay.client.policy.SitePolicy;
import dev.assay.client.site.ClientNode.OpenSites;
import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteRefused;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingException;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sites whose codec leaves values out, which go with their later updates. */
class ResidualTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Recipe RECIPE = Recipe.parse(TestingTask.fedAvg());
    private static final long SEED = 7;
    private static final double FRACTION = 0.2;
    private static final int ROUNDS = 12;

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
        testing = TestingTask.write(folder)
                .with("max_norm: 10", "max_norm: 10, codec: top_k, codec_fraction: " + FRACTION);
        tasks = new TaskCatalog(List.of(folder));
        Task task = tasks.task(testing.profileText());
        initial = task.initialModel(RECIPE, SEED);
        schema = task.network(RECIPE).schema().digest();
    }

    /** What the engine makes of a round: whole numbers, so that no sum is rounded. */
    private float[] trained(int round) {
        Random random = new Random(round);
        float[] values = new float[initial.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(2_001) - 1_000;
        }
        return values;
    }

    private TestingEngine engine() {
        return new TestingEngine(
                (plan, task, sound) -> TestingEngine.withDiff(sound, ModelVector.copyOf(trained(task.round()))));
    }

    private ActorRef<ClientNode.Command> opened(TestingEngine engine, PolicyGate gate) {
        ActorRef<ClientNode.Command> node = KIT.spawn(ClientNode.create(tasks, engine, Transfer.alone(), gate));
        node.tell(open(SiteState.FRESH));
        server.expectMessageClass(SiteOpened.class);
        return node;
    }

    private OpenSites open(SiteState state) {
        return new OpenSites(
                new SiteAssignment("t", testing.profileText(), RECIPE, SEED, new TreeMap<>(Map.of(0, state))),
                server.ref());
    }

    private TrainRound round(int round) {
        return new TrainRound(new ModelTask("t", round, schema, initial, Optional.empty()), server.ref());
    }

    private ModelVector sent(ActorRef<ClientNode.Command> node, int round) {
        node.tell(round(round));
        return server.expectMessageClass(SiteTrained.class).update().local().diff();
    }

    /** Of what was not sent until then: the indices of the largest values, of equal ones the lower index first. */
    private static int[] largest(float[] open) {
        return IntStream.range(0, open.length)
                .boxed()
                .sorted((one, other) -> Float.compare(Math.abs(open[other]), Math.abs(open[one])))
                .limit((long) Math.ceil(FRACTION * open.length))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Test
    void whatAnUpdateLeavesOutGoesWithLaterOnesAndNothingIsLost() {
        ActorRef<ClientNode.Command> node = opened(engine(), PolicyGate.open());
        float[] notSent = new float[initial.size()];
        for (int round = 0; round < ROUNDS; round++) {
            float[] expected = new float[notSent.length];
            float[] diff = trained(round);
            for (int i = 0; i < notSent.length; i++) {
                notSent[i] += diff[i];
            }
            for (int index : largest(notSent)) {
                expected[index] = notSent[index];
                notSent[index] = 0;
            }

            assertThat(sent(node, round).toArray()).as("round %d", round).containsExactly(expected);
        }
    }

    @Test
    void roundThatFailsLeavesWhatIsKeptAsItWas() {
        TestingEngine failing = engine().followedBy((plan, task, sound) -> {
            if (task.round() == 1) {
                throw new TrainingException("the device is gone", null);
            }
            return sound;
        });
        ActorRef<ClientNode.Command> node = opened(failing, PolicyGate.open());
        ModelVector first = sent(node, 0);
        node.tell(round(1));
        server.expectMessageClass(SiteFailed.class);

        float[] open = new float[initial.size()];
        for (int i = 0; i < open.length; i++) {
            open[i] = trained(0)[i] - first.get(i) + trained(2)[i];
        }
        float[] expected = new float[open.length];
        for (int index : largest(open)) {
            expected[index] = open[index];
        }
        assertThat(sent(node, 2).toArray()).containsExactly(expected);
    }

    @Test
    void sitesOpenedAgainBeginAnew() {
        ActorRef<ClientNode.Command> node = opened(engine(), PolicyGate.open());
        ModelVector first = sent(node, 0);
        ModelVector second = sent(node, 1);

        node.tell(open(SiteState.FRESH));
        server.expectMessageClass(SiteOpened.class);

        assertThat(sent(node, 0)).isEqualTo(first);
        assertThat(sent(node, 1)).isEqualTo(second);
    }

    @Test
    void siteThatWouldHaveToGoOnWithoutWhatItHadKeptDoesNotOpen() {
        ActorRef<ClientNode.Command> node =
                KIT.spawn(ClientNode.create(tasks, engine(), Transfer.alone(), PolicyGate.open()));

        node.tell(open(new SiteState(1, Optional.empty(), Optional.empty())));

        assertThat(server.expectMessageClass(SiteNotOpened.class).message())
                .contains("after 1 schedule units", "begins again with its first round");
    }

    /** What is left over of the second update alone would be let out; with that of the first one it is too long. */
    @Test
    void policyIsAskedOfWhatReallyLeaves() throws IOException {
        float[] values = new float[initial.size()];
        Arrays.fill(values, 1);
        int kept = largest(values).length;
        TestingEngine even =
                new TestingEngine((plan, task, sound) -> TestingEngine.withDiff(sound, ModelVector.copyOf(values)));
        double most = Math.sqrt(kept) * 1.5;
        PolicyGate gate = PolicyGate.of(new SitePolicy(List.of(), Set.of(), OptionalDouble.of(most), Optional.empty()));
        ActorRef<ClientNode.Command> node = opened(even, gate);

        assertThat(sent(node, 0).norm()).isEqualTo(Math.sqrt(kept));
        node.tell(round(1));
        assertThat(server.expectMessageClass(SiteRefused.class).message())
                .contains("a DIFF of norm " + 2 * Math.sqrt(kept), "at most " + most);
    }
}
