package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.DeviceMemoryException;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.cost.Cost;
import dev.assay.server.trial.TrialReport.TrialPaused;
import dev.assay.server.trial.TrialReport.TrialRefused;
import dev.assay.server.trial.TrialReport.TrialResumed;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine that does not let a trial write or read makes it wait, and changes neither its bits nor its cost. */
@Timeout(60)
class TrialPauseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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

    private Digest undisturbed() {
        try (TrialBench other = new TrialBench(Files.createTempDirectory(folder, "undisturbed"))) {
            other.node(new TestingEngine());
            return ((Scored) other.run(TestingTask.fedAvg())).model();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on no blob can be written or read. */
    private void takeBlobsAway() {
        try {
            if (Files.exists(blobs())) {
                Files.move(blobs(), away());
            }
            Files.createFile(blobs());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void giveBlobsBack() throws IOException {
        Files.delete(blobs());
        if (Files.exists(away())) {
            Files.move(away(), blobs());
        }
    }

    private Path blobs() {
        return folder.resolve("blobs");
    }

    private Path away() {
        return folder.resolve("away");
    }

    private <R extends TrialReport> R awaitReport(Class<R> type) {
        List<TrialReport> reports = bench.listener.fishForMessage(
                PATIENCE,
                report -> type.isInstance(report) ? FishingOutcomes.complete() : FishingOutcomes.continueAndCollect());
        return type.cast(reports.get(reports.size() - 1));
    }

    private void assertEndedAsUndisturbed(Scored outcome) {
        assertThat(outcome.model()).isEqualTo(undisturbed());
        assertThat(bench.events(TrialStarted.class)).hasSize(1);
        assertThat(bench.events(RoundCompleted.class))
                .extracting(RoundCompleted::round)
                .containsExactly(0, 1, 2);
        assertThat(bench.events(TrialEnded.class)).hasSize(1);
        assertThat(outcome.cost().steps()).isEqualTo(3 * 3 * 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void checkpointThatCannotBeWrittenIsWrittenWhenItCan(int round) throws IOException {
        Gate gate = new Gate(round);
        TestingEngine engine = gate.engine();
        bench.node(engine);
        bench.start(bench.trial(), TestingTask.fedAvg());
        gate.awaitOneWaiting();
        takeBlobsAway();
        gate.open();

        TrialPaused first = awaitReport(TrialPaused.class);
        TrialPaused again = awaitReport(TrialPaused.class);
        giveBlobsBack();
        awaitReport(TrialResumed.class);

        assertThat(first.trialId()).isEqualTo(TrialBench.TRIAL);
        assertThat(first.reason()).startsWith("cannot write " + blobs()).endsWith(": Not a directory");
        assertThat(again).isEqualTo(first);
        assertEndedAsUndisturbed((Scored) bench.outcome());
        assertThat(engine.calls()).as("trainings").hasSize(TestingTask.SITES * TestingTask.ROUNDS);
    }

    @Test
    void finalModelThatCannotBeWrittenIsScoredOnce() throws IOException {
        AtomicInteger evaluations = new AtomicInteger();
        bench.node(new TestingEngine());
        bench.scoring = scoring(evaluations, this::takeBlobsAway);
        bench.start(bench.trial(), TestingTask.fedAvg());

        awaitReport(TrialPaused.class);
        awaitReport(TrialPaused.class);
        giveBlobsBack();
        awaitReport(TrialResumed.class);

        Scored outcome = (Scored) bench.outcome();
        assertEndedAsUndisturbed(outcome);
        assertThat(evaluations).hasValue(1);
        assertThat(bench.blobs.get(outcome.model())).isPresent();
    }

    /** Of a device whose memory others have, for a while. */
    @Test
    void finalModelIsScoredWhenTheDeviceHasMemoryAgain() {
        AtomicInteger evaluations = new AtomicInteger();
        bench.node(new TestingEngine());
        bench.scoring = scoring(evaluations, () -> {
            if (evaluations.get() <= 2) {
                throw new DeviceMemoryException(Device.CPU, new IllegalStateException("tried to allocate 20 GiB"));
            }
        });
        bench.start(bench.trial(), TestingTask.fedAvg());

        assertThat(awaitReport(TrialPaused.class).reason())
                .isEqualTo("cpu has no memory left: tried to allocate 20 GiB");
        awaitReport(TrialPaused.class);
        awaitReport(TrialResumed.class);

        assertEndedAsUndisturbed((Scored) bench.outcome());
        assertThat(evaluations).hasValue(3);
    }

    @Test
    void finalModelThatNeverFitsEndsTheTrial() throws IOException {
        AtomicInteger evaluations = new AtomicInteger();
        Config twice = ConfigFactory.parseString("assay.server.memory-attempts = 2");
        try (TrialBench small = new TrialBench(Files.createTempDirectory(folder, "small"), twice)) {
            small.node(new TestingEngine());
            small.scoring = scoring(evaluations, () -> {
                throw new DeviceMemoryException(Device.CPU, new IllegalStateException("tried to allocate 20 GiB"));
            });

            Failed outcome = (Failed) small.run(TestingTask.fedAvg());

            assertThat(outcome.code()).isEqualTo(FailureCode.EVALUATION_FAILED);
            assertThat(outcome.message()).isEqualTo("cpu has no memory left: tried to allocate 20 GiB");
            assertThat(evaluations).hasValue(2);
        }
    }

    private static TrainingEngine scoring(AtomicInteger evaluations, Runnable before) {
        return new TrainingEngine() {
            @Override
            public LocalUpdate train(SitePlan plan, SiteState state, RoundTask task) {
                throw new AssertionError("the server trains nothing");
            }

            @Override
            public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
                evaluations.incrementAndGet();
                before.run();
                return 0.5;
            }

            @Override
            public String description() {
                return "scoring";
            }
        };
    }

    @Test
    void checkpointThatCannotBeReadIsWaitedForAndNoRoundTrainedAgain() throws IOException {
        Gate gate = new Gate(1);
        TestingEngine engine = gate.engine();
        bench.node(engine);
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();
        takeBlobsAway();
        bench.start(bench.trial(), TestingTask.fedAvg());

        TrialPaused paused = awaitReport(TrialPaused.class);
        giveBlobsBack();
        awaitReport(TrialResumed.class);

        assertThat(paused.reason()).startsWith("cannot read " + blobs());
        assertEndedAsUndisturbed((Scored) bench.outcome());
        assertThat(engine.trainings(0)).isEqualTo(TestingTask.SITES);
    }

    /**
     * Has writes of the trial fail.
     *
     * @param number of the first write that fails, from 0
     * @param count how many fail
     * @param stored whether the event is stored all the same
     */
    private void failWrites(int number, int count, boolean stored) {
        AtomicInteger writes = new AtomicInteger();
        String id = LedgerIds.trial(bench.entity).id();
        bench.journal.withPolicy((persistenceId, operation) -> {
            if (!(operation instanceof WriteEvents write)) {
                return ProcessingSuccess.getInstance();
            }
            int here = writes.getAndIncrement();
            if (here < number || here >= number + count) {
                return ProcessingSuccess.getInstance();
            }
            if (stored) {
                bench.journal.persistForRecovery(id, write.getBatch());
            }
            return failure();
        });
    }

    private static ProcessingResult failure() {
        return StorageFailure.create(new IOException("No space left on device"));
    }

    /** The start, three rounds and the end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void eventThatCannotBeStoredIsStoredWhenItCan(int write) {
        TestingEngine engine = new TestingEngine();
        bench.node(engine);
        failWrites(write, 1, false);
        bench.start(bench.trial(), TestingTask.fedAvg());

        assertThat(awaitReport(TrialPaused.class).reason()).isEqualTo("cannot use the ledger: No space left on device");
        awaitReport(TrialResumed.class);

        assertEndedAsUndisturbed((Scored) bench.outcome());
        assertThat(engine.calls()).as("trainings").hasSize(TestingTask.SITES * TestingTask.ROUNDS);
    }

    /** As on a full disk: what is there can be read. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void trialGoesOnOnlyWhenItCanWriteAgain(int write) {
        TestingEngine engine = new TestingEngine();
        bench.node(engine);
        failWrites(write, 3, false);
        bench.start(bench.trial(), TestingTask.fedAvg());

        List<TrialReport> reports = bench.listener.fishForMessage(
                PATIENCE,
                report -> report instanceof TrialResumed
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndCollect());

        assertThat(reports).filteredOn(TrialPaused.class::isInstance).hasSize(3);
        assertEndedAsUndisturbed((Scored) bench.outcome());
        assertThat(engine.calls()).as("trainings").hasSize(TestingTask.SITES * TestingTask.ROUNDS);
    }

    @Test
    void brokenChainIsNotWaitedFor() {
        bench.node(new TestingEngine());
        TrialEnded end = new TrialEnded(
                Instant.EPOCH, new Failed(FailureCode.TRAINING_FAILED, "of an event that is gone", Cost.NONE));
        bench.journal.persistForRecovery(
                LedgerIds.trial(bench.entity).id(),
                List.of(EventCodec.seal(new ChainHead(5, Digest.ofText("gone")), end)));
        bench.start(bench.trial(), TestingTask.fedAvg());

        assertThat(awaitReport(TrialRefused.class).message())
                .contains("its ledger cannot be gone on with: an event says that it is event 6 where event 1 belongs");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void eventThatWasStoredThoughTheJournalSaysNoIsNotStoredTwice(int write) {
        TestingEngine engine = new TestingEngine();
        bench.node(engine);
        failWrites(write, 1, true);
        bench.start(bench.trial(), TestingTask.fedAvg());

        awaitReport(TrialPaused.class);
        awaitReport(TrialResumed.class);

        assertEndedAsUndisturbed((Scored) bench.outcome());
        assertThat(engine.calls()).as("trainings").hasSize(TestingTask.SITES * TestingTask.ROUNDS);
    }

    @Test
    void journalThatCannotBeReadIsToldToWhoeverStartsTheTrial() {
        bench.node(new TestingEngine());
        bench.journal.failNextNReads(LedgerIds.trial(bench.entity).id(), 2, new IOException("Connection refused"));
        bench.start(bench.trial(), TestingTask.fedAvg());

        assertThat(awaitReport(TrialPaused.class).reason()).isEqualTo("cannot use the ledger: Connection refused");
        awaitReport(TrialResumed.class);

        assertEndedAsUndisturbed((Scored) bench.outcome());
    }

    @Test
    void eventOfARunThatWasGivenUpIsNotTaken() {
        Gate gate = new Gate(1);
        bench.node(gate.engine());
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        TestProbe<Done> stored = bench.kit.createTestProbe(Done.class);
        ActorRef<RunMessage> givenUp =
                bench.kit.createTestProbe(RunMessage.class).ref();
        TrialEvent event = bench.events(RoundCompleted.class).get(0);

        trial.tell(new Trial.Store(givenUp, event, stored.ref()));
        gate.open();

        assertEndedAsUndisturbed((Scored) bench.outcome());
        stored.expectNoMessage(Duration.ofMillis(20));
    }
}
