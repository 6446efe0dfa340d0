package dev.assay.ledger.chain;

import dev.assay.learning.digest.Digest;

/**
 * The end of a chain so far: whoever knows it can tell whether anything before it was changed.
 *
 * @param sequence number of the last entry, which is also how many there are; 0 when there is none yet
 * @param hash of the last entry; of an empty chain what its first entry has to name as its predecessor
 */
public record ChainHead(long sequence, Digest hash) {
    private static final int HASH_BYTES = 32;

    /** Before the first event of a campaign. */
    public static final ChainHead START = new ChainHead(0, Digest.ofHash(new byte[HASH_BYTES]));

    public ChainHead {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence is " + sequence + ", must be at least 0");
        }
    }

    /** Before the first event of a trial: that event's predecessor is the campaign's request. */
    public static ChainHead anchoredIn(Digest request) {
        return new ChainHead(0, request);
    }

    /**
     * The head after one more entry.
     *
     * @throws BrokenChainException when the entry is not the next one
     */
    public ChainHead follow(Entry<?> entry) {
        if (!entry.isChained()) {
            throw new BrokenChainException(
                    "is not chained: nothing vouches for it; a release before the chain recorded it, or somebody else");
        }
        if (entry.sequence() != sequence + 1) {
            throw new BrokenChainException(
                    "says that it is event " + entry.sequence() + " where event " + (sequence + 1) + " belongs");
        }
        if (!entry.previous().equals(hash)) {
            throw new BrokenChainException("follows on an event with hash "
                    + entry.previous().brief() + ", but the one before it has " + hash.brief()
                    + ": one of the two was changed, or what lay between them is gone");
        }
        return entry.head();
    }
}
