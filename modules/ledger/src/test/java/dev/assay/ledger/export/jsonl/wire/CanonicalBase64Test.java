package dev.assay.ledger.export.jsonl.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the JDK, which takes a text that it would write otherwise. */
class CanonicalBase64Test {
    private static final String CHARACTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ \n\u00e9";

    @Test
    void bytesOfEveryLengthAreReadBack() {
        Random random = new Random(1);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(decoded(Base64.getEncoder().encodeToString(bytes))).hasValue(ByteBuffer.wrap(bytes));
        }
    }

    @Test
    void everyShortTextIsTakenIfItIsHowItsBytesAreWritten() {
        StringBuilder text = new StringBuilder();
        for (int length = 0; length <= 4; length++) {
            texts(text, length);
        }
    }

    @Test
    void whatIsWrittenOtherwiseInALongTextIsRefused() {
        byte[] bytes = new byte[61];
        new Random(2).nextBytes(bytes);
        for (int length = 59; length <= 61; length++) {
            String text = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, length));
            for (int at = 0; at < text.length(); at++) {
                for (int i = 0; i < CHARACTERS.length(); i++) {
                    assertAsTheJdk(text.substring(0, at) + CHARACTERS.charAt(i) + text.substring(at + 1));
                }
                assertAsTheJdk(text.substring(0, at) + text.substring(at + 1));
                assertAsTheJdk(text.substring(0, at) + '=' + text.substring(at));
            }
        }
    }

    /** Every text of that length over a few characters: with and without unused bits, the padding in every place. */
    private static void texts(StringBuilder text, int length) {
        if (text.length() == length) {
            assertAsTheJdk(text.toString());
            return;
        }
        for (char character : "ABEPQgw/=!\u00e9".toCharArray()) {
            texts(text.append(character), length);
            text.setLength(text.length() - 1);
        }
    }

    private static void assertAsTheJdk(String text) {
        assertThat(decoded(text)).as(text).isEqualTo(ofJdk(text));
    }

    private static Optional<ByteBuffer> ofJdk(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text)
                    ? Optional.of(ByteBuffer.wrap(bytes))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<ByteBuffer> decoded(String text) {
        WireBuffer out = new WireBuffer();
        byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.ISO_8859_1);
        return CanonicalBase64.decode(bytes, 1, bytes.length - 1, out)
                ? Optional.of(ByteBuffer.wrap(out.toBytes()))
                : Optional.empty();
    }
}
