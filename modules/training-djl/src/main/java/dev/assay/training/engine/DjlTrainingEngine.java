package dev.assay.training.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
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
import dev.assay.learning.training.TrainingException;

/**
 * Trains and evaluates with PyTorch through DJL. Calls may come from many threads: each works in an arena of its own, with one
 * thread inside the engine, so that a result does not depend on what runs beside it.
 *
 * <p>DJL's own gradient collector allows one user a process. Below it, PyTorch's gradient mode belongs to the thread and
 * {@link JniUtils#backward} to the tensors, which is all that parallel sites need.
 */
public final class DjlTrainingEngine implements TrainingEngine {
    private static final String ENGINE = "PyTorch";

    private final Engine engine;
    private final Device device;
    private final ai.djl.Device place;

    DjlTrainingEngine(Engine engine, Device device) {
        this.engine = engine;
        this.device = device;
        this.place = device.isGpu() ? ai.djl.Device.gpu(device.index()) : ai.djl.Device.cpu();
    }

    /** Loads the native library, as {@link DjlDevices#load}. */
    public static DjlTrainingEngine onCpu() {
        return new DjlTrainingEngine(load(), Device.CPU);
    }

    /** Takes a second or two the first time in a process, and more the first time ever. */
    static Engine load() {
        setUnlessGiven("ai.djl.offline", "true");
        setUnlessGiven("OPT_OUT_TRACKING", "true");
        setUnlessGiven("ai.djl.pytorch.num_threads", "1");
        setUnlessGiven("ai.djl.pytorch.num_interop_threads", "1");
        setUnlessGiven("ai.djl.pytorch.graph_optimizer", "false");
        return Engine.getEngine(ENGINE);
    }

    @Override
    public LocalUpdate train(SitePlan plan, SiteState state, RoundTask task) {
        try (NDManager manager = engine.newBaseManager(place)) {
            enterThread();
            return new LocalRound(manager, plan, state, task).train();
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure("training failed", e);
        }
    }

    @Override
    public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
        try (NDManager manager = engine.newBaseManager(place)) {
            enterThread();
            JniUtils.setGradMode(false);
            return new Evaluation(manager, network, model, rows).score(metric);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure("evaluation failed", e);
        }
    }

    @Override
    public Device device() {
        return device;
    }

    /** GPUs of another model give other bits, so theirs is told. */
    @Override
    public String description() {
        return ENGINE + " " + engine.getVersion() + device.kind().inDescription()
                + (device.isGpu() ? " (" + device.name() + ")" : "");
    }

    /** The arena has been closed by now: what it had on a GPU lies in the engine's own store, which others may need. */
    private TrainingException failure(String what, Throwable cause) {
        if (!MemoryErrors.isOne(cause)) {
            return new TrainingException(what + ": " + cause.getMessage(), cause);
        }
        if (device.isGpu()) {
            JniUtils.emptyCudaCache();
        }
        return new DeviceMemoryException(device, cause);
    }

    /** Gradient mode and the number of threads inside the engine belong to the calling thread. */
    private static void enterThread() {
        JniUtils.setNumThreads(1);
        JniUtils.setGradMode(true);
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
