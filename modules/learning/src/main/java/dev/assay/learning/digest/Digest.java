package dev.assay.learning.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest as 64 lower-case hexadecimal characters: the name of a thing by its content. */
public record Digest(String hex) implements Comparable<Digest> {
    private static final int LENGTH = 64;
    private static final int SHORT_LENGTH = 12;

    public Digest {
        if (hex.length() != LENGTH || !hex.chars().allMatch(Digest::isLowerHex)) {
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
        return new Digest(HexFormat.of().formatHex(hash));
    }

    /** A fresh SHA-256, for content that is fed in pieces. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean isLowerHex(int character) {
        return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
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
