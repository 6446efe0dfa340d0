package dev.assay.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** How much of this process's heap is in use. Begins to watch when it is made; thread-safe. */
final class HeapMeter {
    private static final double MIB = 1 << 20;

    private final AtomicLong largest = new AtomicLong();
    private final Set<String> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(pool -> pool.getName())
            .collect(Collectors.toSet());

    /**
     * @param liveMib what a full collection left
     * @param peakMib the most that any collection has left, with what had been garbage for a while
     */
    record Reading(double liveMib, double peakMib) {
        /** As a line of text. */
        String line() {
            return liveMib + " " + peakMib;
        }

        static Reading of(String line) {
            String[] numbers = line.split(" ");
            return new Reading(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
        }

        /** The larger of two, each by itself. */
        Reading or(Reading other) {
            return new Reading(Math.max(liveMib, other.liveMib), Math.max(peakMib, other.peakMib));
        }
    }

    HeapMeter() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector).addNotificationListener(this::hear, null, null);
        }
    }

    private void hear(Notification notification, Object none) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            Map<String, MemoryUsage> after = GarbageCollectionNotificationInfo.from(
                            (CompositeData) notification.getUserData())
                    .getGcInfo()
                    .getMemoryUsageAfterGc();
            long used = after.entrySet().stream()
                    .filter(pool -> heap.contains(pool.getKey()))
                    .mapToLong(pool -> pool.getValue().getUsed())
                    .sum();
            largest.accumulateAndGet(used, Math::max);
        }
    }

    /** Collects all garbage. */
    Reading read() {
        System.gc();
        long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Reading(live / MIB, Math.max(live, largest.get()) / MIB);
    }
}
