package dev.assay.server.trial;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Lets so many updates of one node in at a time; others wait their turn in the order of arrival, as announcements, which are
 * small. So what updates take of a server's memory does not grow with the number of sites, however fast they are. Thread-safe.
 */
final class UpdateWindow {
    private final int width;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int inside;

    /** @param width at least 1 */
    UpdateWindow(int width) {
        this.width = width;
    }

    /** @param fetch begins to fetch an update, on this thread or on that of a {@link #leave} */
    void enter(Runnable fetch) {
        synchronized (this) {
            if (inside >= width) {
                waiting.add(fetch);
                return;
            }
            inside++;
        }
        fetch.run();
    }

    /** An update that was let in needs no room any longer. */
    void leave() {
        Optional<Runnable> next;
        synchronized (this) {
            next = Optional.ofNullable(waiting.poll());
            if (next.isEmpty()) {
                inside--;
            }
        }
        next.ifPresent(Runnable::run);
    }
}
