package dev.assay.learning.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of the devices that were found are used. Never GPUs and the processor together: their results differ in bits.
 *
 * @param only indices of the GPUs to use; empty for all of them
 */
public record DeviceChoice(Kind kind, List<Integer> only) {
    /** GPUs if there are any. */
    public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, List.of());

    /** Training on the processor. */
    public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, List.of());

    /** The kind of device that is wanted. */
    public enum Kind {
        /** GPUs if there are any, else the processor. */
        AUTO,
        CPU,
        /** GPUs, or nothing. */
        GPU;

        /** As the command line and the settings name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** All words, for messages. */
        public static String words() {
            return Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", "));
        }

        /** The choice of what some other work was done on. */
        public static Kind of(Device.Kind kind) {
            return kind == Device.Kind.GPU ? GPU : CPU;
        }

        public static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }
    }

    public DeviceChoice {
        only = only.stream().distinct().sorted().toList();
    }

    /**
     * What is used of what was found, in the order of the indices.
     *
     * @return empty when nothing of the wanted kind is there, or not all of the named GPUs are
     */
    public List<Device> of(List<Device> found) {
        List<Device> gpus = found.stream()
                .filter(Device::isGpu)
                .filter(gpu -> only.isEmpty() || only.contains(gpu.index()))
                .sorted(Comparator.comparingInt(Device::index))
                .toList();
        boolean processor = kind == Kind.CPU || (kind == Kind.AUTO && gpus.isEmpty() && only.isEmpty());
        if (processor) {
            return found.stream().filter(device -> !device.isGpu()).toList();
        }
        return gpus.size() < only.size() ? List.of() : gpus;
    }

    /** What is wanted, for a message that says that it is not there. */
    public String describe() {
        return only.isEmpty()
                ? "device '" + kind.word() + "'"
                : "the GPUs " + only.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
