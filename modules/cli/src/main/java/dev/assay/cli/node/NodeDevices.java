package dev.assay.cli.node;

import dev.assay.client.device.DeviceSettings;
import dev.assay.learning.training.DeviceChoice;
import java.util.List;
import java.util.Optional;

/** Reads what a node trains on: {@code assay.node.devices}. */
final class NodeDevices {
    static final String ROOT = "assay.node.devices";

    private static final int MOST_INDEX = 255;

    private NodeDevices() {}

    static DeviceChoice choice(SettingsReader reader) {
        reader.requireKnown(ROOT, List.of("kind", "only", "slots-per-gpu", "memory-guard"));
        DeviceChoice.Kind kind = reader.text(
                        ROOT + ".kind", DeviceChoice.Kind::of, "one of " + DeviceChoice.Kind.words())
                .orElse(DeviceChoice.Kind.AUTO);
        List<Integer> only = reader.texts(ROOT + ".only", NodeDevices::index, "the index of a GPU, 0 to " + MOST_INDEX);
        if (kind == DeviceChoice.Kind.CPU && !only.isEmpty()) {
            reader.problem(ROOT + ".only", "is " + only + ", and names GPUs where kind is cpu");
        }
        return new DeviceChoice(kind, only);
    }

    static DeviceSettings settings(SettingsReader reader) {
        DeviceSettings absent = DeviceSettings.DEFAULT;
        return new DeviceSettings(
                reader.integer(ROOT + ".slots-per-gpu", 1, DeviceSettings.MOST_SLOTS, absent.slotsPerGpu()),
                reader.positive(ROOT + ".memory-guard", 1, absent.memoryGuard()));
    }

    private static Optional<Integer> index(String text) {
        try {
            int index = Integer.parseInt(text);
            return index >= 0 && index <= MOST_INDEX ? Optional.of(index) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
