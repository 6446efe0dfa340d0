package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.engine.TestingEngine.Call;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials whose sites keep what their updates leave out: interrupted, they begin again, and come to the same bits. */
@Timeout(60)
class TrialRepeatTest {
    private static final long STEPS_OF_A_ROUND = TestingTask.SITES * 3L;

    @TempDir
    private Path folder;

    private TrialBench bench;

    @BeforeEach
    void open() {
        bench = new TrialBench(folder);
        bench.task = topK(bench.task);
    }

    private static TestingTask topK(TestingTask task) {
        return task.with("max_norm: 10", "max_norm: 10, codec: top_k, codec_fraction: 0.1");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Digest undisturbed() throws Exception {
        try (TrialBench other = new TrialBench(Files.createTempDirectory(folder, "undisturbed"))) {
            other.task = topK(other.task);
            other.node(new TestingEngine());
            return ((Scored) other.run(TestingTask.fedAvg())).model();
        }
    }

    private void assertRecordedOnce() {
        assertThat(bench.events(TrialStarted.class)).hasSize(1);
        assertThat(bench.events(RoundCompleted.class))
                .extracting(RoundCompleted::round)
                .containsExactly(0, 1, 2);
        assertThat(bench.events(TrialEnded.class)).hasSize(1);
    }

    private long recorded(ToLongFunction<Cost> part) {
        return bench.events(RoundCompleted.class).stream()
                .mapToLong(round -> part.applyAsLong(round.cost()))
                .sum();
    }

    private void awaitOnlyBlob(Digest model) {
        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobFiles()).containsExactly(bench.blobs.path(model));
            return true;
        });
    }

    private void interrupt(Gate gate) {
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void trialThatIsStartedAgainRepeatsItsRoundsAndRecordsThemOnce(int finishedRounds) throws Exception {
        Gate gate = new Gate(finishedRounds);
        TestingEngine engine = gate.engine();
        bench.node(engine);
        interrupt(gate);

        Scored outcome = (Scored) bench.run(TestingTask.fedAvg());

        assertThat(outcome.model()).isEqualTo(undisturbed());
        for (int round = 0; round < finishedRounds; round++) {
            assertThat(engine.trainings(round)).isEqualTo(2 * TestingTask.SITES);
        }
        assertRecordedOnce();
        assertThat(outcome.cost().steps()).isEqualTo(recorded(Cost::steps)).isEqualTo(3 * STEPS_OF_A_ROUND);
        assertThat(outcome.cost().bytesUp()).isEqualTo(recorded(Cost::bytesUp));
        awaitOnlyBlob(outcome.model());
    }

    /** The checkpoint that the ledger names is there until the round after it is recorded. */
    @Test
    void checkpointOfTheLedgerStaysWhileRoundsAreRepeated() throws Exception {
        Gate second = new Gate(2);
        bench.node(second.engine());
        interrupt(second);
        Path checkpoint =
                bench.blobs.path(bench.events(RoundCompleted.class).get(1).checkpoint());
        assertThat(checkpoint).exists();
        bench.stopNodes();
        Gate repeated = new Gate(1);
        bench.node(repeated.engine());

        interrupt(repeated);

        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobFiles()).containsExactly(checkpoint);
            return true;
        });
        assertThat(((Scored) bench.run(TestingTask.fedAvg())).model()).isEqualTo(undisturbed());
        assertRecordedOnce();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void lossOfANodeSendsTheTrialBackToItsBeginning(int round) throws Exception {
        Gate gate = new Gate(round);
        ActorRef<ClientNode.Command> dying = bench.node(gate.engine());
        bench.start(bench.trial(), TestingTask.fedAvg());
        gate.awaitOneWaiting();
        TestingEngine survivor = new TestingEngine();
        bench.node(survivor);

        bench.stopNode(dying);

        Scored outcome = (Scored) bench.outcome();
        gate.open();
        assertThat(outcome.model()).isEqualTo(undisturbed());
        assertRecordedOnce();
        assertThat(survivor.calls()).hasSize(TestingTask.SITES * TestingTask.ROUNDS);
        assertThat(survivor.calls().stream().filter(call -> call.round() == 0))
                .extracting(Call::unitsDone)
                .containsOnly(0);
        assertThat(lostSteps()).containsExactlyEntriesOf(Map.of(round, STEPS_OF_A_ROUND));
        assertThat(outcome.cost().steps()).isEqualTo(TestingTask.ROUNDS * STEPS_OF_A_ROUND);
        awaitOnlyBlob(outcome.model());
    }

    /** The second loss meets a repeated round, whose attempt costs nothing, and keeps the cost of the first one's. */
    @Test
    void lossWhileRoundsAreRepeatedIsMadeUpForToo() throws Exception {
        Gate first = new Gate(2);
        ActorRef<ClientNode.Command> dying = bench.node(first.engine());
        bench.start(bench.trial(), TestingTask.fedAvg());
        first.awaitOneWaiting();
        Gate second = new Gate(1);
        ActorRef<ClientNode.Command> next = bench.node(second.engine());
        bench.stopNode(dying);
        second.awaitOneWaiting();
        bench.node(new TestingEngine());

        bench.stopNode(next);

        Scored outcome = (Scored) bench.outcome();
        first.open();
        second.open();
        assertThat(outcome.model()).isEqualTo(undisturbed());
        assertRecordedOnce();
        assertThat(lostSteps()).containsExactlyEntriesOf(Map.of(2, STEPS_OF_A_ROUND));
        assertThat(outcome.cost().steps()).isEqualTo(TestingTask.ROUNDS * STEPS_OF_A_ROUND);
        awaitOnlyBlob(outcome.model());
    }

    /** By round, of those that lost any. */
    private Map<Integer, Long> lostSteps() {
        return bench.events(RoundCompleted.class).stream()
                .filter(round -> round.lost().steps() > 0)
                .collect(Collectors.toMap(
                        RoundCompleted::round, round -> round.lost().steps()));
    }

    /** Each node dies in the second round, and the next one has to begin with the first. */
    @Test
    void roundThatIsLostAgainAndAgainEndsTheTrialAlthoughOthersAreRepeatedBetween() {
        Gate gate = new Gate(1);
        ActorRef<ClientNode.Command> serving = bench.node(gate.engine());
        bench.start(bench.trial(), TestingTask.fedAvg());
        for (int lost = 0; lost < Progress.MOST_NODES_LOST; lost++) {
            gate.awaitOneWaiting();
            Gate next = new Gate(1);
            ActorRef<ClientNode.Command> successor = bench.node(next.engine());
            bench.stopNode(serving);
            gate.open();
            gate = next;
            serving = successor;
        }
        gate.awaitOneWaiting();
        bench.stopNodes();

        Failed outcome = (Failed) bench.outcome();

        gate.open();
        assertThat(outcome.code()).isEqualTo(FailureCode.NO_CLIENTS);
        assertThat(outcome.message()).contains("round 1 has lost client nodes 21 times, or a round before it");
    }

    @Test
    void repeatedRoundsThatComeToOtherBitsThanTheLedgerHasEndTheTrial() throws Exception {
        Gate gate = new Gate(2);
        bench.node(gate.engine());
        interrupt(gate);
        bench.stopNodes();
        bench.node(new TestingEngine((plan, task, sound) ->
                TestingEngine.withDiff(sound, ModelVector.zeros(sound.diff().size()))));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.NOT_REPRODUCED);
        assertThat(outcome.message())
                .startsWith("sites had to be opened again")
                .contains("rounds up to 1")
                .contains(bench.events(RoundCompleted.class).get(1).checkpoint().brief());
        assertThat(bench.events(RoundCompleted.class)).hasSize(2);
        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobFiles()).isEmpty();
            return true;
        });
    }

    /** A site that goes on has sent what the server does not have. */
    @Test
    void updateThatIsNotTakenEndsTheTrial() {
        bench.node(TestingEngine.poisoned(2, 1));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.message()).contains("round 1 has 2 usable updates, the quorum is 3");
        assertThat(bench.events(UpdateRefused.class)).hasSize(1);
        assertThat(bench.events(RoundCompleted.class)).hasSize(1);
    }

    /** A node tells the same nonsense whenever its sites train the first round. */
    @Test
    void refusalsOfRepeatedRoundsAreRecordedOnceAndNoneIsLeftOut() {
        int nonsense = 70;
        bench.hostileNode(
                new TestingEngine(),
                (update, sites) -> update.round() > 0
                        ? List.of(new SiteTrained(update))
                        : List.of(
                                new SiteTrained(new ModelUpdate(
                                        update.trialId(), nonsense, update.site(), update.schema(), update.local())),
                                new SiteTrained(update)),
                refusal -> {});
        Gate gate = new Gate(1);
        ActorRef<ClientNode.Command> dying = bench.node(gate.engine());
        bench.start(bench.trial(), TestingTask.fedAvg());
        gate.awaitOneWaiting();

        bench.stopNode(dying);

        assertThat(bench.outcome()).isInstanceOf(Scored.class);
        gate.open();
        assertRecordedOnce();
        List<UpdateRefused> refused = bench.events(UpdateRefused.class);
        assertThat(refused.stream().filter(one -> one.round() == nonsense))
                .extracting(UpdateRefused::site)
                .containsExactlyInAnyOrder(0, 1, 2);
        assertThat(refused).extracting(UpdateRefused::code).doesNotContain(RefusedUpdates.LEFT_OUT);
    }
}
