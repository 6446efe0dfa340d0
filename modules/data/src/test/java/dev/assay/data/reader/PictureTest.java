package dev.assay.data.reader;

import static dev.assay.data.reader.TestingSource.ORACLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pictures under {@code oracle}, and what they decode and resize to, come from Pillow 12.3. */
class PictureTest {
    private static JsonNode expected(String name) throws IOException {
        return new JsonMapper()
                .readTree(Files.readString(ORACLE.resolve("pictures.json")))
                .get(name);
    }

    private static Pixels decode(String name) throws IOException {
        return Picture.decode(Files.readAllBytes(ORACLE.resolve("pictures").resolve(name)));
    }

    private static int[] ints(Pixels pixels) {
        return IntStream.range(0, pixels.values().length)
                .map(i -> pixels.values()[i] & 0xff)
                .toArray();
    }

    private static int[] ints(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static int farthest(int[] a, int[] b) {
        assertThat(a).hasSameSizeAs(b);
        return IntStream.range(0, a.length)
                .map(i -> Math.abs(a[i] - b[i]))
                .max()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rgb.png", "grey.png", "palette.png", "rgba.png", "grey-alpha.png", "one-bit.png", "grey16.png"})
    void decodesAndResizesPngToTheBit(String name) throws IOException {
        JsonNode expected = expected(name);
        Pixels colours = decode(name).withChannels(3);

        assertThat(colours.width()).isEqualTo(expected.get("size").get(0).asInt());
        assertThat(colours.height()).isEqualTo(expected.get("size").get(1).asInt());
        assertThat(ints(colours)).isEqualTo(ints(expected.get("rgb")));
        assertThat(ints(decode(name).withChannels(1))).isEqualTo(ints(expected.get("grey")));
        assertThat(ints(colours.resized(4, 5))).isEqualTo(ints(expected.get("shrunk")));
        assertThat(ints(colours.resized(20, 17))).isEqualTo(ints(expected.get("grown")));
    }

    /** Two decoders of JPEG may round differently. */
    @ParameterizedTest
    @CsvSource({"grey.jpg, 1", "rgb.jpg, 2", "progressive.jpg, 2", "subsampled.jpg, 4", "cmyk.jpg, 2"})
    void decodesJpegNearly(String name, int most) throws IOException {
        JsonNode expected = expected(name);
        Pixels colours = decode(name).withChannels(3);

        assertThat(farthest(ints(colours), ints(expected.get("rgb")))).isLessThanOrEqualTo(most);
        assertThat(farthest(ints(decode(name).withChannels(1)), ints(expected.get("grey"))))
                .isLessThanOrEqualTo(most);
        assertThat(farthest(ints(colours.resized(4, 5)), ints(expected.get("shrunk"))))
                .isLessThanOrEqualTo(most);
    }

    /** Adobe's programs write CMYK as luminance and colour differences; these are the numbers of that definition. */
    @Test
    void turnsInksIntoLight() {
        int[] rgb = new int[3];
        new JpegColours(4, true, false).toRgb(new int[] {255, 0, 128, 255}, 0, rgb);
        assertThat(rgb).containsExactly(255, 0, 128);
        new JpegColours(4, false, false).toRgb(new int[] {255, 0, 127, 0}, 0, rgb);
        assertThat(rgb).containsExactly(0, 255, 128);
        new JpegColours(4, true, false).toRgb(new int[] {255, 255, 255, 0}, 0, rgb);
        assertThat(rgb).containsExactly(0, 0, 0);
        new JpegColours(4, true, true).toRgb(new int[] {255, 128, 128, 255}, 0, rgb);
        assertThat(rgb).containsExactly(0, 0, 0);
        new JpegColours(4, true, true).toRgb(new int[] {0, 128, 128, 255}, 0, rgb);
        assertThat(rgb).containsExactly(255, 255, 255);
    }

    @Test
    void resizingNothingChangesNothing() throws IOException {
        Pixels whole = decode("rgb.png");
        assertThat(whole.resized(11, 14)).isEqualTo(whole);
    }
}
