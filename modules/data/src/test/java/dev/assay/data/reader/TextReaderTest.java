package dev.assay.data.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.research.dataset.DataFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReaderTest {
    private static final String ALPHABET = "\nabcd:";

    @TempDir
    private Path folder;

    private TestingSource source(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("play.txt"), text, StandardCharsets.UTF_8);
        return new TestingSource(new DataFormat.TextBySpeaker(ALPHABET, 3), 1, ALPHABET.length()).file(file);
    }

    private static String texts(RawRows rows, int row) {
        StringBuilder text = new StringBuilder();
        for (float token : TestingSource.row(rows, row)) {
            text.append(ALPHABET.charAt((int) token));
        }
        text.append('>');
        for (int position = 0; position < 3; position++) {
            text.append(ALPHABET.charAt(rows.examples().targets().token(row, position)));
        }
        return text.toString();
    }

    /** First Man says "ab\ncd:\na\nd\n" in two speeches, Other "bb\n". */
    @Test
    void joinsWhatASpeakerSaysAndCutsItIntoWindows() throws Exception {
        RawRows rows = source("First Man:\nab\ncd:\n\nOther:\nbb\n\n\nSilent:\n\nFirst Man:\na\nd\n\nThird:\nbbbb")
                .read();

        assertThat(rows.siteNames()).containsExactly("First Man", "Third");
        assertThat(rows.rows()).isEqualTo(4);
        assertThat(texts(rows, 0)).isEqualTo("ab\n>b\nc");
        assertThat(texts(rows, 1)).isEqualTo("cd:>d:\n");
        assertThat(texts(rows, 2)).isEqualTo("\na\n>a\nd");
        assertThat(texts(rows, 3)).isEqualTo("bbb>bbb");
        assertThat(TestingSource.sites(rows)).containsExactly(0, 0, 0, 1);
    }

    /** A row needs its window and one character more. */
    @Test
    void theLastRowHasItsNextCharacter() throws Exception {
        RawRows rows = source("Short:\nab\n\nEnough:\nabc\n").read();

        assertThat(rows.siteNames()).containsExactly("Enough");
        assertThat(rows.rows()).isEqualTo(1);
        assertThat(texts(rows, 0)).isEqualTo("abc>bc\n");
    }

    @Test
    void namesAllCharactersThatAreNotInTheAlphabet() throws Exception {
        assertThat(source("X:\nabzé\ta\n\nY:\nzq\n").problems())
                .containsExactly(
                        "play.txt: has 4 characters that are not in the reader's alphabet: U+0009 'q' 'z' 'é'");
    }

    @Test
    void aSpeechNeedsASpeaker() throws Exception {
        assertThat(source("abcd\n\nX:\nab\n\ncd\n").problems())
                .containsExactly(
                        "play.txt:1: is 'abcd', must be a speaker's name of at most 64 characters and a colon:"
                                + " an empty line is before it",
                        "play.txt:6: is 'cd', must be a speaker's name of at most 64 characters and a colon:"
                                + " an empty line is before it");
    }

    @Test
    void refusesWhatIsNoText() throws Exception {
        Path file = folder.resolve("play.txt");
        byte[] content = "X:\nabcd\n".getBytes(StandardCharsets.UTF_8);
        byte[] broken = Arrays.copyOf(content, content.length + 1);
        broken[content.length] = (byte) 0xff;
        Files.write(file, broken);

        assertThat(new TestingSource(new DataFormat.TextBySpeaker(ALPHABET, 3), 1, 6)
                        .file(file)
                        .problems())
                .containsExactly("play.txt: is not text in UTF-8");
    }
}
