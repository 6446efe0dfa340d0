package dev.assay.client.device;

import dev.assay.learning.training.Device;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who has a device, and who waits for one; every change is a new state. Work takes the least loaded device that has a free
 * slot and room for it, among equals the one with the lowest index; who has waited longest goes first, and nobody passes it, so
 * that large work is not starved by small. A device without leases takes any work: what does not fit then, fits nowhere.
 *
 * @param devices in the order of their indices
 * @param waiting longest first
 */
record PoolState(List<Slots> devices, List<Request> waiting) {
    /**
     * A device.
     *
     * @param width how many leases it gives at a time, at least 1; it may have more for a while after it was lowered
     * @param room bytes that the estimates of all leases together may come to, if that is bounded
     */
    record Slots(Device device, int width, OptionalLong room, List<Lease> leases) {
        Slots {
            if (width < 1) {
                throw new IllegalArgumentException("width is " + width + ", must be at least 1");
            }
            leases = List.copyOf(leases);
        }

        boolean takes(long bytes) {
            if (leases.isEmpty()) {
                return true;
            }
            long taken =
                    leases.stream().mapToLong(lease -> lease.request().bytes()).sum();
            return leases.size() < width && (room.isEmpty() || taken + bytes <= room.getAsLong());
        }

        /** What is busy, as a share of the width: devices may have been lowered to different ones. */
        private double load() {
            return (double) leases.size() / width;
        }

        /** Whoever works there now has one more beside it. */
        private Slots with(Request request) {
            int beside = leases.size() + 1;
            List<Lease> all = new ArrayList<>();
            leases.forEach(lease -> all.add(new Lease(lease.request(), Math.max(lease.most(), beside))));
            all.add(new Lease(request, beside));
            return new Slots(device, width, room, all);
        }

        private Slots without(long id) {
            return new Slots(
                    device,
                    width,
                    room,
                    leases.stream().filter(lease -> lease.request().id() != id).toList());
        }

        private Slots withWidth(int lower) {
            return new Slots(device, lower, room, leases);
        }
    }

    /**
     * Work that wants a device.
     *
     * @param id unique in the pool
     * @param bytes of device memory that it takes, as estimated; at least 0
     */
    record Request(long id, long bytes) {}

    /** @param most how many leases the device had at a time since this one began, itself included */
    record Lease(Request request, int most) {}

    /** A request that now has a device, by its place in the list. */
    record Grant(long id, int device) {}

    /** @param grants in the order in which they were given */
    record Change(PoolState state, List<Grant> grants) {
        Change {
            grants = List.copyOf(grants);
        }
    }

    PoolState {
        devices = List.copyOf(devices);
        waiting = List.copyOf(waiting);
    }

    static PoolState of(List<Slots> devices) {
        return new PoolState(devices, List.of());
    }

    Change request(Request request) {
        List<Request> all = new ArrayList<>(waiting);
        all.add(request);
        return new PoolState(devices, all).granted();
    }

    /** The request has what it wanted, or no longer wants it. One that the pool does not know changes nothing. */
    Change release(long id) {
        return new PoolState(
                        devices.stream().map(slots -> slots.without(id)).toList(),
                        waiting.stream().filter(request -> request.id() != id).toList())
                .granted();
    }

    /**
     * The device of a lease had no memory left for its work: it gives fewer leases at a time from now on, and the work is the
     * first to have one again.
     *
     * @return empty if the work had the device to itself the whole time, so that a narrower width cannot help; the lease is
     *     still there
     */
    Optional<Change> outOfMemory(long id) {
        for (int i = 0; i < devices.size(); i++) {
            Slots slots = devices.get(i);
            Optional<Lease> lease = slots.leases().stream()
                    .filter(candidate -> candidate.request().id() == id)
                    .findFirst();
            if (lease.isPresent()) {
                return lease.get().most() == 1 ? Optional.empty() : Optional.of(narrowed(i, lease.get()));
            }
        }
        throw new IllegalArgumentException("lease " + id + " is none of this pool");
    }

    private Change narrowed(int index, Lease lease) {
        Slots slots = devices.get(index);
        List<Slots> changed = new ArrayList<>(devices);
        changed.set(
                index,
                slots.without(lease.request().id()).withWidth(Math.max(1, Math.min(slots.width(), lease.most() - 1))));
        List<Request> all = new ArrayList<>(waiting);
        all.add(0, lease.request());
        return new PoolState(changed, all).granted();
    }

    private Change granted() {
        List<Slots> changed = new ArrayList<>(devices);
        List<Request> left = new ArrayList<>(waiting);
        List<Grant> grants = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<Slots> free = best(changed, left.get(0).bytes());
            if (free.isEmpty()) {
                break;
            }
            Request request = left.remove(0);
            int at = changed.indexOf(free.get());
            changed.set(at, free.get().with(request));
            grants.add(new Grant(request.id(), at));
        }
        return new Change(new PoolState(changed, left), grants);
    }

    /** The first of the least loaded: the list is in the order of the indices, and the minimum is the first one. */
    private static Optional<Slots> best(List<Slots> devices, long bytes) {
        return devices.stream().filter(slots -> slots.takes(bytes)).min(Comparator.comparingDouble(Slots::load));
    }
}
