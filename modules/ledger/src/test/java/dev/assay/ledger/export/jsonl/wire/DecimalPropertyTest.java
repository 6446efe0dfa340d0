package dev.assay.ledger.export.jsonl.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Against the JDK's own reader of doubles. */
class DecimalPropertyTest {
    @Property(tries = 20_000)
    void everyDoubleThatIsWrittenIsReadBack(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            assertReadAsTheJdkReads(Double.toString(value));
        }
    }

    /** These have the sizes of scores, losses and seconds. */
    @Property(tries = 20_000)
    void everyDoubleOfSomeDigitsIsReadBack(
            @ForAll @LongRange(min = 0) long digits, @ForAll @IntRange(max = 24) int point) {
        assertReadAsTheJdkReads(withPoint(digits, point));
        assertReadAsTheJdkReads('-' + withPoint(digits >>> 10, point));
    }

    @Example
    void numbersAtTheEdgesAreReadAsTheJdkReads() {
        long exact = 1L << 53;
        for (long digits = exact - 20; digits < exact + 20; digits++) {
            for (int point = 0; point < 20; point++) {
                assertReadAsTheJdkReads(withPoint(digits, point));
                assertReadAsTheJdkReads(withPoint(10 * digits, point));
            }
        }
        for (String text : new String[] {
            "0.0",
            "-0.0",
            "0.000000000000000001",
            "999999999999999999.0",
            "99999999999999999.9",
            "1.0E-400",
            "1e400",
            "4.9E-324"
        }) {
            assertReadAsTheJdkReads(text);
        }
    }

    @Example
    void whatIsNoNumberWithAPointHasNoEnd() {
        for (String text : new String[] {
            "",
            "-",
            "1",
            "-1",
            "01.5",
            ".5",
            "1.",
            "1.e3",
            "1e",
            "1e+",
            "1e1000",
            "1.5E-9999999999999999999900",
            "NaN",
            "+1.5",
            "--1.5"
        }) {
            assertThat(end(text)).as(text).isZero();
        }
        assertThat(end("1.5,")).isEqualTo(3);
        assertThat(end("1.5.5")).isEqualTo(3);
        assertThat(end("-1.5E-7}")).isEqualTo(7);
    }

    private static void assertReadAsTheJdkReads(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(end(text)).as(text).isEqualTo(bytes.length);
        assertThat(Double.doubleToRawLongBits(Decimal.parse(bytes, 0, bytes.length)))
                .as(text)
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    private static int end(String text) {
        return Decimal.end(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    /** With so many digits behind the point, and at least one before and one behind it. */
    private static String withPoint(long digits, int point) {
        String text = BigInteger.valueOf(digits).toString();
        String padded = "0".repeat(Math.max(0, point + 1 - text.length())) + text;
        int at = padded.length() - point;
        return padded.substring(0, at) + '.' + (point == 0 ? "0" : padded.substring(at));
    }
}
