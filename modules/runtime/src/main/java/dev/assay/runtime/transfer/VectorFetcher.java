package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.StallWatch.Watched;
import dev.assay.runtime.transfer.TransferException.Reason;
import dev.assay.runtime.transfer.VectorAnswer.Status;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Fetches announced vectors. A connection that breaks or stalls is made again and goes on at the byte where it was; how often
 * and for how long is bounded. Thread-safe.
 */
final class VectorFetcher implements AutoCloseable {
    /** What must come through for failed attempts before it to be forgotten. */
    private static final int PROGRESS_VALUES = (1 << 20) / Float.BYTES;

    private static final String CLOSING = "this node is closing";
    private static final int REQUEST_BYTES = 44;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final TransferSettings settings;
    private final TransferSecurity security;
    private final StallWatch stalls;
    private final ExecutorService decoders;
    private final CountDownLatch closed = new CountDownLatch(1);

    VectorFetcher(TransferSettings settings, TransferSecurity security) {
        this.settings = settings;
        this.security = security;
        this.stalls = new StallWatch("assay-transfer-fetch-watch", settings.patience());
        this.decoders = TransferThreads.pool("assay-transfer-decode", settings.fetches());
    }

    @Override
    public void close() {
        closed.countDown();
        stalls.close();
        // What has been handed over is decoded: somebody waits for it.
        decoders.shutdown();
    }

    /**
     * Blocks until the vector is there, and is what was announced. The memory for it is taken at once: the caller has seen to
     * it that the announced size is one to expect.
     *
     * @throws TransferException when it cannot be had
     */
    ModelVector fetch(AnnouncedVector wanted) throws TransferException {
        VectorReception reception = new VectorReception(wanted, decoders);
        Duration backoff = settings.backoff();
        int failures = 0;
        int forgiven = 0;
        while (!reception.complete()) {
            int before = reception.received();
            try {
                connect(wanted, reception);
            } catch (TransferException e) {
                throw e;
            } catch (RejectedExecutionException e) {
                throw failure(Reason.CLOSED, wanted, CLOSING);
            } catch (IOException e) {
                if (reception.received() - forgiven >= PROGRESS_VALUES) {
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
        Socket plain = new Socket();
        Watched watch = stalls.watch(plain);
        try (watch) {
            try {
                plain.connect(
                        new InetSocketAddress(wanted.at().host(), wanted.at().port()),
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

    private void receive(Socket connection, Watched watch, AnnouncedVector wanted, VectorReception reception)
            throws IOException {
        new VectorRequest(wanted.digest(), (long) reception.received() * Float.BYTES)
                .write(new DataOutputStream(new BufferedOutputStream(connection.getOutputStream(), REQUEST_BYTES)));
        InputStream in = connection.getInputStream();
        VectorAnswer answer = VectorAnswer.read(new DataInputStream(in))
                .orElseThrow(() -> failure(
                        Reason.NOT_UNDERSTOOD, wanted, "what answered there is no transfer port of this release"));
        if (answer.status() == Status.NOT_HERE) {
            throw failure(Reason.NOT_PUBLISHED, wanted, "the node does not publish it, or no longer");
        }
        if (answer.status() != Status.HERE || answer.length() != wanted.bytes()) {
            throw failure(
                    Reason.WRONG_LENGTH,
                    wanted,
                    "the node has it with " + answer.length() + " bytes, announced were " + wanted.bytes());
        }
        reception.readFrom(in, watch);
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
                        + reception.received() + " values received: " + words(last),
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
