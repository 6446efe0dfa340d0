package dev.assay.runtime.transfer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lends blocks, and keeps those that come back for the next one who needs some: memory outside of the heap is only freed when
 * the garbage collector comes by. There are never more than were needed at once, which the numbers of connections and of
 * fetches bound. Thread-safe.
 */
final class VectorBlocks {
    private final Deque<VectorBlock> idle = new ArrayDeque<>();

    /** To be given back. */
    VectorBlock take() {
        VectorBlock kept;
        synchronized (this) {
            kept = idle.pollLast();
        }
        return kept == null ? new VectorBlock() : kept;
    }

    synchronized void giveBack(VectorBlock block) {
        idle.addLast(block);
    }
}
