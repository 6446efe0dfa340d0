package dev.assay.research.recipe;

import dev.assay.research.recipe.KnobKind.Choice;
import dev.assay.research.recipe.KnobKind.Real;
import dev.assay.research.recipe.KnobKind.Whole;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/**
 * A knob's value in its canonical spelling: equal values have equal texts, so {@code 0.10}, {@code .1} and {@code 1e-1} are
 * one value.
 *
 * @param text a name, or a number as the shortest decimal that reads back as the same {@code double}, without exponent
 */
public record KnobValue(String text) {
    /** JSON's and YAML's finite decimals; hexadecimal, infinities and Java's type suffixes are not numbers here. */
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,4})?");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final int LONGEST = 400;
    private static final int EXACT_DIGITS = 17;
    /** Below it no two whole numbers are one double, so that none has a shorter decimal than its own. */
    private static final double EVERY_WHOLE_NUMBER = 1L << 53;

    public KnobValue {
        if (!NAME.matcher(text).matches()) {
            text = canonicalNumber(text);
        }
    }

    /** The value of a name. */
    public static KnobValue of(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidKnobValue("'" + shorten(name) + "'", "a name of a-z, 0-9 and _");
        }
        return new KnobValue(name);
    }

    /** The value of a finite number; -0 is 0. */
    public static KnobValue of(double number) {
        if (!Double.isFinite(number)) {
            throw new InvalidKnobValue(String.valueOf(number), "a finite number");
        }
        return new KnobValue(shortest(number));
    }

    /**
     * Reads a value for a knob.
     *
     * @throws InvalidKnobValue when the knob cannot take it
     */
    public static KnobValue parse(Knob knob, String text) {
        String trimmed = text.strip();
        if (knob.kind() instanceof Choice choice) {
            if (!choice.names().isEmpty() && !choice.names().contains(trimmed)) {
                throw new InvalidKnobValue("'" + shorten(trimmed) + "'", "one of " + String.join(", ", choice.names()));
            }
            return of(trimmed);
        }
        KnobValue value = new KnobValue(canonicalNumber(trimmed));
        value.requireWithin(knob.kind(), trimmed);
        return value;
    }

    private static String canonicalNumber(String written) {
        double number = written.length() <= LONGEST && DECIMAL.matcher(written).matches()
                ? Double.parseDouble(written)
                : Double.NaN;
        if (!Double.isFinite(number)) {
            throw new InvalidKnobValue("'" + shorten(written) + "'", "a finite decimal number");
        }
        return shortest(number);
    }

    private void requireWithin(KnobKind kind, String written) {
        double number = number();
        if (kind instanceof Real real && !(number >= real.min() && number <= real.max())) {
            throw outside(written, "a number", of(real.min()), of(real.max()));
        }
        if (kind instanceof Whole whole
                && (number != Math.rint(number) || number < whole.min() || number > whole.max())) {
            throw outside(written, "a whole number", of(whole.min()), of(whole.max()));
        }
    }

    private static InvalidKnobValue outside(String written, String what, KnobValue min, KnobValue max) {
        return new InvalidKnobValue(shorten(written), what + " from " + min + " to " + max);
    }

    /** The number; throws for a name. */
    public double number() {
        return Double.parseDouble(text);
    }

    /** The whole number; throws for anything else. */
    public int whole() {
        return Integer.parseInt(text);
    }

    /** Not {@code Double.toString}: its digits differ between Java releases, and digests are made of these texts. */
    private static String shortest(double number) {
        if (number == Math.rint(number) && Math.abs(number) < EVERY_WHOLE_NUMBER) {
            return Long.toString((long) number);
        }
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < EXACT_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return rounded.toPlainString();
            }
        }
        return exact.round(new MathContext(EXACT_DIGITS)).toPlainString();
    }

    private static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    @Override
    public String toString() {
        return text;
    }
}
