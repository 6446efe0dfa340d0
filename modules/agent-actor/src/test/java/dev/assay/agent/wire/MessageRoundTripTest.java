package dev.assay.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import dev.assay.agent.board.BoardAnswer;
import dev.assay.agent.board.CampaignBoard;
import dev.assay.agent.board.CampaignCondition;
import dev.assay.agent.board.CampaignStatus;
import dev.assay.agent.board.CampaignSummary;
import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.agent.campaign.CampaignSpec;
import dev.assay.agent.campaign.CampaignUpdate;
import dev.assay.client.site.AnnouncedAssignment;
import dev.assay.client.site.AnnouncedState;
import dev.assay.client.site.AnnouncedTask;
import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SitesFound;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.cost.Cost;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.serialization.ClusterMessage;
import dev.assay.runtime.serialization.KryoSerializer;
import dev.assay.runtime.serialization.MessageRegistry;
import dev.assay.runtime.serialization.MessageTypes;
import dev.assay.runtime.task.SiteFacts;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.TransferAddress;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.TrialReport;
import dev.assay.testkit.task.TestingTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every class that any module has given a number, and every message between nodes, whatever module it is of: who adds one adds
 * its number and a sample here.
 */
class MessageRoundTripTest {
    private static final int FIRST_NUMBER = 200;
    private static final int LAST_NUMBER = 499;
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Recipe RECIPE = Recipe.parse(TestingTask.fedAvg());
    private static final ModelVector VECTOR = ModelVector.copyOf(new float[] {1, Float.NaN, -0f});
    private static final List<Class<?>> PROTOCOLS = List.of(
            ClientNode.Command.class,
            SiteReport.class,
            Trial.Command.class,
            TrialReport.class,
            Campaign.Command.class,
            CampaignUpdate.class,
            CampaignBoard.Question.class,
            BoardAnswer.class);

    /** What holds vectors, which do not travel in messages. */
    private static final Set<String> WITHIN_A_PROCESS = Set.of(
            "OpenSites", "TrainRound", "RoundFetched", "RoundNotFetched", "SiteDone", "SiteTrained", "ScoreModel");

    private final KryoSerializer serializer = new KryoSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** One value of every class that has a number. */
    static List<Object> samples() {
        AnnouncedVector vector = new AnnouncedVector(
                Digest.ofText("momentum"), Integer.MAX_VALUE, new TransferAddress("node-1.example", 65_535, -1));
        AnnouncedState state = new AnnouncedState(3, Optional.of(vector), Optional.empty());
        AnnouncedAssignment assignment =
                new AnnouncedAssignment("t", "profile", RECIPE, -7, new TreeMap<>(Map.of(1, state)));
        SiteFacts facts = new SiteFacts("centre-3", 10, 20, Digest.ofText("rows"));
        AnnouncedTask model = new AnnouncedTask("t", 3, Digest.ofText("schema"), vector, Optional.empty());
        TrialPlan plan = new TrialPlan("t", "c", "c001", RECIPE, Long.MIN_VALUE, true);
        Cost cost = new Cost(1, 2, 3, 4, 0.5);
        ChainHead head = new ChainHead(5, Digest.ofText("event 5"));
        TrialOutcome scored = new TrialOutcome.Scored(0.75, OptionalDouble.of(0.5), Digest.ofText("model"), cost);
        Lineage lineage = new Lineage("longer", "c", Digest.ofText("fingerprint"), List.of("rounds is 2, was 1"), true);
        CampaignSpec spec = new CampaignSpec(
                7, "profile", "program", new TreeMap<>(Map.of("task", "testing")), 16, Optional.of(lineage));
        List<Object> samples = new ArrayList<>(List.of(
                new ClientNode.OpenAnnouncedSites(
                        assignment, KIT.<SiteReport>createTestProbe().ref()),
                new ClientNode.CloseSites("t"),
                new ClientNode.UpdateNotTaken("t", 1, 2, "LATE", "round 1, which is over"),
                new ClientNode.UpdateFetched("t", 1, 2),
                new ClientNode.FindSites(
                        "profile",
                        Optional.of(new ClientNode.Purpose("t", RECIPE)),
                        KIT.<SitesFound>createTestProbe().ref()),
                new SitesFound(new TreeMap<>(Map.of(2, facts)), 5, 8, "no data", true),
                facts,
                new ClientNode.Purpose("t", RECIPE),
                new SiteReport.SiteRefused("t", 3, 1, "by its site policy"),
                new ClientNode.ScoreAnnouncedModel(
                        model, true, KIT.<SiteReport>createTestProbe().ref()),
                model,
                new SiteReport.SiteScored("t", 3, 1, 0.5, OptionalDouble.of(0.25)),
                assignment,
                state,
                vector,
                vector.at(),
                new SiteReport.SiteOpened("t", 1, "site-2", 10, "engine", Machine.here()),
                new SiteReport.SiteNotOpened("t", 1, "no data"),
                new SiteReport.SiteFailed("t", 2, 1, "no memory"),
                new SiteReport.SiteWaits("t", 2, 1),
                new Trial.StartTrial(
                        plan,
                        "profile",
                        Digest.ofText("request"),
                        Optional.of("rows"),
                        KIT.<TrialReport>createTestProbe().ref()),
                new Trial.Rest(),
                plan,
                new TrialReport.TrialProgressed("t", 3),
                new TrialReport.TrialFinished("t", scored, head),
                new TrialReport.TrialRefused("t", "another campaign's"),
                scored,
                new TrialOutcome.Failed(TrialOutcome.FailureCode.DIVERGED, "ran away", cost)));
        samples.addAll(List.of(
                new TrialReport.TrialPaused("t", "cannot write blobs/ab: No space left on device"),
                new TrialReport.TrialResumed("t")));
        samples.addAll(List.of(TrialOutcome.FailureCode.QUORUM_MISSED, cost, head, Machine.here()));
        samples.addAll(List.of(
                new Campaign.Start(spec),
                spec,
                lineage,
                new Campaign.Watch(KIT.<CampaignUpdate>createTestProbe().ref()),
                new Campaign.RequestStop("Ctrl-C"),
                new Campaign.Pause("the night"),
                new Campaign.Resume("the morning")));
        samples.addAll(boardSamples());
        samples.addAll(SnapshotSamples.all());
        return samples;
    }

