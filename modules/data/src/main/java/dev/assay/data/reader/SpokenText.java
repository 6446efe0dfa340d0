package dev.assay.data.reader;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each speaker of a play says. After an empty line, and at the beginning, comes a line with a name and a colon; the lines
 * until the next empty line are said by that name. Each line keeps its line break. The name is no part of the text.
 */
final class SpokenText {
    private static final int LONGEST_NAME = 64;

    private SpokenText() {}

    /** The texts by speaker, in the order in which they first speak. */
    static Map<String, StringBuilder> read(BufferedReader content, FileProblems problems) throws IOException {
        Map<String, StringBuilder> texts = new LinkedHashMap<>();
        StringBuilder speech = null;
        int number = 0;
        for (String line = content.readLine(); line != null && !problems.enough(); line = content.readLine()) {
            number++;
            if (line.isBlank()) {
                speech = null;
            } else if (speech != null) {
                speech.append(line).append('\n');
            } else {
                String heading = line.strip();
                boolean named = heading.length() > 1 && heading.endsWith(":") && heading.length() <= LONGEST_NAME + 1;
                if (!named) {
                    problems.add(
                            number,
                            "",
                            "is '" + FileProblems.cut(heading) + "', must be a speaker's name of at most "
                                    + LONGEST_NAME + " characters and a colon: an empty line is before it");
                }
                String name = named ? heading.substring(0, heading.length() - 1) : "";
                speech = texts.computeIfAbsent(name, first -> new StringBuilder());
            }
        }
        return texts;
    }
}
