package dev.assay.runtime.transfer;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections that do not get on, so that no thread waits for a peer without end: the sockets' own time-outs know
 * neither writes nor a peer that sends a byte now and then. Thread-safe.
 */
final class StallWatch implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;
    private final long patienceNanos;
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param patience how long a connection may take for each step */
    StallWatch(String thread, Duration patience) {
        this.timer = new ScheduledThreadPoolExecutor(1, TransferThreads.named(thread));
        this.timer.setRemoveOnCancelPolicy(true);
        // A watch that begins while this is being closed is cut off by whoever began it.
        this.timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Begins to watch a connection, whose first step begins now.
     *
     * @param connection the plain one also under TLS, which waits for a writer when it is closed
     */
    Watched watch(SocketChannel connection) throws IOException {
        Watched begun = new Watched(connection);
        watched.add(begun);
        if (closed) {
            begun.abort();
            throw new IOException("this end is closed");
        }
        begun.schedule(patienceNanos);
        return begun;
    }

    /** Cuts all connections off. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        watched.forEach(Watched::abort);
    }

    /** A connection under watch. */
    final class Watched implements AutoCloseable {
        private final SocketChannel connection;
        private volatile long due;
        private volatile boolean stalled;
        private volatile Future<?> check;

        private Watched(SocketChannel connection) {
            this.connection = connection;
            progress();
        }

        /** A step is done, the next one begins. */
        void progress() {
            due = System.nanoTime() + patienceNanos;
        }

        /** Whether the connection was cut off for taking too long. */
        boolean stalled() {
            return stalled;
        }

        /** The watch ends; so does the connection. */
        @Override
        public void close() {
            watched.remove(this);
            check.cancel(false);
            abort();
        }

        private void schedule(long nanos) {
            check = timer.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
        }

        private void check() {
            long left = due - System.nanoTime();
            if (left <= 0) {
                stalled = true;
                abort();
            } else if (watched.contains(this)) {
                schedule(left);
            }
        }

        private void abort() {
            try {
                connection.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }
}
