package dev.assay.client.device;

import dev.assay.client.device.PoolState.Slots;

/** Counts what is done on a device; guarded by the pool. */
final class DeviceMeter {
    private static final double NANOS = 1e9;

    private final int slots;
    private int leases;
    private long busySince;
    private long busyNanos;
    private long trainings;
    private long memoryErrors;

    DeviceMeter(int slots) {
        this.slots = slots;
    }

    /** @param now in nanoseconds, as of any origin */
    void onLeases(int number, long now) {
        if (leases == 0 && number > 0) {
            busySince = now;
        } else if (leases > 0 && number == 0) {
            busyNanos += now - busySince;
        }
        leases = number;
    }

    void onTraining() {
        trainings++;
    }

    void onMemoryError() {
        memoryErrors++;
    }

    DeviceUse use(Slots state, long now) {
        long busy = busyNanos + (leases > 0 ? now - busySince : 0);
        return new DeviceUse(state.device(), slots, state.width(), leases, busy / NANOS, trainings, memoryErrors);
    }
}
