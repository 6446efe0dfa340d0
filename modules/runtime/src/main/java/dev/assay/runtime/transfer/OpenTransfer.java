package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/** Of a node with a transfer port. */
final class OpenTransfer implements Transfer {
    private final VectorBlocks blocks = new VectorBlocks();
    private final PublishedVectors published;
    private final TransferServer server;
    private final TransferAddress address;
    private final VectorFetcher fetcher;
    private final ExecutorService threads;
    private final FetchLanes lanes;
    private final Map<AnnouncedVector, CompletableFuture<ModelVector>> underWay = new HashMap<>();

    private boolean closed;

    OpenTransfer(
            String host, InetSocketAddress bind, long incarnation, TransferSettings settings, TransferSecurity security)
            throws IOException {
        published = new PublishedVectors(settings.published());
        server = TransferServer.start(bind, incarnation, published, blocks, settings, security);
        address = new TransferAddress(host, server.port(), incarnation);
        fetcher = new VectorFetcher(blocks, settings, security);
        threads = TransferThreads.pool("assay-transfer-fetch", settings.fetches());
        lanes = new FetchLanes(threads, settings.fetchesOfOneNode());
    }

    @Override
    public Publications publications() {
        return new Publications(published, blocks, Optional.of(address));
    }

    @Override
    public CompletionStage<ModelVector> fetch(AnnouncedVector wanted) {
        CompletableFuture<ModelVector> begun = new CompletableFuture<>();
        synchronized (underWay) {
            if (closed) {
                return CompletableFuture.failedFuture(closing(wanted));
            }
            CompletableFuture<ModelVector> already = underWay.putIfAbsent(wanted, begun);
            if (already != null) {
                return already;
            }
            lanes.execute(wanted.at(), () -> complete(wanted, begun));
        }
        return begun;
    }

    private void complete(AnnouncedVector wanted, CompletableFuture<ModelVector> fetch) {
        try {
            ModelVector vector = fetcher.fetch(wanted);
            forget(wanted);
            fetch.complete(vector);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            forget(wanted);
            fetch.completeExceptionally(e);
        }
    }

    private void forget(AnnouncedVector wanted) {
        synchronized (underWay) {
            underWay.remove(wanted);
        }
    }

    @Override
    public int published() {
        return published.size();
    }

    @Override
    public void close() {
        Map<AnnouncedVector, CompletableFuture<ModelVector>> unfinished;
        synchronized (underWay) {
            closed = true;
            unfinished = Map.copyOf(underWay);
        }
        server.close();
        fetcher.close();
        threads.shutdownNow();
        unfinished.forEach((wanted, fetch) -> fetch.completeExceptionally(closing(wanted)));
    }

    private static TransferException closing(AnnouncedVector wanted) {
        return new TransferException(Reason.CLOSED, wanted + " cannot be fetched: this node is closing");
    }
}
