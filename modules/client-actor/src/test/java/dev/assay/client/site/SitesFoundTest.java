package dev.assay.client.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.assay.client.device.DevicePool;
import dev.assay.client.device.DeviceSettings;
import dev.assay.client.policy.PolicyGate;
import dev.assay.client.site.ClientNode.FindSites;
import dev.assay.client.site.ClientNode.OpenSites;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.testkit.engine.TestingDevice;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says that it can serve, by which sites are dealt out. */
class SitesFoundTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("application-test"));
    private static final int SLOTS_PER_GPU = 3;

    @TempDir
    private Path folder;

    private TestingTask testing;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void writeTask() throws Exception {
        testing = TestingTask.write(folder);
    }

    private ActorRef<ClientNode.Command> node(List<TrainingEngine> engines, int threads) {
        return KIT.spawn(ClientNode.create(
                new TaskCatalog(List.of(folder)),
                new DevicePool(engines, new DeviceSettings(SLOTS_PER_GPU, 1), threads),
                Transfer.alone(),
                PolicyGate.open()));
    }

    private static List<TrainingEngine> gpus(int count) {
        return IntStream.range(0, count)
                .<TrainingEngine>mapToObj(
                        gpu -> new TestingDevice(TestingDevice.gpu(gpu, 1L << 30), 1, new TestingEngine()))
                .toList();
    }

    private SitesFound found(ActorRef<ClientNode.Command> node) {
        TestProbe<SitesFound> answer = KIT.createTestProbe(SitesFound.class);
        node.tell(new FindSites(testing.profileText(), Optional.empty(), answer.ref()));
        return answer.receiveMessage();
    }

    @Test
    void slotsAreThoseOfAllGpusTogether() {
        SitesFound found = found(node(gpus(8), 2));

        assertThat(found.slots()).isEqualTo(8 * SLOTS_PER_GPU);
        assertThat(found.sites()).containsOnlyKeys(0, 1, 2);
    }

    @Test
    void slotsOfTheProcessorAreTheTrainingThreads() {
        assertThat(found(node(List.of(new TestingEngine()), 2)).slots()).isEqualTo(2);
    }

    @Test
    void sitesOfAnyTrialAreCountedUntilTheyAreClosed() {
        ActorRef<ClientNode.Command> node = node(gpus(1), 1);
        TestProbe<SiteReport> server = KIT.createTestProbe(SiteReport.class);
        node.tell(new OpenSites(
                new SiteAssignment(
                        "t",
                        testing.profileText(),
                        Recipe.parse(TestingTask.fedAvg()),
                        7,
                        new TreeMap<>(Map.of(0, SiteState.FRESH, 2, SiteState.FRESH))),
                server.ref()));
        assertThat(server.receiveSeveralMessages(2)).hasOnlyElementsOfType(SiteOpened.class);

        assertThat(found(node).open()).isEqualTo(2);
        node.tell(new ClientNode.CloseSites("t"));
        assertThat(found(node).open()).isZero();
    }
}
