package dev.assay.research.frontmatter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A Markdown file that starts with YAML between two lines of {@code ---}: the YAML is what the code enforces, the prose below
 * is for people and language models. Every value knows its line.
 */
public final class FrontMatter {
    /** A profile is a page or two; what is longer by far is a mistake or an attack. */
    static final int LONGEST_FILE = 256 * 1024;

    private static final String FENCE = "---";

    private final YamlTree tree;
    private final String text;
    private final String prose;

    private FrontMatter(YamlTree tree, String text, String prose) {
        this.tree = tree;
        this.text = text;
        this.prose = prose;
    }

    /** Reads a file's text; throws {@link InvalidInput} when it is missing, too long or not UTF-8. */
    public static String text(Path file, String name) throws InvalidInput {
        Problems problems = new Problems(name);
        try {
            if (!Files.isRegularFile(file)) {
                problems.add(0, "", "", "there is no such file");
            } else if (Files.size(file) > LONGEST_FILE) {
                problems.add(0, "", "", "has " + Files.size(file) + " bytes, must have at most " + LONGEST_FILE);
            } else {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                        .toString();
            }
        } catch (CharacterCodingException e) {
            problems.add(0, "", "", "is not UTF-8 text");
        } catch (IOException e) {
            problems.add(0, "", "", "cannot be read: " + e.getMessage());
        }
        problems.throwIfAny();
        throw new IllegalStateException("no problem, and no text");
    }

    /**
     * Parses a text and checks it against a schema. What the schema finds is added to {@code problems}, so that the checks
     * of meaning can go on with the rest.
     *
     * @throws InvalidInput when the text has no front matter that could be checked at all
     */
    public static FrontMatter read(String text, JsonSchema schema, Problems problems) throws InvalidInput {
        List<String> lines = text.lines().toList();
        if (text.length() > LONGEST_FILE) {
            problems.add(0, "", "", "has " + text.length() + " characters, must have at most " + LONGEST_FILE);
        } else if (lines.isEmpty() || !lines.get(0).stripTrailing().equals(FENCE)) {
            problems.add(
                    1, "", lines.isEmpty() ? "" : lines.get(0), "the first line must be '---': front matter in YAML");
        }
        problems.throwIfAny();
        int end = endOfYaml(lines);
        if (end < 0) {
            problems.add(lines.size(), "", "", "the front matter is not closed: a second line '---' is missing");
        }
        problems.throwIfAny();
        String prose = String.join("\n", lines.subList(end + 1, lines.size())).strip();
        // The opening fence stays in the YAML as an empty line, so that YAML's line numbers are the file's.
        String yaml = "\n" + String.join("\n", lines.subList(1, end)) + "\n";
        YamlTree tree = YamlTree.parse(yaml, problems);
        schema.check(tree, problems);
        return new FrontMatter(tree, text, prose);
    }

    private static int endOfYaml(List<String> lines) {
        for (int line = 1; line < lines.size(); line++) {
            if (lines.get(line).stripTrailing().equals(FENCE)) {
                return line;
            }
        }
        return -1;
    }

    /** The whole text as it was read. */
    public String text() {
        return text;
    }

    /** What stands below the front matter. */
    public String prose() {
        return prose;
    }

    /** The whole mapping. */
    public JsonNode root() {
        return tree.root();
    }

    /** The value at a dotted path such as {@code budget.rounds} or {@code surface[2].min}; empty when it is not there. */
    public Optional<JsonNode> at(String key) {
        return tree.at(key);
    }

    /** The line of a value, or of the nearest value around it that there is. */
    public int line(String key) {
        return tree.line(key);
    }
}
