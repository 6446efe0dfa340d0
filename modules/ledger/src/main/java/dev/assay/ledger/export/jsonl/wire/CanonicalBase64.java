package dev.assay.ledger.export.jsonl.wire;

import java.util.Base64;
import java.util.Optional;

/**
 * Base64 of which each sequence of bytes has one: the JDK's decoder also takes a last character whose unused bits are set, or
 * no padding.
 */
final class CanonicalBase64 {
    private CanonicalBase64() {}

    /** The bytes; empty when the text is not what they are encoded as. */
    static Optional<byte[]> decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
