package dev.assay.testkit.engine;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.DeviceMemoryException;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A device that has memory for so many trainings at a time and fails the others, on top of any engine; from any thread. */
public final class TestingDevice implements TrainingEngine {
    private final Device device;
    private final int fits;
    private final TrainingEngine engine;
    /** Until then whoever has memory stays. */
    private final CountDownLatch failure;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    /** @param fits trainings that it has memory for; 0 fails all of them */
    public TestingDevice(Device device, int fits, TrainingEngine engine) {
        this(device, fits, engine, new CountDownLatch(0));
    }

    private TestingDevice(Device device, int fits, TrainingEngine engine, CountDownLatch failure) {
        this.device = device;
        this.fits = fits;
        this.engine = engine;
        this.failure = failure;
    }

    /** Has memory for one training, which does not end before another one has found none. */
    public static TestingDevice crowded(Device device, TrainingEngine engine) {
        return new TestingDevice(device, 1, engine, new CountDownLatch(1));
    }

    /** @param memory in bytes */
    public static Device gpu(int index, long memory) {
        return new Device(Device.Kind.GPU, index, "testing card", OptionalLong.of(memory));
    }

    @Override
    public LocalUpdate train(SitePlan plan, SiteState state, RoundTask task) {
        begun.incrementAndGet();
        if (running.incrementAndGet() > fits) {
            failed.incrementAndGet();
            // Gives its place back before the others may end: else the next one could find it taken.
            running.decrementAndGet();
            failure.countDown();
            throw new DeviceMemoryException(device, new IllegalStateException("out of memory, as the test wants"));
        }
        try {
            failure.await();
            return engine.train(plan, state, task);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
        return engine.evaluate(network, model, rows, metric);
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public String description() {
        return engine.description() + " on " + device.kind().word();
    }

    /** Trainings that came here, with those that failed. */
    public int begun() {
        return begun.get();
    }

    /** Trainings that found no memory. */
    public int failed() {
        return failed.get();
    }
}
