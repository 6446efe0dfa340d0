package dev.assay.runtime.transfer;

import dev.assay.learning.digest.Digest;

/**
 * A vector that a node has published: all that another one needs to fetch it.
 *
 * @param digest its address, which follows from its content: that of its {@link BlockTable}
 * @param values how many floats it has
 * @param at where it is served
 */
public record AnnouncedVector(Digest digest, int values, TransferAddress at) {
    public AnnouncedVector {
        if (values < 0) {
            throw new IllegalArgumentException("a vector of " + values + " values");
        }
    }

    /** 4 a value. */
    long bytes() {
        return (long) values * Float.BYTES;
    }

    @Override
    public String toString() {
        return "vector " + digest.brief() + " (" + values + " values) of " + at;
    }
}
