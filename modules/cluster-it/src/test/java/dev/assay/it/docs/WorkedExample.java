package dev.assay.it.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A section of a document whose commands a reader copies.
 *
 * @param title its heading
 * @param script the lines of its blocks that are marked {@code bash}, in their order
 * @param shown the lines of its unmarked blocks: what the document says is printed
 */
record WorkedExample(String title, List<String> script, List<String> shown) {
    private static final String FENCE = "```";
    private static final String HEADING = "#+ .+";

    WorkedExample {
        script = List.copyOf(script);
        shown = List.copyOf(shown);
    }

    /** The sections of a document that have a block marked {@code bash}. */
    static List<WorkedExample> in(Path document) throws IOException {
        List<WorkedExample> examples = new ArrayList<>();
        String title = "";
        List<String> script = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        String block = "";
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith(FENCE)) {
                block = block.isEmpty() ? line : "";
            } else if (block.equals(FENCE + "bash")) {
                script.add(line);
            } else if (block.equals(FENCE)) {
                shown.add(line);
            } else if (block.isEmpty() && line.matches(HEADING)) {
                addTo(examples, title, script, shown);
                title = line.replaceFirst("#+ ", "");
                script.clear();
                shown.clear();
            }
        }
        addTo(examples, title, script, shown);
        return examples;
    }

    private static void addTo(List<WorkedExample> examples, String title, List<String> script, List<String> shown) {
        if (!script.isEmpty()) {
            examples.add(new WorkedExample(title, script, shown));
        }
    }

    @Override
    public String toString() {
        return title;
    }
}
