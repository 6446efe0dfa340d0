package dev.assay.ledger.export.jsonl.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON as an export writes it, from its bytes and in one direction: no blank between tokens, no other way to write an
 * integer. Whoever reads knows what comes next and asks for it, so that nothing is made of a token but its value; a parser of
 * any JSON takes three times as long. Every method that finds something else throws {@link MalformedLineException}.
 */
final class CanonicalJson {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.ISO_8859_1);
    private static final int BRIEF = 16;

    private final byte[] text;
    private int at;

    CanonicalJson(byte[] text) {
        this.text = text;
    }

    /** Steps over a character if it is the next one. */
    boolean take(char character) {
        if (at < text.length && text[at] == character) {
            at++;
            return true;
        }
        return false;
    }

    /** Steps over a character, which must be the next one. */
    void require(char character) {
        if (!take(character)) {
            throw unexpected("'" + character + "'");
        }
    }

    /** Steps over a word if it comes next. */
    boolean take(byte[] word) {
        int end = at + word.length;
        if (end <= text.length && Arrays.equals(text, at, end, word, 0, word.length)) {
            at = end;
            return true;
        }
        return false;
    }

    boolean isAtEnd() {
        return at == text.length;
    }

    /** Whether a text comes next. */
    boolean isAtText() {
        return at < text.length && text[at] == '"';
    }

    /** A property's name, with the colon behind it. */
    String name() {
        String name = text();
        require(':');
        return name;
    }

    String text() {
        int begin = at + 1;
        int end = plainEnd();
        return end < 0 ? unescaped() : new String(text, begin, end - begin, StandardCharsets.ISO_8859_1);
    }

    /** Appends a text's UTF-8. */
    void text(WireBuffer out) {
        int begin = at + 1;
        int end = plainEnd();
        if (end >= 0) {
            out.put(text, begin, end);
        } else {
            byte[] bytes = unescaped().getBytes(StandardCharsets.UTF_8);
            out.put(bytes, 0, bytes.length);
        }
    }

    /** Appends the bytes that a text is the base64 of. */
    void base64(WireBuffer out) {
        int begin = at + 1;
        int end = plainEnd();
        if (end < 0 || !CanonicalBase64.decode(text, begin, end, out)) {
            throw new MalformedLineException("has '" + brief(begin) + "' where base64 belongs");
        }
    }

    int int32() {
        int begin = at;
        long value = integer();
        if (value != (int) value) {
            throw new MalformedLineException("has '" + brief(begin) + "', which is no integer of 32 bits");
        }
        return (int) value;
    }

    /** As a text, because many readers of JSON take every number for a double. */
    long int64() {
        require('"');
        long value = integer();
        require('"');
        return value;
    }

    boolean bool() {
        if (take(TRUE)) {
            return true;
        }
        if (take(FALSE)) {
            return false;
        }
        throw unexpected("true or false");
    }

    /** In the only way that it is written: no plus, no zero in front, no zero below zero. */
    private long integer() {
        int begin = at;
        boolean negative = take('-');
        int first = at;
        // Below zero, where there is one number more.
        long value = 0;
        for (; at < text.length && isDigit(text[at]); at++) {
            long next = 10 * value - (text[at] - '0');
            if (value < Long.MIN_VALUE / 10 || next > 0) {
                throw new MalformedLineException("has '" + brief(begin) + "', which is no integer of 64 bits");
            }
            value = next;
        }
        boolean isWritten = at > first && (text[first] != '0' || (at == first + 1 && !negative));
        if (!isWritten || (!negative && value == Long.MIN_VALUE)) {
            throw new MalformedLineException("has '" + brief(begin) + "' where an integer of 64 bits belongs");
        }
        return negative ? value : -value;
    }

    /** A number that is written with a point or an exponent. */
    double real() {
        int begin = at;
        at = Decimal.end(text, begin);
        if (at == begin) {
            throw unexpected("a number with a point");
        }
        double value = Decimal.parse(text, begin, at);
        if (Double.isInfinite(value)) {
            throw new MalformedLineException("has " + brief(begin) + ", which is too large for a double");
        }
        return value;
    }

    MalformedLineException unexpected(String expected) {
        return new MalformedLineException(
                "has '" + brief(at) + "' where " + expected + " belongs, at byte " + (at + 1) + " of the line");
    }

    /** Steps over a text of printable ASCII without escapes, and returns where its last quote is; or stays, and returns -1. */
    private int plainEnd() {
        if (!isAtText()) {
            throw unexpected("a text");
        }
        for (int end = at + 1; end < text.length; end++) {
            byte character = text[end];
            if (character == '"') {
                at = end + 1;
                return end;
            }
            if (character < ' ' || character == '\\') {
                return -1;
            }
        }
        throw unexpected("a text with an end");
    }

    /** Steps over any text. */
    private String unescaped() {
        StringBuilder value = new StringBuilder();
        int begin = ++at;
        for (; at < text.length && text[at] != '"'; at++) {
            if (text[at] >= 0 && text[at] < ' ') {
                throw unexpected("a character of a text");
            }
            if (text[at] == '\\') {
                value.append(utf8(begin, at)).append(escaped());
                begin = at + 1;
            }
        }
        value.append(utf8(begin, at));
        require('"');
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
        } catch (CharacterCodingException e) {
            throw new MalformedLineException("has half of a character before byte " + at + " of the line");
        }
        return value.toString();
    }

    /** Steps to the last byte of an escape. */
    private char escaped() {
        at++;
        char kind = at < text.length ? (char) text[at] : ' ';
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> ofFourDigits();
            default -> throw unexpected("an escape");
        };
    }

    private char ofFourDigits() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            int digit = at < text.length ? Character.digit(text[at], 16) : -1;
            if (digit < 0) {
                throw unexpected("a hexadecimal digit");
            }
            value = 16 * value + digit;
        }
        return (char) value;
    }

    private CharBuffer utf8(int begin, int end) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, begin, end - begin));
        } catch (CharacterCodingException e) {
            throw new MalformedLineException("is no UTF-8 before byte " + (end + 1));
        }
    }

    /** What stands at a place, for people: not the rest of a line of any length. */
    private String brief(int from) {
        int end = Math.min(text.length, from + BRIEF);
        return from >= end ? "the end of the line" : new String(text, from, end - from, StandardCharsets.UTF_8);
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}
