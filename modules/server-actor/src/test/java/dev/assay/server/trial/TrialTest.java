package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.client.site.ClientNode;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.server.trial.TrialReport.TrialFinished;
import dev.assay.server.trial.TrialReport.TrialPaused;
import dev.assay.server.trial.TrialReport.TrialProgressed;
import dev.assay.server.trial.TrialReport.TrialResumed;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TrialTest {
    @TempDir
    private Path folder;

    private TrialBench bench;

    @BeforeEach
    void open() {
        bench = new TrialBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void recordsItsStartEveryRoundAndItsScoreInOrder() {
        TestingEngine engine = new TestingEngine();
        bench.node(engine);

        bench.start(bench.trial(), TestingTask.fedAvg());

        for (int done = 1; done <= TestingTask.ROUNDS; done++) {
            bench.listener.expectMessage(Duration.ofSeconds(20), new TrialProgressed(TrialBench.TRIAL, done));
        }
        Scored outcome = (Scored) bench.outcome();
        List<TrialEvent> events = bench.events();
        assertThat(events).hasSize(TestingTask.ROUNDS + 2);
        TrialStarted started = (TrialStarted) events.get(0);
        assertThat(started.plan()).isEqualTo(bench.plan(TestingTask.fedAvg()));
        assertThat(started.sites()).containsExactly("site-1", "site-2", "site-3");
        assertThat(started.engine()).isEqualTo("testing engine");
        for (int round = 0; round < TestingTask.ROUNDS; round++) {
            RoundCompleted completed = (RoundCompleted) events.get(round + 1);
            assertThat(completed.round()).isEqualTo(round);
            assertThat(completed.sites()).extracting(SiteContribution::site).containsExactly(0, 1, 2);
            assertThat(completed.at()).isEqualTo(TrialBench.NOW);
        }
        assertThat(events.get(4)).isEqualTo(new TrialEnded(TrialBench.NOW, outcome));
        assertThat(((RoundCompleted) events.get(3)).model()).isEqualTo(outcome.model());
        assertThat(engine.calls()).hasSize(TestingTask.SITES * TestingTask.ROUNDS);
    }

    @Test
    void costIsThatOfTheRoundsAndTheScoring() {
        bench.node(new TestingEngine());
        TrialOutcome outcome = bench.run(TestingTask.fedAvg());

        List<RoundCompleted> rounds = bench.events(RoundCompleted.class);
        assertThat(outcome.cost().samples())
                .isEqualTo(rounds.stream()
                        .mapToLong(round -> round.cost().samples())
                        .sum());
        assertThat(outcome.cost().steps()).isEqualTo(3 * 3 * 3);
        assertThat(outcome.cost().bytesUp()).isEqualTo(3 * 3 * 27 * 4);
        assertThat(outcome.cost().seconds())
                .isGreaterThanOrEqualTo(rounds.stream()
                        .mapToDouble(round -> round.cost().seconds())
                        .sum());
    }

    @Test
    void keepsTheFinalModelAndNoCheckpoint() throws Exception {
        bench.node(new TestingEngine());
        Digest model = ((Scored) bench.run(TestingTask.fedAvg())).model();

        assertThat(bench.blobs.get(model)).isPresent();
        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobFiles()).containsExactly(bench.blobs.path(model));
            return true;
        });
    }

    @Test
    void readsTheHoldOutOnlyWhereThePlanOpensIt() {
        TestingEngine engine = new TestingEngine();
        bench.node(engine);
        Scored sealed = (Scored) bench.run(TestingTask.fedAvg());
        assertThat(sealed.holdOut()).isEmpty();
        assertThat(bench.evaluator.evaluatedRows()).containsExactly(TestingTask.SELECTION_ROWS);

        bench.openHoldOut = true;
        bench.entity = "opened";
        Scored opened = (Scored) bench.run(TestingTask.fedAvg());

        assertThat(opened.holdOut()).isPresent();
        assertThat(bench.evaluator.evaluatedRows())
                .containsExactly(TestingTask.SELECTION_ROWS, TestingTask.SELECTION_ROWS, TestingTask.HOLD_OUT_ROWS);
        assertThat(engine.evaluatedRows()).isEmpty();
    }

    /** An engine with these scores, or one that cannot score where there is none. */
    private static TrainingEngine scoring(OptionalDouble selection, double holdOut) {
        return new TrainingEngine() {
            @Override
            public LocalUpdate train(SitePlan plan, SiteState state, RoundTask task) {
                throw new AssertionError("the server trains nothing");
            }

            @Override
            public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
                return rows.rows() == TestingTask.HOLD_OUT_ROWS
                        ? holdOut
                        : selection.orElseThrow(() -> new IllegalArgumentException("all rows are of class 1"));
            }

            @Override
            public String description() {
                return "scoring";
            }
        };
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN})
    void scoreThatIsNotFiniteIsAFailureAndNotAScore(double score) {
        bench.node(new TestingEngine());
        bench.scoring = scoring(OptionalDouble.of(score), 0.5);
        bench.openHoldOut = true;

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.SCORE_NOT_FINITE);
        assertThat(outcome.message())
                .isEqualTo(
                        "accuracy of the final model on the selection split is " + score + ", must be a finite number");
        assertThat(outcome.cost().steps()).isEqualTo(3 * 3 * 3);
        assertThat(bench.events(RoundCompleted.class)).hasSize(TestingTask.ROUNDS);
        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobFiles()).isEmpty();
            return true;
        });
    }

    @Test
    void scoreOnTheHoldOutHasToBeFiniteToo() {
        bench.node(new TestingEngine());
        bench.scoring = scoring(OptionalDouble.of(0.5), Double.POSITIVE_INFINITY);
        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);

        bench.openHoldOut = true;
        bench.entity = "opened";
        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.SCORE_NOT_FINITE);
        assertThat(outcome.message()).contains("hold-out is Infinity");
    }

    @Test
    void metricWithoutAValueOnTheseRowsIsAFailureWithItsCause() {
        bench.node(new TestingEngine());
        bench.scoring = scoring(OptionalDouble.empty(), 0.5);

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.EVALUATION_FAILED);
        assertThat(outcome.message()).contains("all rows are of class 1");
    }

    @Test
    void asksToBePutToRestWhenItHasEnded() {
        bench.node(new TestingEngine());
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        bench.outcome();

        bench.shard.expectMessageClass(ClusterSharding.Passivate.class);
        trial.tell(new Trial.Rest());
        bench.shard.expectTerminated(trial);
    }

    @Test
    void startingAgainWhileItRunsOnlyChangesTheListener() {
        Gate gate = new Gate(1);
        TestingEngine engine = gate.engine();
        bench.node(engine);
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        bench.listener.expectMessageClass(TrialProgressed.class);
        TestProbe<TrialReport> second = bench.kit.createTestProbe(TrialReport.class);

        trial.tell(new Trial.StartTrial(
                bench.plan(TestingTask.fedAvg()), bench.task.profileText(), TrialBench.REQUEST, second.ref()));
        gate.awaitOneWaiting();
        gate.open();

        second.fishForMessage(Duration.ofSeconds(10), TrialBench::untilFinished);
        bench.listener.expectNoMessage(Duration.ofMillis(20));
        assertThat(engine.calls()).hasSize(9);
        assertThat(bench.events(TrialStarted.class)).hasSize(1);
    }

    @Test
    void messageThatIsNoCommandChangesNothing() {
        Gate gate = new Gate(1);
        bench.node(gate.engine());
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        trial.<Object>unsafeUpcast().tell(new ClientNode.UpdateFetched(TrialBench.TRIAL, 0, 0));
        gate.open();

        assertThat(bench.outcome()).isInstanceOf(Scored.class);
    }

    @Test
    void endedTrialTellsItsOutcomeAgainAndTrainsNothing() {
        TestingEngine engine = new TestingEngine();
        bench.node(engine);
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        TrialOutcome first = bench.outcome();

        bench.start(trial, TestingTask.fedAvg());
        TrialOutcome again = bench.outcome();
        bench.stop(trial);
        bench.start(bench.trial(), TestingTask.fedAvg());

        assertThat(again).isEqualTo(first);
        assertThat(bench.outcome()).isEqualTo(first);
        assertThat(engine.calls()).hasSize(9);
        assertThat(bench.events(TrialEnded.class)).hasSize(1);
    }

    @Test
    void clientNodesAreWaitedForAndWhoeverWatchesIsTold() throws IOException {
        Config anHour = ConfigFactory.parseString("assay.server.owner-timeout = 1 hour");
        try (TrialBench patient = new TrialBench(Files.createTempDirectory(folder, "patient"), anHour)) {
            // Shorter than nodes are waited for, and long enough for sites to open.
            patient.openTimeout = Duration.ofMillis(700);
            ActorRef<Trial.Command> trial = patient.trial();
            patient.start(trial, TestingTask.fedAvg());

            TrialPaused paused = patient.listener.expectMessageClass(TrialPaused.class, Duration.ofSeconds(20));
            assertThat(paused.reason()).isEqualTo("no client node is there");
            patient.start(trial, TestingTask.fedAvg());
            patient.listener.expectMessage(Duration.ofSeconds(20), paused);
            patient.node(new TestingEngine());

            patient.listener.expectMessageClass(TrialResumed.class, Duration.ofSeconds(20));
            assertThat(patient.outcome()).isInstanceOf(Scored.class);
        }
    }

    @Test
    void nodeThatDidNotAnswerInTimeIsAskedAgain() throws IOException {
        Config soon = ConfigFactory.parseString("assay.server.answer-timeout = 200 ms");
        try (TrialBench hasty = new TrialBench(Files.createTempDirectory(folder, "hasty"), soon)) {
            hasty.slowNode(new TestingEngine());

            assertThat(hasty.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);
        }
    }

    @Test
    void trialThatFindsNoClientNodeEndsAndIsTold() {
        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.NO_CLIENTS);
        assertThat(outcome.message()).contains("no client node");
        assertThat(bench.events()).containsExactly(new TrialEnded(TrialBench.NOW, outcome));
        bench.start(bench.trial(), TestingTask.fedAvg());
        assertThat(bench.outcome()).isEqualTo(outcome);
    }

    @Test
    void siteWithoutDataEndsTheTrialWithTheFile() throws Exception {
        bench.node(new TestingEngine(), Files.createDirectory(folder.resolve("empty")));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.QUORUM_MISSED);
        assertThat(outcome.message())
                .contains("round 0 needs 3 sites, there are 0", "no client node that is there serves site site-1")
                .contains("rows.csv");
    }

    @Test
    void taskThatTheServerCannotReadEndsTheTrial() {
        bench.node(new TestingEngine());
        bench.task = bench.task.with("rows.csv", "other.csv");

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.TASK_UNAVAILABLE);
        assertThat(outcome.message()).contains("other.csv");
    }

    @Test
    void finishedTellsTheTrialThatItIsAbout() {
        bench.node(new TestingEngine());
        bench.start(bench.trial(), TestingTask.fedAvg());

        TrialReport last = bench.listener
                .fishForMessage(Duration.ofSeconds(10), TrialBench::untilFinished)
                .get(TestingTask.ROUNDS);

        assertThat(((TrialFinished) last).trialId()).isEqualTo(TrialBench.TRIAL);
    }
}
