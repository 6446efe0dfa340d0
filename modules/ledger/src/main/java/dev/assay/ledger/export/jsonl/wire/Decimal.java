package dev.assay.ledger.export.jsonl.wire;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.NumberInput;

/** Doubles as JSON writes them. */
final class Decimal {
    /** Up to here a double holds every integer. */
    private static final long LARGEST_EXACT = 1L << 53;

    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

    /** Eighteen digits, which a long holds whatever they are, and a point. */
    private static final int LONGEST_OF_A_LONG = 19;

    /** Digits of it; longer ones are refused by some readers of JSON, and no double is written with one. */
    private static final int LONGEST_EXPONENT = 3;

    private Decimal() {}

    /** Where the number that begins here ends; where it begins, when none with a point or an exponent does. */
    static int end(byte[] text, int begin) {
        int at = is(text, begin, '-') ? begin + 1 : begin;
        int whole = digitsEnd(text, at);
        if (whole == at || (text[at] == '0' && whole > at + 1)) {
            return begin;
        }
        int end = whole;
        if (is(text, end, '.')) {
            end = digitsEnd(text, whole + 1);
            if (end == whole + 1) {
                return begin;
            }
        }
        if (is(text, end, 'e') || is(text, end, 'E')) {
            int first = is(text, end + 1, '-') || is(text, end + 1, '+') ? end + 2 : end + 1;
            end = digitsEnd(text, first);
            if (end == first || end > first + LONGEST_EXPONENT) {
                return begin;
            }
        }
        return end == whole ? begin : end;
    }

    /**
     * The double that is nearest to the number from begin to {@link #end}. Of most numbers it is the quotient of two that a
     * double holds exactly, so that one division rounds it, as it must be (Clinger 1990); the others go the long way.
     */
    static double parse(byte[] text, int begin, int end) {
        boolean negative = text[begin] == '-';
        int first = negative ? begin + 1 : begin;
        if (end - first > LONGEST_OF_A_LONG) {
            return parseAny(text, begin, end);
        }
        long digits = 0;
        int decimals = 0;
        boolean behindPoint = false;
        for (int at = first; at < end; at++) {
            if (text[at] == '.') {
                behindPoint = true;
            } else if (isDigit(text[at])) {
                digits = 10 * digits + (text[at] - '0');
                decimals += behindPoint ? 1 : 0;
            } else {
                return parseAny(text, begin, end);
            }
        }
        if (digits > LARGEST_EXACT) {
            return parseAny(text, begin, end);
        }
        double value = digits / EXACT_POWERS[decimals];
        return negative ? -value : value;
    }

    private static double parseAny(byte[] text, int begin, int end) {
        return NumberInput.parseDouble(new String(text, begin, end - begin, StandardCharsets.ISO_8859_1), true);
    }

    private static int digitsEnd(byte[] text, int begin) {
        int at = begin;
        while (at < text.length && isDigit(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static boolean is(byte[] text, int at, char character) {
        return at < text.length && text[at] == character;
    }
}
