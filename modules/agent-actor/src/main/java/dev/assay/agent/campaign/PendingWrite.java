package dev.assay.agent.campaign;

import dev.assay.ledger.chain.ChainHead;
import java.util.Optional;

/**
 * What follows on the write that is under way. A journal can say that a write failed which it has stored: then it follows
 * when the chain is read again. Part of one {@link Campaign}, which writes one thing at a time; not thread-safe.
 */
final class PendingWrite {
    private record Write(ChainHead head, Runnable stored) {}

    private Optional<Write> write = Optional.empty();

    /**
     * @param head the chain's once it is stored
     * @param stored what follows then
     */
    void begin(ChainHead head, Runnable stored) {
        write = Optional.of(new Write(head, stored));
    }

    /** @param head of the chain as it is stored */
    boolean isStored(ChainHead head) {
        return write.filter(one -> one.head().equals(head)).isPresent();
    }

    /** @param head of the chain as it is stored: what follows is done if the write is part of it, and else dropped */
    void settle(ChainHead head) {
        Optional<Write> settled = write;
        write = Optional.empty();
        settled.filter(one -> one.head().equals(head))
                .ifPresent(one -> one.stored().run());
    }
}
