package dev.assay.client.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.assay.client.device.DevicePool.Training;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.DeviceMemoryException;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.learning.training.TrainingException;
import dev.assay.testkit.engine.TestingDevice;
import dev.assay.testkit.engine.TestingEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DevicePoolTest {
    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("assay.device-dispatcher.thread-pool-executor.fixed-pool-size = 8")
                    .withFallback(ManualTime.config())
                    .withFallback(ConfigFactory.load("application-test")));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What never comes fails the test instead of holding it up. */
    private static final long MOST_SECONDS = 20;

    private static final long MEMORY = 1000;

    private final AtomicLong nanos = new AtomicLong();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private DevicePool gpus(int number, int slots) {
        List<TrainingEngine> engines = IntStream.range(0, number)
                .<TrainingEngine>mapToObj(
                        index -> new TestingDevice(TestingDevice.gpu(index, MEMORY), slots, new TestingEngine()))
                .toList();
        return new DevicePool(engines, new DeviceSettings(slots, 1), 1, nanos::get);
    }

    /** The label of the device that it was done on, when it is let go. */
    private static Training<String> train(DevicePool pool, CountDownLatch go) {
        return train(pool, engine -> {
            go.await();
            return engine.device().label();
        });
    }

    private static Training<String> train(DevicePool pool, DevicePool.Work<String> work) {
        return train(pool, "t", work);
    }

    private static Training<String> train(DevicePool pool, String trial, DevicePool.Work<String> work) {
        return pool.train(KIT.system(), trial, 1, PATIENCE, work, label -> label);
    }

    private static String join(Training<String> training) {
        return training.result()
                .toCompletableFuture()
                .orTimeout(MOST_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static DeviceMemoryException noMemory(Device device) {
        return new DeviceMemoryException(device, new IllegalStateException("tried to allocate 20 GiB"));
    }

    @Test
    void trainingsTakeTheDevicesInTurnAndTheNextOneWaits() {
        DevicePool pool = gpus(2, 1);
        CountDownLatch go = new CountDownLatch(1);
        Training<String> first = train(pool, go);
        Training<String> second = train(pool, go);
        Training<String> third = train(pool, go);

        assertThat(pool.use()).extracting(DeviceUse::leases).containsExactly(1, 1);
        go.countDown();

        assertThat(join(first)).isEqualTo("gpu0");
        assertThat(join(second)).isEqualTo("gpu1");
        assertThat(join(third)).startsWith("gpu");
        assertThat(pool.use()).extracting(DeviceUse::leases).containsExactly(0, 0);
    }

    /** Its own trial's work is in front of it by that trial's order, and no reason to give it more time. */
    @Test
    void trainingWaitsForOthersOnlyBehindAnotherTrialsWork() {
        DevicePool pool = gpus(1, 1);
        CountDownLatch go = new CountDownLatch(1);
        DevicePool.Work<String> work = engine -> {
            go.await();
            return "done";
        };
        Training<String> first = train(pool, "a", work);
        Training<String> behindItsOwn = train(pool, "a", work);
        Training<String> behindAnother = train(pool, "b", work);
        Training<String> behindBoth = train(pool, "a", work);

        assertThat(first.waitsForOthers()).isFalse();
        assertThat(behindItsOwn.waitsForOthers()).isFalse();
        assertThat(behindAnother.waitsForOthers()).isTrue();
        assertThat(behindBoth.waitsForOthers()).isTrue();

        go.countDown();
        assertThat(join(behindBoth)).isEqualTo("done");
        assertThat(behindBoth.waitsForOthers()).isFalse();
    }

    @Test
    void trainingThatFindsNoMemoryBesideAnotherIsDoneAgainAfterIt() {
        DevicePool pool = gpus(1, 2);
        CountDownLatch failed = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Training<String> first = train(pool, go);
        Training<String> second = train(pool, engine -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw noMemory(engine.device());
            }
            assertThat(pool.use().get(0).leases()).isEqualTo(1);
            return "second time";
        });
        await(failed);
        go.countDown();

        assertThat(join(first)).isEqualTo("gpu0");
        assertThat(join(second)).isEqualTo("second time");
        DeviceUse use = pool.use().get(0);
        assertThat(use.width()).isEqualTo(1);
        assertThat(use.slots()).isEqualTo(2);
        assertThat(use.memoryErrors()).isEqualTo(1);
        assertThat(use.trainings()).isEqualTo(3);
        assertThat(use.describe())
                .contains("0 of 1 slots in use (2 configured)")
                .contains("1 without memory");
    }

    /** The four after which work is tried again that was alone. */
    private static void passPauses(DevicePool pool) {
        for (int tries = 1; tries <= 4; tries++) {
            while (pool.use().get(0).memoryErrors() < tries) {
                Thread.onSpinWait();
            }
            ManualTime.get(KIT.system()).timePasses(Duration.ofSeconds(8));
        }
    }

    /** Another process, or the scoring of models, has it for a while. */
    @Test
    void trainingThatFindsNoMemoryAloneIsTriedAgainALittleLater() {
        DevicePool pool = gpus(1, 2);
        AtomicInteger tries = new AtomicInteger();
        Training<String> training = train(pool, engine -> {
            if (tries.incrementAndGet() < 5) {
                throw noMemory(engine.device());
            }
            return engine.device().label();
        });
        passPauses(pool);

        assertThat(join(training)).isEqualTo("gpu0");
        assertThat(tries).hasValue(5);
        assertThat(pool.use().get(0).width()).isEqualTo(2);
        assertThat(pool.use().get(0).memoryErrors()).isEqualTo(4);
        assertThat(pool.use().get(0).leases()).isZero();
    }

    @Test
    void trainingThatFindsNoMemoryAloneIsAFailureThatNamesTheDeviceAndWhatToDo() {
        DevicePool pool = gpus(1, 2);
        Training<String> training = train(pool, engine -> {
            throw noMemory(engine.device());
        });
        passPauses(pool);

        assertThatThrownBy(() -> join(training))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("gpu0 (testing card")
                .hasMessageContaining("tried to allocate 20 GiB")
                .hasMessageContaining("smaller batch");
        assertThat(pool.use().get(0).leases()).isZero();
        assertThat(pool.use().get(0).width()).isEqualTo(2);
    }

    @Test
    void trainingThatBreaksGivesItsDeviceBack() {
        DevicePool pool = gpus(1, 1);
        Training<String> broken = train(pool, engine -> {
            throw new AssertionError("a bug");
        });

        assertThatThrownBy(() -> join(broken)).hasRootCauseMessage("a bug");
        assertThat(join(train(pool, engine -> "works"))).isEqualTo("works");
    }

    @Test
    void whoIsTakenBackWhileItWaitsIsNeverTrained() {
        DevicePool pool = gpus(1, 1);
        CountDownLatch go = new CountDownLatch(1);
        Training<String> first = train(pool, go);
        Training<String> second = train(pool, engine -> {
            throw new AssertionError("nobody wants it");
        });
        Training<String> third = train(pool, engine -> "third");

        second.cancel();
        go.countDown();

        assertThat(join(first)).isEqualTo("gpu0");
        assertThat(join(third)).isEqualTo("third");
        assertThatThrownBy(() -> join(second)).hasMessageContaining("given up while it waited");
        assertThat(pool.use().get(0).trainings()).isEqualTo(2);
    }

    @Test
    void whoWaitsForLongerThanItsPatienceIsToldWhatTheDevicesDo() {
        DevicePool pool = gpus(1, 1);
        CountDownLatch go = new CountDownLatch(1);
        Training<String> first = train(pool, go);
        Training<String> second = train(pool, go);

        ManualTime.get(KIT.system()).timePasses(PATIENCE);

        assertThatThrownBy(() -> join(second))
                .hasMessageContaining("no device was free within 60 s")
                .hasMessageContaining("gpu0")
                .hasMessageContaining("1 of 1 slots in use");
        go.countDown();
        assertThat(join(first)).isEqualTo("gpu0");
    }

    @Test
    void theDeviceIsFreeBeforeTheResultIsMadeReady() {
        DevicePool pool = gpus(1, 1);

        int leases = pool.train(
                        KIT.system(),
                        "t",
                        1,
                        PATIENCE,
                        engine -> "trained",
                        trained -> pool.use().get(0).leases())
                .result()
                .toCompletableFuture()
                .join();

        assertThat(leases).isZero();
    }

    @Test
    void busyTimeIsThatInWhichADeviceHasAtLeastOneTraining() {
        DevicePool pool = gpus(1, 2);
        CountDownLatch go = new CountDownLatch(1);
        Training<String> first = train(pool, go);
        Training<String> second = train(pool, go);

        nanos.set(3_000_000_000L);
        assertThat(pool.use().get(0).busySeconds()).isEqualTo(3);
        go.countDown();
        join(first);
        join(second);
        nanos.set(10_000_000_000L);

        assertThat(pool.use().get(0).busySeconds()).isEqualTo(3);
    }

    @Test
    void theProcessorIsAsWideAsTheTrainingPool() {
        DevicePool pool = new DevicePool(List.of(new TestingEngine()), DeviceSettings.DEFAULT, 3);

        assertThat(pool.use()).extracting(DeviceUse::slots).containsExactly(3);
        assertThat(pool.description()).isEqualTo("testing engine");
        assertThat(join(train(pool, engine -> Thread.currentThread().getName())))
                .contains("training-dispatcher");
    }

    @Test
    void gpusTakeNoThreadOfTheTrainingPool() {
        assertThat(join(train(gpus(1, 1), engine -> Thread.currentThread().getName())))
                .contains("device-dispatcher");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
