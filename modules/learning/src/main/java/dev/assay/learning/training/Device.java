package dev.assay.learning.training;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Something that trains: the processor, or one of a node's GPUs.
 *
 * @param index of a GPU among those that this process sees, from 0; 0 for the processor
 * @param name the model, as the driver names it
 * @param memory bytes that it has of its own, if that is known
 */
public record Device(Kind kind, int index, String name, OptionalLong memory) {
    /** The processor, with all its cores, and the machine's memory. */
    public static final Device CPU = new Device(Kind.CPU, 0, "cpu", OptionalLong.empty());

    private static final long MEBIBYTE = 1 << 20;

    /** What sort of device it is: results of different kinds are not equal to the bit. */
    public enum Kind {
        CPU,
        GPU;

        /** As the command line and the settings name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** How a description says that an engine computes on this, such as {@code PyTorch 2.7.1 on cpu}. */
        public String inDescription() {
            return " on " + word();
        }

        /** What an engine with this description computed on; the processor, if it says nothing of a GPU. */
        public static Kind ofDescription(String description) {
            return description.contains(GPU.inDescription()) ? GPU : CPU;
        }
    }

    public Device {
        if (index < 0 || memory.orElse(1) < 1) {
            throw new IllegalArgumentException(
                    "index " + index + " and memory " + memory + ", must be at least 0 and positive");
        }
    }

    public boolean isGpu() {
        return kind == Kind.GPU;
    }

    /** What it is called in a line, such as {@code gpu1}; unique in a process. */
    public String label() {
        return isGpu() ? kind.word() + index : kind.word();
    }

    /** With model and memory, as far as they are known. */
    public String describe() {
        if (!isGpu()) {
            return label();
        }
        return label() + " (" + name + (memory.isPresent() ? ", " + memory.getAsLong() / MEBIBYTE + " MiB" : "") + ")";
    }
}
