package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialState;
import dev.assay.runtime.transfer.AnnouncedVector;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every benchmark's body, once and small, without JMH. */
class BenchmarkSmokeTest {
    /** So that nodes find each other at once. */
    private static final String QUICK = """
            pekko.cluster {
              gossip-interval = 50 ms
              leader-actions-interval = 50 ms
              sharding.distributed-data.majority-min-cap = 1
            }
            """;

    @Test
    void trialsWithoutTrainingAreScored() throws Exception {
        RoundOverheadBenchmark benchmark = new RoundOverheadBenchmark();
        benchmark.trials = 2;
        benchmark.start(6);
        try {
            assertThat(benchmark.clientTrainings()).hasSize(2).allMatch(TrialOutcome.Scored.class::isInstance);
        } finally {
            benchmark.stop();
        }
    }

    @Test
    void theThreeSumsSeeTheSameVectors() {
        AggregationBenchmark benchmark = new AggregationBenchmark();
        benchmark.size = 1_000;
        benchmark.prepare();
        double weights = 8 * 10 + 28;
        assertThat((double) benchmark.exactMean().get(17)).isCloseTo(benchmark.plainSum()[17] / weights, within(1e-8));
        assertThat(benchmark.copy()).hasSize(1_000);
    }

    @ParameterizedTest
    @EnumSource
    void aSiteTrainsItsSteps(TrainedFamily family) {
        LocalTrainingBenchmark benchmark = new LocalTrainingBenchmark();
        benchmark.family = family;
        benchmark.device = DeviceChoice.Kind.CPU;
        benchmark.prepare(1);
        LocalUpdate update = benchmark.oneSite();
        assertThat(update.steps()).isEqualTo(1);
        assertThat(update.diff().norm()).isPositive();
    }

    @Test
    void aReplayFromBytesEndsInTheStateOfTheEvents() {
        ReplayBenchmark benchmark = new ReplayBenchmark();
        benchmark.candidates = 12;
        benchmark.prepare();
        assertThat(benchmark.decodeAndFold()).isEqualTo(benchmark.fold());
        assertThat(benchmark.fold().candidates()).hasSize(12);
        assertThat(benchmark.decodeAndFoldTrials())
                .isNotEmpty()
                .allSatisfy((id, chain) -> assertThat(chain.state()).isInstanceOf(TrialState.Ended.class));
    }

    @Test
    void aSyntheticExportIsIntact() throws Exception {
        VerifyBenchmark benchmark = new VerifyBenchmark();
        benchmark.events = 2_000;
        benchmark.write();
        try {
            assertThat(benchmark.verify().events()).isGreaterThanOrEqualTo(2_000);
        } finally {
            benchmark.delete();
        }
    }

    @Test
    void everyEventOfTheAppendedCampaignIsStored() throws Exception {
        AppendBenchmark benchmark = new AppendBenchmark();
        benchmark.journal = "h2";
        benchmark.candidates = 4;
        benchmark.start();
        try {
            assertThat(benchmark.append()).isEqualTo(new SyntheticHistory(4, 1).campaignSize());
        } finally {
            benchmark.stop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void openedCampaignHasItsCandidates(OpenCampaignBenchmark.Before before) throws Exception {
        OpenCampaignBenchmark benchmark = new OpenCampaignBenchmark();
        benchmark.candidates = 5;
        benchmark.before = before;
        benchmark.start();
        try {
            assertThat(benchmark.open().candidates()).hasSize(5);
        } finally {
            benchmark.stop();
        }
    }

    @Test
    void aTransferredVectorArrivesWithLittleBesideIt() throws Exception {
        TransferBenchmark benchmark = new TransferBenchmark();
        benchmark.size = 1 << 20;
        TransferBenchmark.Heap heap = new TransferBenchmark.Heap();
        benchmark.open();
        try {
            assertThat(benchmark.transfer(heap).size()).isEqualTo(1 << 20);
            assertThat(heap.extraMib).isBetween(0.0, 4.0);
            assertThat(benchmark.plainStream()).isEqualTo(4L << 20);
        } finally {
            benchmark.close();
        }
    }

    @Test
    void aClusterComesToTheModelOfOneNode(@TempDir Path folder) throws Exception {
        SyntheticTask task = SyntheticTask.in(folder, new SyntheticTask.Size(12, 16, 120), 3);
        try (TrialsOnOneNode one =
                        new TrialsOnOneNode(task, folder.resolve("one"), new DistinctUpdates(task.parameters()));
                TrialsOnCluster cluster = TrialsOnCluster.here(task, folder, QUICK)) {
            TrialOutcome.Scored alone = (TrialOutcome.Scored) one.run(1).get(0);
            TrialOutcome.Scored together = (TrialOutcome.Scored) cluster.run();
            assertThat(together.model()).isEqualTo(alone.model());
            assertThat(cluster.serverHeap().peakMib()).isPositive();
        }
    }

    @Test
    void messagesGoThereAndBackBesideATransfer() throws Exception {
        try (TransferNode node = new TransferNode(QUICK);
                TransferNode other = new TransferNode(QUICK)) {
            node.join(node.address());
            other.join(node.address());
            node.awaitOther();
            ModelVector vector = TransferProcess.vector(1_000);
            AnnouncedVector announced = other.transfer().publications().publish(vector);
            TransferProcess.Served served =
                    TransferProcess.served(TransferProcess.announcement(other.address(), announced));
            assertThat(node.transfer()
                            .fetch(served.vector())
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(vector);
            assertThat(node.roundTripMillis(served.node())).isPositive();
            assertThat(node.unreachable()).isZero();
        }
    }

    @Test
    void aHeartbeatThatHasNotComeWhenTheNextOneIsDueIsMissed() {
        Config shipped = ConfigFactory.load().getConfig("pekko.cluster.failure-detector");
        long second = shipped.getDuration("heartbeat-interval").toNanos();
        AtomicLong clock = new AtomicLong();
        ObservedHeartbeats heartbeats = new ObservedHeartbeats(shipped, null, clock::get);
        ObservedHeartbeats.take();
        heartbeats.heartbeat();
        clock.addAndGet(2 * second - 1);
        heartbeats.heartbeat();
        assertThat(ObservedHeartbeats.take()).isEqualTo(new ObservedHeartbeats.Seen(0, (2 * second - 1) / 1e6));
        clock.addAndGet(2 * second);
        heartbeats.heartbeat();
        assertThat(ObservedHeartbeats.take().missed()).isEqualTo(1);
        assertThat(heartbeats.isAvailable()).isTrue();
    }
}