    private static List<Object> boardSamples() {
        ActorRef<BoardAnswer> asker = KIT.<BoardAnswer>createTestProbe().ref();
        CampaignOrder order = new CampaignOrder("c", 7, "profile", "program", Optional.of(3));
        CampaignSummary summary = new CampaignSummary("c", CampaignCondition.PAUSED, Optional.of(Phase.SEARCH), 4, 2);
        CampaignStatus.Standing standing = new CampaignStatus.Standing("c001", 0.75);
        CampaignStatus.RunningTrial trial = new CampaignStatus.RunningTrial("c/c001/seed-1", 3);
        CampaignStatus.Wait wait = new CampaignStatus.Wait("c", "the disk is full");
        CampaignStatus status = new CampaignStatus(
                "c",
                CampaignCondition.RUNNING,
                12,
                Phase.SEARCH,
                7,
                16,
                new TreeMap<>(Map.of("keep", 1)),
                Optional.of(standing),
                Optional.empty(),
                2,
                List.of(trial),
                List.of(wait),
                Optional.of("the night"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Problem problem = new Problem("profile", 3, "budget.rounds", "0", "is 0, must be at least 1");
        Entry<CampaignEvent> entry =
                EventCodec.seal(ChainHead.START, new CampaignEvent.StopRequested(Instant.EPOCH, "why"));
        return List.of(
                new CampaignBoard.Start(order, asker),
                new CampaignBoard.ListAll(asker),
                new CampaignBoard.Describe("c", asker),
                new CampaignBoard.ReadEvents("c", 5, 1000, asker),
                new CampaignBoard.Stop("c", "why", asker),
                new CampaignBoard.Pause("c", "why", asker),
                new CampaignBoard.Resume("c", "why", asker),
                order,
                new BoardAnswer.Done("c"),
                new BoardAnswer.Listing(List.of(summary)),
                new BoardAnswer.Described(status),
                new BoardAnswer.Events(List.of(entry), true),
                new BoardAnswer.InvalidOrder(List.of(problem)),
                new BoardAnswer.NameTaken("c"),
                new BoardAnswer.NoSuchCampaign("c", List.of("d")),
                new BoardAnswer.NotNow("c", CampaignCondition.FINISHED),
                new BoardAnswer.Unavailable("the database cannot be reached"),
                CampaignCondition.ELSEWHERE,
                summary,
                status,
                standing,
                trial,
                wait,
                problem,
                entry);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleSurvives(Object sample) {
        assertThat(serializer.fromBinary(serializer.toBinary(sample), "kryo"))
                .isEqualTo(sample)
                .hasSameClassAs(sample);
    }

    @Test
    void everyClassWithANumberHasASample() {
        Kryo kryo = new Kryo();
        MessageRegistry registry = new MessageRegistry(kryo);
        ServiceLoader.load(MessageTypes.class).forEach(types -> types.register(registry));
        List<Class<?>> numbered = new ArrayList<>();
        for (int number = FIRST_NUMBER; number <= LAST_NUMBER; number++) {
            Registration registration = kryo.getRegistration(number);
            if (registration != null) {
                numbered.add(registration.getType());
            }
        }

        assertThat(numbered)
                .hasSizeGreaterThanOrEqualTo(20)
                .containsExactlyInAnyOrderElementsOf(
                        samples().stream().map(Object::getClass).collect(Collectors.toSet()));
    }

    static Stream<Class<?>> clusterMessages() {
        return PROTOCOLS.stream()
                .flatMap(MessageRoundTripTest::messages)
                .filter(ClusterMessage.class::isAssignableFrom);
    }

    private static Stream<Class<?>> messages(Class<?> protocol) {
        return protocol.isSealed()
                ? Stream.of(protocol.getPermittedSubclasses()).flatMap(MessageRoundTripTest::messages)
                : Stream.of(protocol);
    }

    @ParameterizedTest
    @MethodSource("clusterMessages")
    void everyMessageBetweenNodesHasASample(Class<?> message) {
        assertThat(samples()).hasAtLeastOneElementOfType(message);
    }

    @Test
    void whatAClientNodeOrAServerIsToldByAnotherNodeHasASerializer() throws Exception {
        Serialization serialization = SerializationExtension.get(KIT.system());

        for (Class<?> protocol : List.of(ClientNode.Command.class, SiteReport.class, TrialReport.class)) {
            for (Class<?> message : protocol.getPermittedSubclasses()) {
                if (WITHIN_A_PROCESS.contains(message.getSimpleName())) {
                    continue;
                }
                assertThat(serialization.serializerFor(message).getClass().getName())
                        .as("%s", message)
                        .startsWith("dev.assay.");
            }
        }
    }

    @Test
    void messageWithoutANumberIsRefused() {
        record Forgotten(String text) implements ClusterMessage {}

        assertThatThrownBy(() -> serializer.toBinary(new Forgotten("x"))).hasMessageContaining("Forgotten");
    }
}
