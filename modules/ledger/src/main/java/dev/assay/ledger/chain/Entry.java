package dev.assay.ledger.chain;

import dev.assay.learning.digest.Digest;

/**
 * An event with its place in a chain, as it is stored. The bytes are kept as they are, so that an entry whose event was
 * written by a newer release, with fields that this one does not know, is passed on whole.
 *
 * @param <E> the kind of event
 */
public final class Entry<E> {
    /** The version of the format that is written now. */
    public static final int SCHEMA = 1;

    private final long sequence;
    private final int schema;
    private final Digest previous;
    private final E event;
    private final byte[] bytes;
    private final Digest hash;

    /**
     * @param sequence number in the chain, 1 for the first; 0 in an entry before the chain
     * @param schema 0 in an entry before the chain
     * @param previous hash of the entry before
     * @param bytes the whole entry as it is stored, header and event
     */
    public Entry(long sequence, int schema, Digest previous, E event, byte[] bytes) {
        this.sequence = sequence;
        this.schema = schema;
        this.previous = previous;
        this.event = event;
        this.bytes = bytes.clone();
        this.hash = Digest.of(bytes);
    }

    public long sequence() {
        return sequence;
    }

    public Digest previous() {
        return previous;
    }

    public E event() {
        return event;
    }

    /** The stored bytes, a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** SHA-256 over the stored bytes. */
    public Digest hash() {
        return hash;
    }

    /** Whether the entry was recorded with a predecessor; releases before the chain did not. */
    public boolean isChained() {
        return schema > 0;
    }

    /** The chain's head when this entry is its last. */
    public ChainHead head() {
        return new ChainHead(sequence, hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry<?> entry && hash.equals(entry.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "event " + sequence + " [" + hash.brief() + "] " + event;
    }
}
