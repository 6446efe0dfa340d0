package dev.assay.learning.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 digest: the name of a thing by its content. For people and in files it is 64 lower-case hexadecimal characters. It is
 * kept as bytes: a ledger has several digests an event, a million events, and most of them are only compared.
 */
public final class Digest implements Comparable<Digest> {
    private static final int BYTES = 32;
    private static final int SHORT_LENGTH = 12;
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] hash;

    /** Reads 64 lower-case hexadecimal characters. */
    public Digest(String hex) {
        if (!isSha256(hex)) {
            throw new IllegalArgumentException("not a SHA-256 digest in lower-case hex: '" + hex + "'");
        }
        hash = HEX.parseHex(hex);
    }

    private Digest(byte[] hash) {
        if (hash.length != BYTES) {
            throw new IllegalArgumentException(
                    "not a SHA-256 digest, which has " + BYTES + " bytes: '" + HEX.formatHex(hash) + "'");
        }
        this.hash = hash;
    }

    public static Digest of(byte[] content) {
        return new Digest(sha256().digest(content));
    }

    /** The digest of the text's UTF-8 bytes. */
    public static Digest ofText(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Wraps 32 bytes that are already a SHA-256 hash. */
    public static Digest ofHash(byte[] hash) {
        return new Digest(hash.clone());
    }

    /** A fresh SHA-256, for content that is fed in pieces. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean isSha256(String hex) {
        return hex.length() == 2 * BYTES
                && hex.chars()
                        .allMatch(character ->
                                (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f'));
    }

    /** The 64 characters. */
    public String hex() {
        return HEX.formatHex(hash);
    }

    /** The 32 bytes, a copy. */
    public byte[] bytes() {
        return hash.clone();
    }

    /** The first 12 characters, for people; never for comparison. */
    public String brief() {
        return hex().substring(0, SHORT_LENGTH);
    }

    /** As the characters compare. */
    @Override
    public int compareTo(Digest other) {
        return Arrays.compareUnsigned(hash, other.hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(hash, digest.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return hex();
    }
}
