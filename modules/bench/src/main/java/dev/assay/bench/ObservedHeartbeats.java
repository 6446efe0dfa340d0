package dev.assay.bench;

import com.typesafe.config.Config;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.FailureDetector;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/**
 * The shipped failure detector, of which one also sees how long it waited for heartbeats. Made by Pekko, one for each node that
 * this one listens to; what is seen is of the whole process.
 */
public final class ObservedHeartbeats implements FailureDetector {
    private static final AtomicLong LONGEST_NANOS = new AtomicLong();
    private static final AtomicLong LATE = new AtomicLong();

    private final FailureDetector shipped;
    private final LongSupplier nanos;
    private final long missedNanos;
    private volatile long last;

    public ObservedHeartbeats(Config config, EventStream events) {
        this(config, events, System::nanoTime);
    }

    ObservedHeartbeats(Config config, EventStream events, LongSupplier nanos) {
        this.shipped = new PhiAccrualFailureDetector(config, events);
        this.nanos = nanos;
        // The next beat is there before one that has not come: it is missing.
        this.missedNanos = 2 * config.getDuration("heartbeat-interval").toNanos();
    }

    /**
     * @param missed heartbeats that had not come when the next one was due
     * @param longestMillis the longest time between two
     */
    record Seen(long missed, double longestMillis) {
        /** As a line of text. */
        String line() {
            return missed + " " + longestMillis;
        }

        static Seen of(String line) {
            String[] numbers = line.split(" ");
            return new Seen(Long.parseLong(numbers[0]), Double.parseDouble(numbers[1]));
        }

        /** What two nodes saw. */
        Seen and(Seen other) {
            return new Seen(missed + other.missed, Math.max(longestMillis, other.longestMillis));
        }
    }

    /** What was seen since the last time that this was asked. */
    static Seen take() {
        return new Seen(LATE.getAndSet(0), LONGEST_NANOS.getAndSet(0) / 1e6);
    }

    @Override
    public boolean isAvailable() {
        return shipped.isAvailable();
    }

    @Override
    public boolean isMonitoring() {
        return shipped.isMonitoring();
    }

    @Override
    public void heartbeat() {
        long now = nanos.getAsLong();
        if (shipped.isMonitoring()) {
            long gap = now - last;
            LONGEST_NANOS.accumulateAndGet(gap, Math::max);
            if (gap >= missedNanos) {
                LATE.incrementAndGet();
            }
        }
        last = now;
        shipped.heartbeat();
    }
}
