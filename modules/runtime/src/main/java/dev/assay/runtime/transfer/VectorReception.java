package dev.assay.runtime.transfer;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.StallWatch.Watched;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A vector that is being received, over as many connections as it takes. While one block is read, the block before it is
 * decoded and goes into the digest on another thread: that takes about as long as reading. Not thread-safe.
 */
final class VectorReception {
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final AnnouncedVector wanted;
    private final Executor decoders;
    private final float[] values;
    private final MessageDigest digest = Digest.sha256();
    private int received;

    VectorReception(AnnouncedVector wanted, Executor decoders) {
        this.wanted = wanted;
        this.decoders = decoders;
        this.values = new float[wanted.values()];
    }

    /** Values that are here for good. */
    int received() {
        return received;
    }

    boolean complete() {
        return received == values.length;
    }

    /** Reads what is missing. When the connection breaks, the whole values that came are kept. */
    void readFrom(InputStream in, Watched watch) throws IOException {
        VectorBlock block = new VectorBlock();
        VectorBlock other = values.length - received > VectorBlock.VALUES ? new VectorBlock() : block;
        CompletableFuture<Void> decoding = NOTHING;
        try {
            while (!complete()) {
                int asked = Math.min(VectorBlock.VALUES, values.length - received) * Float.BYTES;
                int read = in.readNBytes(block.array(), 0, asked);
                decoding.join();
                decoding = decode(block, read / Float.BYTES);
                if (read < asked) {
                    throw new EOFException("the connection ended " + missing() + " values early");
                }
                watch.progress();
                VectorBlock free = other;
                other = block;
                block = free;
            }
        } finally {
            decoding.join();
        }
    }

    private CompletableFuture<Void> decode(VectorBlock block, int count) {
        int from = received;
        received += count;
        // A thread's hand-over would take longer than a small block.
        if (values.length <= VectorBlock.VALUES) {
            block.decode(values, from, count, digest);
            return NOTHING;
        }
        return CompletableFuture.runAsync(() -> block.decode(values, from, count, digest), decoders);
    }

    private int missing() {
        return values.length - received;
    }

    /** @throws TransferException when it is not the one that was announced */
    ModelVector vector() throws TransferException {
        Digest is = Digest.ofHash(digest.digest());
        if (!is.equals(wanted.digest())) {
            throw new TransferException(
                    Reason.WRONG_DIGEST, wanted + " cannot be fetched: the bytes that came have digest " + is.brief());
        }
        return ModelVector.adopt(values);
    }
}
