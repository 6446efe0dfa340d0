package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.StallWatch.Watched;
import dev.assay.runtime.transfer.VectorAnswer.Status;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that serves what this node publishes: one request a connection, and only so many connections at a time. Whatever a
 * peer sends or leaves undone ends its connection and nothing else.
 */
final class TransferServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransferServer.class);
    private static final int WAITING_CONNECTIONS = 128;
    private static final int HEAD_BYTES = 13;
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocket port;
    private final PublishedVectors vectors;
    private final TransferSecurity security;
    private final StallWatch stalls;
    private final Semaphore free;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);

    private TransferServer(
            ServerSocket port, PublishedVectors vectors, TransferSettings settings, TransferSecurity security) {
        this.port = port;
        this.vectors = vectors;
        this.security = security;
        this.stalls = new StallWatch("assay-transfer-server-watch", settings.patience());
        this.free = new Semaphore(settings.connections());
        this.threads = TransferThreads.pool("assay-transfer-server", settings.connections());
    }

    /** @param bind port 0 for any that is free */
    static TransferServer start(
            InetSocketAddress bind, PublishedVectors vectors, TransferSettings settings, TransferSecurity security)
            throws IOException {
        ServerSocket port = new ServerSocket();
        try {
            port.bind(bind, WAITING_CONNECTIONS);
        } catch (IOException e) {
            port.close();
            throw new IOException("cannot listen on " + bind + " for transfers: " + e.getMessage(), e);
        }
        TransferServer server = new TransferServer(port, vectors, settings, security);
        TransferThreads.named("assay-transfer-accept").newThread(server::accept).start();
        return server;
    }

    int port() {
        return port.getLocalPort();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            port.close();
        } catch (IOException e) {
            LOG.debug("the transfer port did not close", e);
        }
        stalls.close();
        threads.shutdownNow();
        // Who waits for a free connection wakes up, and sees that all is over.
        free.release();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                free.acquire();
                serveNext();
            } catch (IOException e) {
                free.release();
                pause(e);
            } catch (RejectedExecutionException | InterruptedException e) {
                return;
            }
        }
    }

    private void serveNext() throws IOException {
        Socket connection = port.accept();
        try {
            threads.execute(() -> {
                try {
                    serve(connection);
                } finally {
                    free.release();
                }
            });
        } catch (RejectedExecutionException e) {
            connection.close();
            throw e;
        }
    }

    /** There may be no more files to open, for a while. */
    private void pause(IOException cause) {
        try {
            if (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("cannot accept connections for transfers: {}", cause.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket plain) {
        try (plain;
                Watched watch = stalls.watch(plain)) {
            Socket connection = security.asServer(plain);
            Optional<VectorRequest> request = VectorRequest.read(new DataInputStream(connection.getInputStream()));
            if (request.isPresent()) {
                watch.progress();
                answer(request.get(), connection.getOutputStream(), watch);
                connection.shutdownOutput();
            } else {
                LOG.debug("{} sent what is no request for a vector", plain.getRemoteSocketAddress());
            }
        } catch (IOException e) {
            LOG.debug("a transfer to {} broke off", plain.getRemoteSocketAddress(), e);
        }
    }

    private void answer(VectorRequest request, OutputStream out, Watched watch) throws IOException {
        Optional<ModelVector> found = vectors.find(request.digest());
        if (found.isEmpty()) {
            writeHead(out, new VectorAnswer(Status.NOT_HERE, 0));
            return;
        }
        ModelVector vector = found.get();
        long length = (long) vector.size() * Float.BYTES;
        if (request.offset() < 0 || request.offset() > length || request.offset() % Float.BYTES != 0) {
            writeHead(out, new VectorAnswer(Status.NO_SUCH_OFFSET, length));
            return;
        }
        writeHead(out, new VectorAnswer(Status.HERE, length));
        VectorBlock block = new VectorBlock();
        for (int from = (int) (request.offset() / Float.BYTES); from < vector.size(); ) {
            int values = block.encode(vector, from);
            out.write(block.array(), 0, values * Float.BYTES);
            watch.progress();
            from += values;
        }
    }

    private static void writeHead(OutputStream out, VectorAnswer answer) throws IOException {
        DataOutputStream head = new DataOutputStream(new BufferedOutputStream(out, HEAD_BYTES));
        answer.write(head);
        head.flush();
    }
}
