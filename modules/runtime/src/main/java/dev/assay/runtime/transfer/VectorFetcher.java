package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.StallWatch.Watched;
import dev.assay.runtime.transfer.TransferException.Reason;
import dev.assay.runtime.transfer.VectorAnswer.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Fetches announced vectors. A connection that breaks or stalls is made again and goes on at the byte where it was; how often
 * and for how long is bounded. Thread-safe.
 */
final class VectorFetcher implements AutoCloseable {
    /** What must come through for failed attempts before it to be forgotten. */
    private static final int PROGRESS_BYTES = 1 << 20;

    private static final String CLOSING = "this node is closing";
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final VectorBlocks blocks;
    private final TransferSettings settings;
    private final TransferSecurity security;
    private final StallWatch stalls;
    private final CountDownLatch closed = new CountDownLatch(1);

    VectorFetcher(VectorBlocks blocks, TransferSettings settings, TransferSecurity security) {
        this.blocks = blocks;
        this.settings = settings;
        this.security = security;
        this.stalls = new StallWatch("assay-transfer-fetch-watch", settings.patience());
    }

    @Override
    public void close() {
        closed.countDown();
        stalls.close();
    }

    /**
     * Blocks until the vector is there, and is what was announced. The memory for it is taken at once: the caller has seen to
     * it that the announced size is one to expect.
     *
     * @throws TransferException when it cannot be had
     */
    ModelVector fetch(AnnouncedVector wanted) throws TransferException {
        try (VectorReception reception = new VectorReception(wanted, blocks)) {
            return fetch(wanted, reception);
        }
    }

    private ModelVector fetch(AnnouncedVector wanted, VectorReception reception) throws TransferException {
        Duration backoff = settings.backoff();
        int failures = 0;
        long forgiven = 0;
        while (!reception.complete()) {
            long before = reception.received();
            try {
                connect(wanted, reception);
            } catch (TransferException e) {
                throw e;
            } catch (IOException e) {
                if (reception.received() - forgiven >= PROGRESS_BYTES) {
                    forgiven = reception.received();
                    failures = 0;
                }
                failures++;
                if (failures >= settings.attempts()) {
                    throw givenUp(wanted, reception, failures, e);
                }
                backoff = reception.received() > before ? settings.backoff() : backoff;
                pause(wanted, backoff);
                backoff = longer(backoff);
            }
        }
        return reception.vector();
    }

    private static Duration longer(Duration backoff) {
        Duration twice = backoff.multipliedBy(2);
        return twice.compareTo(LONGEST_BACKOFF) < 0 ? twice : LONGEST_BACKOFF;
    }

    private void connect(AnnouncedVector wanted, VectorReception reception) throws IOException {
        SocketChannel plain = SocketChannel.open();
        Watched watch = stalls.watch(plain);
        try (watch) {
            try {
                plain.setOption(StandardSocketOptions.TCP_NODELAY, true);
                plain.socket()
                        .connect(
                                new InetSocketAddress(
                                        wanted.at().host(), wanted.at().port()),
                                (int) settings.connectTimeout().toMillis());
            } catch (IOException e) {
                throw new NoConnection(e);
            }
            watch.progress();
            receive(security.asClient(plain, wanted.at()), watch, wanted, reception);
        } catch (NoConnection e) {
            throw e;
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw watch.stalled()
                    ? new IOException(
                            "a step took more than " + settings.patience().toMillis() + " ms", e)
                    : e;
        }
    }

    private void receive(Line line, Watched watch, AnnouncedVector wanted, VectorReception reception)
            throws IOException {
        line.send(new VectorRequest(wanted.at().incarnation(), wanted.digest(), reception.received()).toBytes(), watch);
        VectorAnswer answer = VectorAnswer.ofBytes(line.receive(VectorAnswer.BYTES, watch))
                .orElseThrow(() -> failure(
                        Reason.NOT_UNDERSTOOD, wanted, "what answered there is no transfer port of this release"));
        switch (answer.status()) {
            case OTHER_NODE ->
                throw failure(
                        Reason.GONE, wanted, "the node that announced it is gone, and another one is in its place");
            case NOT_HERE -> throw failure(Reason.NOT_PUBLISHED, wanted, "the node does not publish it, or no longer");
            case HERE, NO_SUCH_OFFSET -> requireLength(answer, wanted);
        }
        reception.check(line.receive(BlockTable.bytesFor(wanted.values()), watch));
        reception.readFrom(line, watch);
    }

    private static void requireLength(VectorAnswer answer, AnnouncedVector wanted) throws TransferException {
        if (answer.status() != Status.HERE || answer.length() != wanted.bytes()) {
            throw failure(
                    Reason.WRONG_LENGTH,
                    wanted,
                    "the node has it with " + answer.length() + " bytes, announced were " + wanted.bytes());
        }
    }

    private void pause(AnnouncedVector wanted, Duration backoff) throws TransferException {
        try {
            if (closed.await(backoff.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure(Reason.CLOSED, wanted, CLOSING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(Reason.CLOSED, wanted, CLOSING);
        }
    }

    private TransferException givenUp(
            AnnouncedVector wanted, VectorReception reception, int failures, IOException last) {
        Reason reason = closed.getCount() == 0
                ? Reason.CLOSED
                : last instanceof NoConnection ? Reason.UNREACHABLE : Reason.BROKEN_OFF;
        return new TransferException(
                reason,
                wanted + " cannot be fetched: given up after " + failures + " attempts in a row with "
                        + reception.received() / Float.BYTES + " values received: " + words(last),
                last);
    }

    private static String words(IOException failure) {
        return failure.getMessage() == null ? "the connection was cut off" : failure.getMessage();
    }

    private static TransferException failure(Reason reason, AnnouncedVector wanted, String why) {
        return new TransferException(reason, wanted + " cannot be fetched: " + why);
    }

    /** No connection came about: the node may not be there at all. */
    private static final class NoConnection extends IOException {
        private static final long serialVersionUID = 1;

        NoConnection(IOException cause) {
            super("no connection: " + cause.getMessage(), cause);
        }
    }
}
