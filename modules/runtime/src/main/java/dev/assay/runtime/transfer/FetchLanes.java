package dev.assay.runtime.transfer;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Has fetches run, few at a time from one address, so that a slow node delays its own vectors only. Thread-safe. */
final class FetchLanes {
    private final Executor threads;
    private final int width;
    private final Map<TransferAddress, Lane> lanes = new HashMap<>();

    private static final class Lane {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int running;
    }

    /** @param width fetches from one address at a time */
    FetchLanes(Executor threads, int width) {
        this.threads = threads;
        this.width = width;
    }

    /** @throws RejectedExecutionException when the threads have ended */
    synchronized void execute(TransferAddress from, Runnable fetch) {
        Lane lane = lanes.computeIfAbsent(from, address -> new Lane());
        if (lane.running >= width) {
            lane.waiting.add(fetch);
        } else {
            lane.running++;
            start(from, fetch);
        }
    }

    private void start(TransferAddress from, Runnable fetch) {
        threads.execute(() -> {
            try {
                fetch.run();
            } finally {
                next(from);
            }
        });
    }

    private synchronized void next(TransferAddress from) {
        Lane lane = lanes.get(from);
        Runnable next = lane.waiting.poll();
        if (next == null) {
            lane.running--;
            if (lane.running == 0) {
                lanes.remove(from);
            }
            return;
        }
        try {
            start(from, next);
        } catch (RejectedExecutionException e) {
            // The node is closing, and whoever waits has been told.
            lane.waiting.clear();
        }
    }
}
