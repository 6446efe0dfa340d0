package dev.assay.client.device;

import dev.assay.learning.training.Device;
import java.util.OptionalLong;

/**
 * How much is done on a GPU at a time.
 *
 * @param slotsPerGpu sites that may train on one GPU at a time
 * @param memoryGuard share of a GPU's memory that the estimates of all sites on it may come to, above 0 and at most 1; what the
 *     engine itself needs is in the rest
 */
public record DeviceSettings(int slotsPerGpu, double memoryGuard) {
    public static final int MOST_SLOTS = 16;

    /** Two sites, so that one computes while the other one's rows are made ready. */
    public static final DeviceSettings DEFAULT = new DeviceSettings(2, 0.8);

    public DeviceSettings {
        if (slotsPerGpu < 1 || slotsPerGpu > MOST_SLOTS) {
            throw new IllegalArgumentException("slotsPerGpu is " + slotsPerGpu + ", must be 1 to " + MOST_SLOTS);
        }
        if (!(memoryGuard > 0 && memoryGuard <= 1)) {
            throw new IllegalArgumentException("memoryGuard is " + memoryGuard + ", must be above 0 and at most 1");
        }
    }

    /** Bytes that all sites on a device may take; no bound where its memory is not known, or is the machine's. */
    OptionalLong room(Device device) {
        return device.isGpu() && device.memory().isPresent()
                ? OptionalLong.of((long) (memoryGuard * device.memory().getAsLong()))
                : OptionalLong.empty();
    }
}
