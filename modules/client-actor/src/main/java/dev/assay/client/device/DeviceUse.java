package dev.assay.client.device;

import dev.assay.learning.training.Device;
import java.util.Locale;

/**
 * How a device of a node is used.
 *
 * @param slots leases that it may give at a time, as configured
 * @param width the same as of now: fewer after it ran out of memory
 * @param leases that it gives now
 * @param busySeconds how long it has had at least one lease since the node started
 * @param trainings that have begun on it
 * @param memoryErrors of these, that found no memory
 */
public record DeviceUse(
        Device device, int slots, int width, int leases, double busySeconds, long trainings, long memoryErrors) {
    /** In a line, for people. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s: %d of %d slots in use%s, busy %.1f s, %d trainings, %d without memory",
                device.describe(),
                leases,
                width,
                width < slots ? " (" + slots + " configured)" : "",
                busySeconds,
                trainings,
                memoryErrors);
    }
}
