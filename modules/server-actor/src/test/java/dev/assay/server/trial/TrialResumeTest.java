package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.UpdateNotTaken;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.server.round.Refusal.Code;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever interrupts a trial, its bits are those of an undisturbed one. */
@Timeout(60)
class TrialResumeTest {
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

    private static Digest undisturbed(Path folder, String recipe) {
        try (TrialBench other = new TrialBench(folder)) {
            other.node(new TestingEngine());
            return ((Scored) other.run(recipe)).model();
        }
    }

    private Path elsewhere() throws Exception {
        return Files.createTempDirectory(folder, "undisturbed");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, false", "1, true", "2, true"})
    void interruptedTrialGoesOnFromItsCheckpointWithTheSameBits(int finishedRounds, boolean scaffold) throws Exception {
        String recipe = scaffold ? TestingTask.scaffold() : TestingTask.fedAvg();
        Gate gate = new Gate(finishedRounds);
        TestingEngine engine = gate.engine();
        bench.node(engine);
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, recipe);
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();

        Scored outcome = (Scored) bench.run(recipe);

        assertThat(outcome.model()).isEqualTo(undisturbed(elsewhere(), recipe));
        for (int round = 0; round < finishedRounds; round++) {
            assertThat(engine.trainings(round)).isEqualTo(TestingTask.SITES);
        }
        assertThat(bench.events(RoundCompleted.class))
                .extracting(RoundCompleted::round)
                .containsExactly(0, 1, 2);
        assertThat(bench.events(TrialStarted.class)).hasSize(1);
    }

