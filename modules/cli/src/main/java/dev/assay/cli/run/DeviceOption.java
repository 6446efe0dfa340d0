package dev.assay.cli.run;

import dev.assay.cli.BadInput;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.training.engine.DjlDevices;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is trained on, shared by the commands that train. */
public final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "KIND",
            description =
                    "What to train on: cpu; gpu, all of them; or auto, which is gpu where there is one, else cpu"
                            + " (default: what a recorded run began on; auto for a new one). Results of GPUs and of processors differ in bits.")
    private Optional<DeviceChoice.Kind> kind = Optional.empty();

    public Optional<DeviceChoice.Kind> kind() {
        return kind;
    }

    /**
     * Loads the engine for each device that was asked for.
     *
     * @param absent what is used when nothing was asked for
     * @throws BadInput when there is none of that kind, with what was looked for
     */
    public List<TrainingEngine> engines(DeviceChoice.Kind absent) throws BadInput {
        return engines(new DeviceChoice(kind.orElse(absent), List.of()), "--device");
    }

    /** @param place where it was asked for */
    public static List<TrainingEngine> engines(DeviceChoice choice, String place) throws BadInput {
        DjlDevices devices = DjlDevices.load();
        List<TrainingEngine> engines = devices.engines(choice);
        if (engines.isEmpty()) {
            throw new BadInput(place + ": " + choice.describe() + " cannot be had: " + devices.looked());
        }
        return engines;
    }
}
