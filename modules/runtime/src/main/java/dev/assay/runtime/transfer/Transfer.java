package dev.assay.runtime.transfer;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.security.NodeTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A node's end of all transfers: publishes its vectors, serves them, and fetches those of other nodes. Thread-safe.
 *
 * <p>Only what crosses between nodes comes here. Actors of one process hand each other the vectors themselves.
 */
public interface Transfer extends AutoCloseable {
    /**
     * Opens a node's transfer port.
     *
     * @param host name by which other nodes reach this one, the same as in the addresses of its actors
     * @param bind where to listen; port 0 for any that is free
     * @param incarnation another one than that of any node that had the port before, such as the time of the node's start
     * @param tls proves this node to others, and knows whom to trust; without it everybody who reaches the port is served
     */
    static Transfer open(
            String host, InetSocketAddress bind, long incarnation, TransferSettings settings, Optional<NodeTls> tls)
            throws IOException {
        return new OpenTransfer(host, bind, incarnation, settings, new TransferSecurity(tls));
    }

    /** Of a node that is alone: it has no port, and nobody to fetch from. */
    static Transfer alone() {
        return new NoTransfer();
    }

    /** A new owner's, empty. */
    Publications publications();

    /**
     * Has a vector fetched. Two who want the same one of the same node at the same time get it together.
     *
     * @param wanted of a size that the caller expects: memory for it is taken before the first byte is there
     * @return fails with a {@link TransferException}
     */
    CompletionStage<ModelVector> fetch(AnnouncedVector wanted);

    /** As {@link #fetch(AnnouncedVector)}, where there may be nothing to fetch. */
    default CompletionStage<Optional<ModelVector>> fetch(Optional<AnnouncedVector> wanted) {
        return wanted.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : fetch(wanted.get()).thenApply(Optional::of);
    }

    /**
     * The same end of the same transfers, whose fetches outlast a loss of the network.
     *
     * @param patience how long, from the first failure of a fetch on, it is begun anew where the network may be what is missing
     */
    default Transfer patient(Duration patience) {
        return new PatientTransfer(this, patience);
    }

    /** How many different vectors the node publishes at the moment. */
    int published();

    /** Whether an actor lives in this process, so that vectors are handed to it as they are. */
    static boolean isHere(ActorRef<?> actor) {
        return actor.path().address().hasLocalScope();
    }

    /** Ends all transfers; what is under way fails. */
    @Override
    void close();
}
