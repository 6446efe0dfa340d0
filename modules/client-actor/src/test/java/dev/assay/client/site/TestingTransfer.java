package dev.assay.client.site;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.Publications;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Fetches from nowhere: a vector is there when the test says so. From any thread. */
final class TestingTransfer implements Transfer {
    private static final TransferAddress SERVER = new TransferAddress("server", 7_000, 1);

    private final Map<AnnouncedVector, CompletableFuture<ModelVector>> vectors = new ConcurrentHashMap<>();
    private final Map<AnnouncedVector, Throwable> failing = new ConcurrentHashMap<>();
    private final List<AnnouncedVector> fetched = new CopyOnWriteArrayList<>();

    /** A vector that has not arrived yet. */
    AnnouncedVector announce(ModelVector vector) {
        return new AnnouncedVector(vector.digest(), vector.size(), SERVER);
    }

    /** A vector that arrives when it is asked for. */
    AnnouncedVector publish(ModelVector vector) {
        AnnouncedVector announced = announce(vector);
        arrival(announced).complete(vector);
        return announced;
    }

    /** To be completed when the vector arrives. */
    CompletableFuture<ModelVector> arrival(AnnouncedVector announced) {
        return vectors.computeIfAbsent(announced, key -> new CompletableFuture<>());
    }

    /** Has the vector's next fetch fail; those after it are as without. */
    void failOnce(AnnouncedVector announced, Throwable failure) {
        failing.put(announced, failure);
    }

    /** What was asked for, in order. */
    List<AnnouncedVector> fetched() {
        return List.copyOf(fetched);
    }

    @Override
    public Publications publications() {
        return Transfer.alone().publications();
    }

    @Override
    public CompletionStage<ModelVector> fetch(AnnouncedVector wanted) {
        fetched.add(wanted);
        Throwable failure = failing.remove(wanted);
        return failure == null ? arrival(wanted) : CompletableFuture.failedFuture(failure);
    }

    @Override
    public int published() {
        return 0;
    }

    @Override
    public void close() {}
}