    /** The events that the snapshot holds are taken away: only from it can the trial know what it has done. */
    @Test
    void interruptedTrialGoesOnFromItsSnapshot() throws Exception {
        Gate gate = new Gate(2);
        TestingEngine engine = gate.engine();
        bench.node(engine);
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();
        String id = LedgerIds.trial(bench.entity).id();
        assertThat(SnapshotTestKit.create(bench.kit.system()).persistedInStorage(id))
                .extracting(snapshot -> snapshot.first().sequenceNr())
                .containsExactly(3L);
        assertThat(bench.events()).as("no event is deleted").hasSize(3);
        bench.journal.clearByIdPreservingSeqNumbers(id);

        Scored outcome = (Scored) bench.run(TestingTask.fedAvg());

        assertThat(bench.events()).hasSize(2).last().isInstanceOf(TrialEnded.class);
        assertThat(engine.trainings(0)).isEqualTo(TestingTask.SITES);
        assertThat(engine.trainings(1)).isEqualTo(TestingTask.SITES);
        assertThat(outcome.model()).isEqualTo(undisturbed(elsewhere(), TestingTask.fedAvg()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lostOrDamagedCheckpointCostsTimeOnly(boolean lost) throws Exception {
        Gate gate = new Gate(2);
        TestingEngine engine = gate.engine();
        bench.node(engine);
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();
        for (Path file : bench.blobFiles()) {
            if (lost) {
                Files.delete(file);
            } else {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }

        Scored outcome = (Scored) bench.run(TestingTask.fedAvg());

        assertThat(outcome.model()).isEqualTo(undisturbed(elsewhere(), TestingTask.fedAvg()));
        assertThat(engine.trainings(0)).isEqualTo(2 * TestingTask.SITES);
        assertThat(bench.events(RoundCompleted.class))
                .extracting(RoundCompleted::round)
                .containsExactly(0, 1, 2);
        assertThat(outcome.cost().samples())
                .isEqualTo(bench.events(RoundCompleted.class).stream()
                        .mapToLong(round -> round.cost().samples())
                        .sum());
        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobFiles()).containsExactly(bench.blobs.path(outcome.model()));
            return true;
        });
    }

    @Test
    void siteWhoseUpdateWasRefusedGoesOnAsItsCheckpointSays() throws Exception {
        bench.task = bench.task.with("min_sites: 3", "min_sites: 2");
        Gate gate = new Gate(1);
        bench.node(TestingEngine.poisoned(2, 0).followedBy(gate));
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();
        Digest interrupted = ((Scored) bench.run(TestingTask.fedAvg())).model();
        assertThat(bench.events(UpdateRefused.class)).isNotEmpty();

        bench.entity = "undisturbed";
        bench.stopNodes();
        bench.node(TestingEngine.poisoned(2, 0));

        assertThat(((Scored) bench.run(TestingTask.fedAvg())).model()).isEqualTo(interrupted);
        assertThat(bench.events(UpdateRefused.class)).isNotEmpty();
    }

    @Test
    void refusalsOfARoundThatIsTrainedAgainAreRecordedOnce() throws Exception {
        bench.task = bench.task.with("min_sites: 3", "min_sites: 2");
        Gate gate = new Gate(1);
        bench.node(TestingEngine.poisoned(2, 0).followedBy(gate));
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();
        for (Path file : bench.blobFiles()) {
            Files.delete(file);
        }

        assertThat(bench.run(TestingTask.fedAvg())).isInstanceOf(Scored.class);

        assertThat(bench.events(UpdateRefused.class))
                .extracting(UpdateRefused::code)
                .containsExactly(Code.NOT_FINITE.name());
    }

    @Test
    void sameBitsOnOneTwoAndThreeNodes() throws Exception {
        Digest one = undisturbed(elsewhere(), TestingTask.scaffold());
        bench.node(new TestingEngine());
        bench.node(new TestingEngine());
        bench.entity = "two";
        assertThat(((Scored) bench.run(TestingTask.scaffold())).model()).isEqualTo(one);

        bench.node(new TestingEngine());
        bench.entity = "three";
        assertThat(((Scored) bench.run(TestingTask.scaffold())).model()).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void sitesOfANodeThatDiesAreTrainedElsewhereWithTheSameBits(int round) throws Exception {
        // To the last row, step and byte: what a fault costs does not count.
        bench.task = bench.task.with("max_sample_passes: 100", "max_sample_passes: 3, max_steps: 27, max_bytes: 1944");
        Gate gate = new Gate(round);
        TestingEngine survivor = new TestingEngine();
        bench.node(survivor);
        bench.start(bench.trial(), TestingTask.fedAvg());
        bench.outcome();
        bench.entity = "second";
        ActorRef<ClientNode.Command> dying = bench.node(gate.engine());
        bench.start(bench.trial(), TestingTask.fedAvg());
        gate.awaitOneWaiting();

        bench.stopNode(dying);

        assertThat(((Scored) bench.outcome()).model()).isEqualTo(undisturbed(elsewhere(), TestingTask.fedAvg()));
        gate.open();
        assertThat(bench.events(TrialStarted.class)).hasSize(1);
        assertThat(bench.events(RoundCompleted.class))
                .extracting(RoundCompleted::round)
                .containsExactly(0, 1, 2);
        long ordered = TestingTask.SITES * 3L;
        assertThat(bench.events(RoundCompleted.class)).allSatisfy(done -> {
            assertThat(done.cost().steps()).isEqualTo(ordered);
            assertThat(done.lost().steps())
                    .as("steps of the attempt at round %d that the loss ended", done.round())
                    .isEqualTo(done.round() == round ? ordered : 0);
        });
        assertThat(bench.events(TrialEnded.class).get(0).outcome().cost().steps())
                .isEqualTo(TestingTask.ROUNDS * ordered);
    }

    /** Each node dies of the first assignment that it gets. */
    @Test
    void roundThatLosesNodesAgainAndAgainEndsTheTrial() {
        IntStream.range(0, 2 * Progress.MOST_NODES_LOST).forEach(i -> bench.dyingNode());

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.NO_CLIENTS);
        assertThat(outcome.message()).contains("round 0 has lost client nodes 21 times", "at most 20");
    }

    @Test
    void repeatedRoundsThatComeToOtherBitsThanTheLedgerHasEndTheTrial() throws Exception {
        Gate gate = new Gate(2);
        bench.node(gate.engine());
        ActorRef<Trial.Command> trial = bench.trial();
        bench.start(trial, TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.stop(trial);
        gate.open();
        for (Path file : bench.blobFiles()) {
            Files.delete(file);
        }
        bench.stopNodes();
        bench.node(new TestingEngine((plan, task, sound) ->
                TestingEngine.withDiff(sound, ModelVector.zeros(sound.diff().size()))));

        Failed outcome = (Failed) bench.run(TestingTask.fedAvg());

        assertThat(outcome.code()).isEqualTo(FailureCode.NOT_REPRODUCED);
        assertThat(outcome.message())
                .contains("rounds up to 1")
                .contains(bench.events(RoundCompleted.class).get(1).checkpoint().brief());
        assertThat(bench.events(RoundCompleted.class)).hasSize(2);
        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobFiles()).isEmpty();
            return true;
        });
    }

    /** A clock whose calls of these numbers, from 1, throw: that kills what asks it. */
    private static Clock failingAt(Integer... calls) {
        AtomicInteger asked = new AtomicInteger();
        Set<Integer> failing = Set.of(calls);
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                if (failing.contains(asked.incrementAndGet())) {
                    throw new IllegalStateException("the clock does not tell");
                }
                return TrialBench.NOW;
            }
        };
    }

    private TrialOutcome startUntilFinished() {
        ActorRef<Trial.Command> trial = bench.trial();
        return bench.listener.awaitAssert(Duration.ofSeconds(10), Duration.ofMillis(20), () -> {
            bench.start(trial, TestingTask.fedAvg());
            List<TrialReport> reports =
                    bench.listener.fishForMessage(Duration.ofMillis(300), TrialBench::untilFinished);
            return ((TrialReport.TrialFinished) reports.get(reports.size() - 1)).outcome();
        });
    }

    @Test
    void trialWhoseRunDiesGoesOnWithTheNextStart() throws Exception {
        bench.node(new TestingEngine());
        bench.clock = failingAt(1, 2, 4, 5);

        Scored outcome = (Scored) startUntilFinished();

        assertThat(outcome.model()).isEqualTo(undisturbed(elsewhere(), TestingTask.fedAvg()));
        assertThat(bench.events(TrialStarted.class)).hasSize(1);
        assertThat(bench.events(RoundCompleted.class))
                .extracting(RoundCompleted::round)
                .containsExactly(0, 1, 2);
    }

    @Test
    void updateThatWasOnItsWayWhenAnotherNodeWasLostIsNotHeldAgainstItsSender() throws Exception {
        AtomicReference<List<SiteReport>> late = new AtomicReference<>(List.of());
        List<UpdateNotTaken> refusals = new CopyOnWriteArrayList<>();
        HostileNode.Attack slow = new HostileNode.Attack() {
            @Override
            public List<SiteReport> instead(ModelUpdate update, Set<Integer> sites) {
                List<SiteReport> trained = List.of(new SiteTrained(update));
                return update.round() == 1 && late.compareAndSet(List.of(), trained) ? List.of() : trained;
            }

            @Override
            public List<SiteReport> straggling() {
                return late.get();
            }
        };
        bench.hostileNode(new TestingEngine(), slow, refusals::add);
        Gate gate = new Gate(1);
        ActorRef<ClientNode.Command> dying = bench.node(gate.engine());
        bench.start(bench.trial(), TestingTask.fedAvg());
        gate.awaitOneWaiting();
        bench.listener.awaitAssert(() -> {
            assertThat(late.get()).isNotEmpty();
            return true;
        });

        bench.stopNode(dying);

        assertThat(((Scored) bench.outcome()).model()).isEqualTo(undisturbed(elsewhere(), TestingTask.fedAvg()));
        gate.open();
        assertThat(bench.events(UpdateRefused.class)).isEmpty();
        assertThat(refusals).isEmpty();
    }

    /** Nor is what sites leave out of their updates needed any more. */
    @ParameterizedTest
    @ValueSource(strings = {"max_norm: 10", "max_norm: 10, codec: top_k, codec_fraction: 0.1"})
    void trialWithAllItsRoundsIsScoredAndTrainsNothing(String updates) {
        bench.task = bench.task.with("max_norm: 10", updates);
        TestingEngine engine = new TestingEngine();
        bench.node(engine);
        bench.clock = failingAt(5);

        assertThat(startUntilFinished()).isInstanceOf(Scored.class);

        assertThat(engine.calls()).hasSize(TestingTask.SITES * TestingTask.ROUNDS);
    }

    @Test
    void trialWhoseRunDiesThreeTimesWithoutGettingOnHasFailed() {
        bench.node(new TestingEngine());
        bench.clock = failingAt(3, 4, 5);

        Failed outcome = (Failed) startUntilFinished();

        assertThat(outcome.code()).isEqualTo(FailureCode.TRAINING_FAILED);
        assertThat(outcome.message()).contains("died 3 times");
        assertThat(bench.events(TrialEnded.class)).hasSize(1);
        RoundCompleted last = bench.events(RoundCompleted.class).get(0);
        assertThat(outcome.cost()).isEqualTo(last.cost());
        bench.listener.awaitAssert(() -> {
            assertThat(bench.blobs.path(last.checkpoint())).doesNotExist();
            return true;
        });
    }

    /** Every run stores a refusal of another kind, and dies when it closes the round. */
    @Test
    void refusedUpdatesAreNoSignThatATrialGetsOn() {
        bench.task = bench.task.with("min_sites: 3", "min_sites: 2");
        AtomicInteger attempts = new AtomicInteger();
        bench.node(new TestingEngine((plan, task, sound) -> {
            if (plan.site() != 2 || task.round() != 0) {
                return sound;
            }
            float[] values = new float[sound.diff().size()];
            return switch (attempts.incrementAndGet()) {
                case 1 -> TestingEngine.withDiff(sound, ModelVector.zeros(1));
                case 2 -> {
                    Arrays.fill(values, Float.MAX_VALUE);
                    yield TestingEngine.withDiff(sound, ModelVector.adopt(values));
                }
                case 3 -> {
                    Arrays.fill(values, Float.NaN);
                    yield TestingEngine.withDiff(sound, ModelVector.adopt(values));
                }
                default -> sound;
            };
        }));
        bench.clock = failingAt(3, 5, 7);

        Failed outcome = (Failed) startUntilFinished();

        assertThat(outcome.message()).contains("died 3 times");
        assertThat(bench.events(UpdateRefused.class))
                .extracting(UpdateRefused::code)
                .containsExactly("WRONG_SIZE", "NORM_TOO_LARGE", "NOT_FINITE");
    }

    @Test
    void eventThatCannotBeStoredInterruptsTheTrialAndTheNextStartGoesOn() throws Exception {
        bench.node(new TestingEngine());
        ActorRef<Trial.Command> trial = bench.trial();
        bench.journal.failNextPersisted();
        bench.start(trial, TestingTask.fedAvg());

        bench.listener.awaitAssert(Duration.ofSeconds(10), Duration.ofMillis(100), () -> {
            bench.start(trial, TestingTask.fedAvg());
            return bench.listener.fishForMessage(Duration.ofMillis(500), TrialBench::untilFinished);
        });

        assertThat(bench.events(TrialEnded.class)).hasSize(1);
        assertThat(bench.events(RoundCompleted.class))
                .extracting(RoundCompleted::round)
                .containsExactly(0, 1, 2);
    }
}
