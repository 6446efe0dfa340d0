package dev.assay.learning.codec;

/** Bytes that no {@link Codec#encode} has made; the message says what is wrong with them. */
public final class MalformedEncoding extends Exception {
    private static final long serialVersionUID = 1;

    MalformedEncoding(String message) {
        super(message);
    }
}
