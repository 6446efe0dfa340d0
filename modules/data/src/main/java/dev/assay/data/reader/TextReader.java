package dev.assay.data.reader;

import dev.assay.data.file.OpenFile;
import dev.assay.data.file.UnreadableFile;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads plays. A speaker's text of n characters becomes (n - 1) / window rows, rounded down: row i has the characters from
 * i * window, its targets are the characters one further on; what is left at the end is dropped.
 */
final class TextReader implements RowReader {
    private final DataFormat.TextBySpeaker format;
    private final Map<Character, Integer> tokens = new HashMap<>();
    private final FloatRows features = new FloatRows();
    private final IntRows targets = new IntRows();
    private final SiteIndex sites = new SiteIndex();
    private final BitSet holdOut = new BitSet();
    private int rows;

    TextReader(DataFormat.TextBySpeaker format) {
        this.format = format;
        for (int i = 0; i < format.alphabet().length(); i++) {
            tokens.put(format.alphabet().charAt(i), i);
        }
    }

    @Override
    public RawRows read(DataSource source, List<OpenFile> files) throws InvalidInput {
        for (OpenFile file : files) {
            FileProblems.reading(file.name(), problems -> {
                Map<String, StringBuilder> texts = texts(file, problems);
                requireAlphabet(texts, problems);
                if (problems.none()) {
                    texts.forEach(
                            (speaker, text) -> add(speaker, text, file.file().part()));
                }
            });
        }
        return new RawRows(
                new Examples(
                        FloatFeatures.adopt(format.rowShape(), features.toArray()),
                        Targets.tokens(targets.toArray(), format.window())),
                sites.names(),
                sites.ofRows(),
                holdOut);
    }

    private static Map<String, StringBuilder> texts(OpenFile file, FileProblems problems) throws IOException {
        try (BufferedReader content = PlainText.reader(file)) {
            return SpokenText.read(content, problems);
        } catch (CharacterCodingException e) {
            throw new UnreadableFile("is not text in UTF-8");
        }
    }

    private void requireAlphabet(Map<String, StringBuilder> texts, FileProblems problems) {
        TreeSet<Character> unknown = new TreeSet<>();
        for (StringBuilder text : texts.values()) {
            for (int i = 0; i < text.length(); i++) {
                if (!tokens.containsKey(text.charAt(i))) {
                    unknown.add(text.charAt(i));
                }
            }
        }
        if (!unknown.isEmpty()) {
            problems.add(
                    0,
                    "",
                    "has " + unknown.size() + " characters that are not in the reader's alphabet: "
                            + String.join(
                                    " ", unknown.stream().map(TextReader::shown).toList()));
        }
    }

    private static String shown(char character) {
        boolean visible = !Character.isISOControl(character)
                && !Character.isWhitespace(character)
                && !Character.isSurrogate(character);
        return visible ? "'" + character + "'" : String.format(Locale.ROOT, "U+%04X", (int) character);
    }

    private void add(String speaker, CharSequence text, Part part) {
        int window = format.window();
        for (int from = 0; from + window < text.length(); from += window) {
            for (int i = from; i < from + window; i++) {
                features.add(tokens.get(text.charAt(i)));
                targets.add(tokens.get(text.charAt(i + 1)));
            }
            sites.add(speaker);
            if (part == Part.HOLD_OUT) {
                holdOut.set(rows);
            }
            rows++;
        }
    }
}
