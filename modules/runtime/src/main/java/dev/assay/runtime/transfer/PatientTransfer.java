package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Begins fetches anew that fail in a way that may pass, until patience ends; it is the last failure that is told then. A
 * fetcher's own attempts are over in a moment where connections are refused at once, which is how a network that is away looks
 * to some hosts. No thread waits between two attempts.
 */
final class PatientTransfer implements Transfer {
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Transfer transfer;
    private final Duration patience;
    private final Executor later;

    PatientTransfer(Transfer transfer, Duration patience) {
        this(transfer, patience, AGAIN);
    }

    /** @param pause between a failure and the next attempt */
    PatientTransfer(Transfer transfer, Duration patience, Duration pause) {
        this.transfer = transfer;
        this.patience = patience;
        this.later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<ModelVector> fetch(AnnouncedVector wanted) {
        return fetch(wanted, OptionalLong.empty());
    }

    /** @param patienceEnds by {@link System#nanoTime()}; empty before the first failure */
    private CompletionStage<ModelVector> fetch(AnnouncedVector wanted, OptionalLong patienceEnds) {
        return transfer.fetch(wanted).exceptionallyCompose(failure -> {
            if (!mayPass(failure)) {
                return CompletableFuture.failedFuture(failure);
            }
            long end = patienceEnds.orElseGet(() -> System.nanoTime() + patience.toNanos());
            return System.nanoTime() - end < 0
                    ? CompletableFuture.supplyAsync(() -> fetch(wanted, OptionalLong.of(end)), later)
                            .thenCompose(again -> again)
                    : CompletableFuture.failedFuture(failure);
        });
    }

    private static boolean mayPass(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof TransferException known && known.reason().mayPass();
    }

    @Override
    public Publications publications() {
        return transfer.publications();
    }

    @Override
    public int published() {
        return transfer.published();
    }

    @Override
    public void close() {
        transfer.close();
    }
}
