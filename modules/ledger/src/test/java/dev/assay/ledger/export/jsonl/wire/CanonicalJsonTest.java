package dev.assay.ledger.export.jsonl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import tools.jackson.databind.json.JsonMapper;

class CanonicalJsonTest {
    private static final JsonMapper JACKSON = new JsonMapper();

    @Property(tries = 2_000)
    void textsAreReadAsJacksonWritesThem(
            @ForAll @StringLength(max = 20) @CharRange(from = '\0', to = '\ud7ff') String text) {
        assertText(JACKSON.writeValueAsString(text), text);
    }

    @Property
    void charactersWrittenByTheirNumberAreRead(@ForAll char character) {
        if (!Character.isSurrogate(character)) {
            assertText(String.format("\"a\\u%04x\"", (int) character), "a" + character);
            assertText(String.format("\"\\u%04Xz\"", (int) character), character + "z");
        }
    }

    @Example
    void everyEscapeAndCharactersBeyondTheFirstPlaneAreRead() {
        assertText("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
        assertText("\"\ud83d\ude00\"", "\ud83d\ude00");
        assertText("\"\\ud83d\\ude00\"", "\ud83d\ude00");
        assertText("\"\"", "");
    }

    @Example
    void textsThatAreNoneAreRefused() {
        for (String text : new String[] {
            "",
            "x",
            "\"",
            "\"x",
            "\"\n\"",
            "\"\\x\"",
            "\"\\\"",
            "\"\\u12\"",
            "\"\\u00zz\"",
            "\"\\ud83d\"",
            "\"\\ude00\\ud83d\"",
            "\"\u007f\u00e9\n\"",
            "\"\\u0041",
            "\"\\"
        }) {
            assertRefused(text.getBytes(StandardCharsets.UTF_8), CanonicalJson::text);
            assertRefused(text.getBytes(StandardCharsets.UTF_8), json -> json.text(new WireBuffer()));
        }
        assertRefused(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}, CanonicalJson::text);
        assertRefused(new byte[] {'"', (byte) 0xff, '"'}, CanonicalJson::text);
        assertRefused(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}, CanonicalJson::text);
    }

    @Example
    void integersAreReadToTheirBounds() {
        for (long value : new long[] {0, 1, -1, 7, -10, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(json(Long.toString(value)).int32()).isEqualTo((int) value);
            assertThat(json("\"" + value + "\"").int64()).isEqualTo(value);
        }
        for (long value : new long[] {
            Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE + 1, 1L + Integer.MAX_VALUE
        }) {
            assertThat(json("\"" + value + "\"").int64()).isEqualTo(value);
        }
    }

    @Example
    void integersThatAreWrittenOtherwiseOrTooLargeAreRefused() {
        for (String text : new String[] {
            "",
            "-",
            "-0",
            "00",
            "01",
            "-01",
            "+1",
            "x",
            "9223372036854775808",
            "-9223372036854775809",
            "9223372036854775810",
            "92233720368547758070",
            "18446744073709551617",
            "99999999999999999999",
            "100000000000000000000000"
        }) {
            assertRefused(text.getBytes(StandardCharsets.UTF_8), CanonicalJson::int32);
            assertRefused(('"' + text + '"').getBytes(StandardCharsets.UTF_8), CanonicalJson::int64);
        }
        assertRefused("2147483648".getBytes(StandardCharsets.UTF_8), CanonicalJson::int32);
        assertRefused("-2147483649".getBytes(StandardCharsets.UTF_8), CanonicalJson::int32);
    }

    @Example
    void blanksAreNoPartOfIt() {
        CanonicalJson json = json("{ ");
        json.require('{');
        assertThatThrownBy(() -> json.require('}'))
                .isInstanceOf(MalformedLineException.class)
                .hasMessage("has ' ' where '}' belongs, at byte 2 of the line");
    }

    private static CanonicalJson json(String text) {
        return new CanonicalJson(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertText(String written, String text) {
        CanonicalJson json = json(written);
        assertThat(json.text()).isEqualTo(text);
        assertThat(json.isAtEnd()).isTrue();
        WireBuffer out = new WireBuffer();
        json(written).text(out);
        assertThat(out.toBytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(byte[] text, Consumer<CanonicalJson> read) {
        CanonicalJson json = new CanonicalJson(text);
        assertThatThrownBy(() -> read.accept(json)).isInstanceOf(MalformedLineException.class);
    }
}
