package dev.assay.research.dataset;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** The text of a table's cell, or of a name that a profile gives to one. */
public final class CellText {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,4})?");
    private static final int LONGEST_NUMBER = 64;
    /** A number with a wilder exponent names nothing, and would be thousands of digits long. */
    private static final int LARGEST_EXPONENT = 400;

    private CellText() {}

    /** Whether the text is a decimal number of a sensible length. */
    public static boolean isNumber(String text) {
        return text.length() <= LONGEST_NUMBER && DECIMAL.matcher(text).matches();
    }

    /** A number in one spelling, so that 1, 1.0 and 01 are the same; other texts as they are. */
    public static String canonical(String text) {
        if (!isNumber(text)) {
            return text;
        }
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.precision() - number.scale()) > LARGEST_EXPONENT) {
            return text;
        }
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
