package dev.assay.server.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.runtime.dispatch.Workers;
import java.io.IOException;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;

/** Checkpoints as blobs, named by the digest of their bytes. Calls block. */
public final class CheckpointStore {
    private final BlobStore blobs;

    public CheckpointStore(BlobStore blobs) {
        this.blobs = blobs;
    }

    public Digest write(Checkpoint checkpoint) throws IOException {
        return blobs.put(CheckpointWire.toBytes(checkpoint));
    }

    /** What it would be named if it were written. */
    public Digest digest(Checkpoint checkpoint) {
        return Digest.of(CheckpointWire.toBytes(checkpoint));
    }

    /** Empty when the file is missing or damaged, or was written by a release whose format is another one. */
    public Optional<Checkpoint> read(Digest digest) throws IOException {
        Optional<byte[]> bytes = blobs.get(digest);
        return bytes.flatMap(CheckpointStore::parse);
    }

    public void delete(Digest digest) throws IOException {
        blobs.delete(digest);
    }

    /** Deletes away from the caller. An old checkpoint is only in the way: failing to delete it harms nothing. */
    public void discard(ActorSystem<?> system, Optional<Digest> checkpoint) {
        checkpoint.ifPresent(digest -> Workers.io(system, () -> {
            delete(digest);
            return digest;
        }));
    }

    private static Optional<Checkpoint> parse(byte[] bytes) {
        try {
            return Optional.of(CheckpointWire.ofBytes(bytes));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
