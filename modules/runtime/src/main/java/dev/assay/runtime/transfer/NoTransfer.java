package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Of a node that is alone. */
final class NoTransfer implements Transfer {
    @Override
    public Publications publications() {
        return new Publications(new PublishedVectors(0), new VectorBlocks(), Optional.empty());
    }

    @Override
    public CompletionStage<ModelVector> fetch(AnnouncedVector wanted) {
        return CompletableFuture.failedFuture(new TransferException(
                Reason.CLOSED, wanted + " cannot be fetched: this node was started without a transfer port"));
    }

    @Override
    public int published() {
        return 0;
    }

    @Override
    public void close() {}
}
