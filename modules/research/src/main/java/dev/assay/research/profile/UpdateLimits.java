package dev.assay.research.profile;

import dev.assay.learning.codec.Codec;
import java.util.Optional;

/**
 * What a site's update may be, and how it is sent.
 *
 * @param maxNorm bound on the Euclidean norm of a DIFF
 * @param codec what a DIFF is encoded by, on one node as on many: what is decoded is what counts. Empty for whole floats
 */
public record UpdateLimits(double maxNorm, Optional<Codec> codec) {

    /** Payload bytes of a DIFF of so many values. */
    public long diffBytes(int size) {
        return codec.map(coded -> coded.encodedBytes(size)).orElse((long) size * Float.BYTES);
    }
}
