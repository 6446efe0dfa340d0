package dev.assay.training.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.TrainingEngine;
import java.util.ArrayList;
import java.util.List;

/**
 * The devices that this process can train on: the processor, and the GPUs on which PyTorch has put a number and taken it back.
 * What {@code CUDA_VISIBLE_DEVICES} hides from the process is not among them, and the others are counted from 0.
 */
public final class DjlDevices {
    private static final String HOW = "For GPUs, DJL is told where a libtorch built for CUDA is, by the environment:"
            + " PYTORCH_LIBRARY_PATH (a folder with libtorch_cuda.so and what it needs), PYTORCH_VERSION (its release, such"
            + " as 2.7.1) and PYTORCH_FLAVOR (such as cu128)";

    private final Engine engine;
    private final List<Device> found;
    private final String looked;

    private DjlDevices(Engine engine, List<Device> found, String looked) {
        this.engine = engine;
        this.found = List.copyOf(found);
        this.looked = looked;
    }

    /** Loads the engine, and looks; both take a second or two, and more the first time ever. */
    public static DjlDevices load() {
        Engine engine = DjlTrainingEngine.load();
        List<CudaDriver.Card> cards = CudaDriver.cards();
        List<Device> found = new ArrayList<>(List.of(Device.CPU));
        List<String> seen = new ArrayList<>();
        seen.add("PyTorch " + engine.getVersion()
                + (engine.hasCapability(StandardCapabilities.CUDA) ? " has CUDA" : " has no CUDA"));
        seen.add(cards.isEmpty() ? "the CUDA driver shows no GPU" : "the CUDA driver shows " + names(cards));
        for (CudaDriver.Card card : cards) {
            Device device = new Device(Device.Kind.GPU, card.index(), card.name(), card.memory());
            try {
                use(engine, device);
                found.add(device);
            } catch (RuntimeException e) {
                seen.add(device.label() + " cannot be used: " + firstLine(e));
            }
        }
        return new DjlDevices(engine, found, String.join("; ", seen));
    }

    /** The processor first. */
    public List<Device> found() {
        return found;
    }

    /** One engine for each device that is chosen; empty when what is wanted is not there. */
    public List<TrainingEngine> engines(DeviceChoice choice) {
        return choice.of(found).stream()
                .<TrainingEngine>map(device -> new DjlTrainingEngine(engine, device))
                .toList();
    }

    /** What was looked for and seen, and what there must be for GPUs: a sentence or two for people. */
    public String looked() {
        return looked + ". " + HOW;
    }

    private static void use(Engine engine, Device device) {
        DeterministicConvolutions.choose();
        EngineLog.errorsOnly();
        try (NDManager manager = engine.newBaseManager(ai.djl.Device.gpu(device.index()));
                NDArray one = manager.create(1f);
                NDArray two = one.add(one)) {
            float sum = two.getFloat();
            if (sum != 2) {
                throw new IllegalStateException("1 + 1 is " + sum + " on it");
            }
        }
    }

    private static String names(List<CudaDriver.Card> cards) {
        return cards.stream().map(CudaDriver.Card::name).toList().toString();
    }

    private static String firstLine(RuntimeException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(e.toString());
    }
}
