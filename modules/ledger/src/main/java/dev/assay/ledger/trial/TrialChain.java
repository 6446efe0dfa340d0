package dev.assay.ledger.trial;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import java.util.Optional;

/**
 * A trial as the fold of its chained events: its state, and its place in the chain.
 *
 * @param head the last event's; empty before the first event
 * @param anchor what the first event names as its predecessor: the campaign's request; empty before the first event
 */
public record TrialChain(Optional<ChainHead> head, Optional<Digest> anchor, TrialState state) {
    public static final TrialChain EMPTY = new TrialChain(Optional.empty(), Optional.empty(), TrialState.EMPTY);

    /**
     * The chain after one more entry. Whether the first one follows on the right request only the campaign knows.
     *
     * @throws dev.assay.ledger.chain.BrokenChainException when the entry is not the next one
     * @throws IllegalStateException when its event does not fit the state
     */
    public TrialChain apply(Entry<TrialEvent> entry) {
        Digest request = anchor.orElse(entry.previous());
        ChainHead before = head.orElseGet(() -> ChainHead.anchoredIn(request));
        return new TrialChain(Optional.of(before.follow(entry)), Optional.of(request), state.apply(entry.event()));
    }
}
