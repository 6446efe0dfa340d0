package dev.assay.ledger.export.jsonl.wire;

import java.util.Arrays;

/**
 * Base64 of which each sequence of bytes has one: the JDK's decoder also takes a last character whose unused bits are set, or
 * no padding.
 */
final class CanonicalBase64 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int[] VALUES = values();

    private CanonicalBase64() {}

    /** Appends the bytes; false, with nothing said of what is behind in the buffer, when the text is not what any are encoded as. */
    static boolean decode(byte[] text, int begin, int end, WireBuffer out) {
        int length = end - begin;
        if (length % 4 != 0) {
            return false;
        }
        if (length == 0) {
            return true;
        }
        int padding = text[end - 1] != '=' ? 0 : text[end - 2] != '=' ? 1 : 2;
        int whole = padding == 0 ? end : end - 4;
        for (int at = begin; at < whole; at += 4) {
            int group =
                    value(text[at]) << 18 | value(text[at + 1]) << 12 | value(text[at + 2]) << 6 | value(text[at + 3]);
            if (group < 0) {
                return false;
            }
            out.put((byte) (group >> 16));
            out.put((byte) (group >> 8));
            out.put((byte) group);
        }
        return padding == 0 || decodeLast(text, whole, padding, out);
    }

    /** The last group, whose unused bits must be zero. */
    private static boolean decodeLast(byte[] text, int at, int padding, WireBuffer out) {
        int third = padding == 1 ? value(text[at + 2]) : 0;
        int group = value(text[at]) << 18 | value(text[at + 1]) << 12 | third << 6;
        int unused = padding == 1 ? 0xff : 0xffff;
        if (group < 0 || (group & unused) != 0) {
            return false;
        }
        out.put((byte) (group >> 16));
        if (padding == 1) {
            out.put((byte) (group >> 8));
        }
        return true;
    }

    /** -1 where there is none, which stays below zero however it is shifted here. */
    private static int value(byte character) {
        return character < 0 ? -1 : VALUES[character];
    }

    private static int[] values() {
        int[] values = new int[128];
        Arrays.fill(values, -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = i;
        }
        return values;
    }
}
