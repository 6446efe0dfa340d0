package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.PublishedVectors.Served;
import dev.assay.runtime.transfer.StallWatch.Watched;
import dev.assay.runtime.transfer.VectorAnswer.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel port;
    private final long incarnation;
    private final PublishedVectors vectors;
    private final VectorBlocks blocks;
    private final TransferSecurity security;
    private final StallWatch stalls;
    private final Semaphore free;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);

    private TransferServer(
            ServerSocketChannel port,
            long incarnation,
            PublishedVectors vectors,
            VectorBlocks blocks,
            TransferSettings settings,
            TransferSecurity security) {
        this.port = port;
        this.incarnation = incarnation;
        this.vectors = vectors;
        this.blocks = blocks;
        this.security = security;
        this.stalls = new StallWatch("assay-transfer-server-watch", settings.patience());
        this.free = new Semaphore(settings.connections());
        this.threads = TransferThreads.pool("assay-transfer-server", settings.connections());
    }

    /** @param bind port 0 for any that is free */
    static TransferServer start(
            InetSocketAddress bind,
            long incarnation,
            PublishedVectors vectors,
            VectorBlocks blocks,
            TransferSettings settings,
            TransferSecurity security)
            throws IOException {
        ServerSocketChannel port = ServerSocketChannel.open();
        try {
            port.bind(bind, WAITING_CONNECTIONS);
        } catch (IOException e) {
            port.close();
            throw new IOException("cannot listen on " + bind + " for transfers: " + e.getMessage(), e);
        }
        TransferServer server = new TransferServer(port, incarnation, vectors, blocks, settings, security);
        TransferThreads.named("assay-transfer-accept").newThread(server::accept).start();
        return server;
    }

    int port() {
        return port.socket().getLocalPort();
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
        SocketChannel connection = port.accept();
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

    private void serve(SocketChannel plain) {
        try (plain;
                Watched watch = stalls.watch(plain)) {
            plain.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Line line = security.asServer(plain);
            Optional<VectorRequest> request = VectorRequest.ofBytes(line.receive(VectorRequest.BYTES, watch));
            if (request.isPresent()) {
                answer(request.get(), line, watch);
                line.end();
            } else {
                LOG.debug("{} sent what is no request for a vector", plain);
            }
        } catch (IOException e) {
            LOG.debug("a transfer to {} broke off", plain, e);
        }
    }

    private void answer(VectorRequest request, Line line, Watched watch) throws IOException {
        Optional<Served> found = vectors.find(request.digest());
        if (request.incarnation() != incarnation || found.isEmpty()) {
            Status why = request.incarnation() == incarnation ? Status.NOT_HERE : Status.OTHER_NODE;
            line.send(new VectorAnswer(why, 0).toBytes(), watch);
            return;
        }
        ModelVector vector = found.get().vector();
        long length = (long) vector.size() * Float.BYTES;
        if (request.offset() < 0 || request.offset() > length) {
            line.send(new VectorAnswer(Status.NO_SUCH_OFFSET, length).toBytes(), watch);
            return;
        }
        line.send(new VectorAnswer(Status.HERE, length).toBytes(), watch);
        line.send(found.get().table().toBytes(), watch);
        VectorBlock block = blocks.take();
        try {
            send(vector, request.offset(), block, line, watch);
        } finally {
            blocks.giveBack(block);
        }
    }

    private static void send(ModelVector vector, long offset, VectorBlock block, Line line, Watched watch)
            throws IOException {
        int first = (int) (offset / VectorBlock.BYTES);
        int skipped = (int) (offset % VectorBlock.BYTES);
        for (int index = first; index < VectorBlock.count(vector.size()); index++) {
            block.encode(vector, index);
            line.send(block.bytes().position(index == first ? skipped : 0), watch);
        }
    }
}
