package dev.assay.learning.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-256 digest as 64 lower-case hexadecimal characters: the name of a thing by its content. */
public record Digest(String hex) implements Comparable<Digest> {
    private static final int LENGTH = 64;
    private static final int SHORT_LENGTH = 12;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    public Digest {
        if (!isSha256(hex)) {
            throw new IllegalArgumentException("not a SHA-256 digest in lower-case hex: '" + hex + "'");
        }
    }

    public static Digest of(byte[] content) {
        return ofHash(sha256().digest(content));
    }

    /** The digest of the text's UTF-8 bytes. */
    public static Digest ofText(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Wraps 32 bytes that are already a SHA-256 hash. */
    public static Digest ofHash(byte[] hash) {
        byte[] hex = new byte[2 * hash.length];
        for (int i = 0; i < hash.length; i++) {
            hex[2 * i] = HEX[(hash[i] >> 4) & 0xf];
            hex[2 * i + 1] = HEX[hash[i] & 0xf];
        }
        return new Digest(new String(hex, StandardCharsets.ISO_8859_1));
    }

    /** A fresh SHA-256, for content that is fed in pieces. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** By hand, as the digits above: a ledger has several digests an event, and a million events. */
    private static boolean isSha256(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            char character = hex.charAt(i);
            if ((character < '0' || character > '9') && (character < 'a' || character > 'f')) {
                return false;
            }
        }
        return hex.length() == LENGTH;
    }

    /** The first 12 characters, for people; never for comparison. */
    public String brief() {
        return hex.substring(0, SHORT_LENGTH);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
