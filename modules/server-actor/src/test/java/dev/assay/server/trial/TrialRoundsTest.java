package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.TrainingException;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.server.trial.TrialReport.TrialPaused;
import dev.assay.server.trial.TrialReport.TrialProgressed;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounds with too few usable updates, and trials that are over a cap. */
@Timeout(60)
class TrialRoundsTest {
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

    private static TestingEngine failing(int site, int round, RuntimeException failure) {
        return new TestingEngine((plan, task, sound) -> {
            if (plan.site() == site && task.round() == round) {
                throw failure;
            }
            return sound;
        });
    }

    private static ModelVector filled(LocalUpdate sound, float value) {
        float[] values = new float[sound.diff().size()];
        Arrays.fill(values, value);
        return ModelVector.adopt(values);
    }

    /** One of three sites is no evidence against a recipe: it may be broken or hostile. */
    @ParameterizedTest
    @CsvSource({"1, QUORUM_MISSED", "2, DIVERGED", "3, DIVERGED"})
    void recipeHasDivergedOnlyIfMostSitesRanAway(int sites, FailureCode code) {
        bench.node(new TestingEngine((plan, task, sound) ->
                plan.site() < sites ? TestingEngine.withDiff(sound, filled(sound, Float.NaN)) : sound));

        assertThat(((Failed) bench.run(TestingTask.fedAvg())).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"1, QUORUM_MISSED", "2, TRAINING_FAILED"})
    void trainingHasFailedOnlyIfItDidOnMostSites(int sites, FailureCode code) {
        bench.node(new TestingEngine((plan, task, sound) -> {
            if (plan.site() < sites) {
                throw new TrainingException("out of device memory", null);
            }
            return sound;
        }));

        assertThat(((Failed) bench.run(TestingTask.fedAvg())).code()).isEqualTo(code);
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedAndTheTrialSaysSo() {
        bench.node(TestingEngine.poisoned(1, 1));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.QUORUM_MISSED);
        assertThat(outcome.message()).contains("round 1").contains("NOT_FINITE").contains("quorum is 3");
        assertThat(bench.events(UpdateRefused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.code()).isEqualTo("NOT_FINITE");
            assertThat(refused.site()).isEqualTo(1);
            assertThat(refused.round()).isEqualTo(1);
        });
        assertThat(bench.events(RoundCompleted.class)).hasSize(1);
    }

    @Test
    void failedTrialCountsTheRoundThatItFailedInAndKeepsNoCheckpoint() {
        bench.node(TestingEngine.poisoned(1, 1));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.cost().steps()).isEqualTo(2 * 3 * 3);
        assertThat(outcome.cost().samples()).isEqualTo(2 * 3 * 10);
        assertThat(outcome.cost().bytesUp()).isEqualTo(2 * 3 * 27 * 4);
        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobFiles()).isEmpty();
            return true;
        });
    }

    @Test
    void refusedUpdateDoesNotStopARoundThatHasItsQuorum() {
        bench.task = bench.task.with("min_sites: 3", "min_sites: 2");
        bench.node(TestingEngine.poisoned(1, 1));

        Scored outcome = (Scored) bench.run(TestingTask.fedAvg());

        assertThat(outcome.model()).isNotNull();
        assertThat(bench.events(UpdateRefused.class)).hasSize(1);
        assertThat(bench.events(RoundCompleted.class).get(1).sites())
                .extracting(SiteContribution::site)
                .containsExactly(0, 2);
    }

    @Test
    void failureOfTheEngineEndsTheTrialWithTheSitesMessage() {
        bench.node(failing(2, 1, new TrainingException("out of device memory", null)));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.QUORUM_MISSED);
        assertThat(outcome.message()).contains("site 2: out of device memory");
        assertThat(outcome.cost().steps())
                .isEqualTo(bench.events(RoundCompleted.class).get(0).cost().steps() + 3 * 3);
    }

    @Test
    void silentSiteIsLeftOutWhenTheTimeIsUpAndTheQuorumIsIn() throws Exception {
        bench.task = bench.task.with("min_sites: 3", "min_sites: 2").with("round_timeout: 60", "round_timeout: 2");
        Gate gate = new Gate(0, 1);
        bench.node(gate.engine());

        bench.start(bench.trial(), TestingTask.fedAvg());
        bench.listener.expectMessage(Duration.ofSeconds(10), new TrialProgressed(TrialBench.TRIAL, 1));
        gate.open();

        assertThat(bench.outcome()).isInstanceOf(Scored.class);
        assertThat(bench.events(RoundCompleted.class).get(0).sites())
                .extracting(SiteContribution::site)
                .containsExactly(0, 2);
        assertThat(bench.events(RoundCompleted.class).get(2).sites())
                .extracting(SiteContribution::site)
                .containsExactly(0, 1, 2);
    }

    /** Another trial has the only thread for longer than the round may take. */
    @Test
    void sitesThatWaitForADeviceAreNotSilent() throws Exception {
        Config narrow = ConfigFactory.parseString("""
                assay.training-dispatcher.thread-pool-executor.fixed-pool-size = 1
                assay.client.waiting-notice = 50 ms
                assay.server.owner-timeout = 1 minute
                """);
        Gate gate = new Gate(0, 0);
        try (TrialBench busy = new TrialBench(Files.createTempDirectory(folder, "busy"), narrow)) {
            busy.node(gate.engine());
            busy.start(busy.trial(), TestingTask.fedAvg());
            gate.awaitOneWaiting();
            busy.entity = "second";
            busy.task = busy.task.with("round_timeout: 60", "round_timeout: 2");

            LoggingTestKit.info("trial second: round 0 is given more time: sites wait for a device behind")
                    .expect(busy.kit.system(), () -> {
                        busy.start(busy.trial(), TestingTask.fedAvg());
                        return Done.done();
                    });
            TrialReport told = busy.listener.receiveMessage(Duration.ofSeconds(20));

            gate.open();
            assertThat(told).isInstanceOf(TrialPaused.class);
            assertThat(busy.outcome()).isInstanceOf(Scored.class);
            assertThat(busy.outcome()).isInstanceOf(Scored.class);
        }
    }

    @Test
    void missedQuorumEndsTheTrialWhenTheTimeIsUp() {
        bench.task = bench.task.with("round_timeout: 60", "round_timeout: 0.2");
        Gate gate = new Gate(0, 1);
        bench.node(gate.engine());

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        gate.open();
        assertThat(outcome.code()).isEqualTo(FailureCode.QUORUM_MISSED);
        assertThat(outcome.message())
                .contains("round 0")
                .contains("the quorum is 3")
                .contains("did not answer in time");
    }

    /** 30 rows in 3 rounds are 3 passes; 3 steps on each of 3 sites are 27; control variates double 27 parameters. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max_sample_passes: 2.9                      | max_sample_passes is 3, must be at most 2.9
            max_sample_passes: 100, max_steps: 26       | max_steps is 27, must be at most 26
            max_sample_passes: 100, max_bytes: 3887     | max_bytes is 3888, must be at most 3887
            """)
    void trialAboveACapOnTheRealRowsEndsBeforeItsFirstRound(String cap, String message) {
        TestingEngine engine = new TestingEngine();
        bench.node(engine);
        bench.task = bench.task.with("max_sample_passes: 100", cap).with("local_epochs: 1}", "local_steps: 1}");

        Failed outcome = (Failed) bench.run(TestingTask.scaffold());

        assertThat(outcome.code()).isEqualTo(FailureCode.COST_EXCEEDED);
        assertThat(outcome.message()).isEqualTo(message);
        assertThat(bench.events()).containsExactly(new TrialEnded(TrialBench.NOW, outcome));
        assertThat(engine.calls()).isEmpty();
    }

    @Test
    void trialWithinItsCapsToTheLastStepAndByteIsScored() {
        bench.node(new TestingEngine());
        bench.task = bench.task.with(
                "max_sample_passes: 100", "max_sample_passes: 3, max_steps: 27, max_bytes: 1944, max_seconds: 600");

        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);
    }

    @Test
    void trialWhoseSecondsAreUpEndsInTheMiddleOfARound() {
        bench.task = bench.task.with("max_sample_passes: 100", "max_sample_passes: unlimited, max_seconds: 0.3");
        Gate gate = new Gate(0, 1);
        bench.node(gate.engine());

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        gate.open();
        assertThat(outcome.code()).isEqualTo(FailureCode.COST_EXCEEDED);
        assertThat(outcome.message()).startsWith("max_seconds is ").endsWith("must be at most 0.3");
        assertThat(outcome.cost().seconds()).isGreaterThanOrEqualTo(0.3);
        assertThat(outcome.cost().steps()).isEqualTo(3 * 3);
    }
}
