package dev.assay.learning.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes from somebody who likes them otherwise than a codec makes them. */
class HostileEncodingTest {
    private static final Codec TWO_OF_FOUR = new TopKCodec(0.5);
    private static final Codec BLOCKS = new BlockInt8Codec(2);

    private static byte[] indices(int first, int second) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(first)
                .putInt(second)
                .putFloat(1)
                .putFloat(2)
                .array();
    }

    private static void assertRefused(Codec codec, byte[] bytes, String message) {
        assertThatThrownBy(() -> codec.decode(bytes, 4))
                .isInstanceOf(MalformedEncoding.class)
                .hasMessage(message);
    }

    @Test
    void refusesIndicesThatTheVectorDoesNotHave() {
        assertRefused(TWO_OF_FOUR, indices(0, 4), "index 4 after 0, must be above it and below 4");
        assertRefused(TWO_OF_FOUR, indices(-1, 2), "index -1 after -1, must be above it and below 4");
        assertRefused(
                TWO_OF_FOUR,
                indices(Integer.MIN_VALUE, Integer.MAX_VALUE),
                "index -2147483648 after -1, must be above it and below 4");
    }

    @Test
    void refusesIndicesThatAreDoubledOrDoNotAscend() {
        assertRefused(TWO_OF_FOUR, indices(2, 2), "index 2 after 2, must be above it and below 4");
        assertRefused(TWO_OF_FOUR, indices(3, 1), "index 1 after 3, must be above it and below 4");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1, -Float.MIN_VALUE})
    void refusesScalesThatAreNone(float scale) {
        byte[] bytes = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1)
                .putFloat(scale)
                .array();

        assertRefused(BLOCKS, bytes, "block 1 has scale " + scale + ", must be finite, and 0 or more");
    }

    @Test
    void refusesTheOneByteThatNoValueHas() {
        byte[] bytes = new byte[12];
        bytes[10] = Byte.MIN_VALUE;

        assertRefused(BLOCKS, bytes, "value 2 has -128 steps, must be -127 to 127");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9, 15, 17, 1_000})
    void refusesAnyOtherLength(int length) {
        assertRefused(new Float16Codec(), new byte[length], length + " bytes, a vector of 4 values is encoded in 8");
        assertRefused(TWO_OF_FOUR, new byte[length], length + " bytes, a vector of 4 values is encoded in 16");
        assertRefused(BLOCKS, new byte[length], length + " bytes, a vector of 4 values is encoded in 12");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new BlockInt8Codec(0)).hasMessage("a block of 0 values, must be 1 or more");
        for (double fraction : new double[] {0, -0.5, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> new TopKCodec(fraction))
                    .hasMessage("a fraction of " + fraction + ", must be above 0 and at most 1");
        }
    }
}
