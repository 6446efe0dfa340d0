package dev.assay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Markdown document says about the project, as far as a test can check it.
 *
 * @param links targets of its links, without those that lead outside and without anchors
 * @param spans the inline code, in the order of the text
 * @param blockLines the lines of all fenced blocks
 */
record MarkdownDocument(List<String> links, List<String> spans, List<String> blockLines) {
    private static final String FENCE = "```";
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern OUTSIDE = Pattern.compile("(?:[a-z]+:|#).*");
    private static final Pattern COMMAND =
            Pattern.compile("(?:\\$ )?(?:[A-Z_]+=\\S+ )*(?:\\./)?assay(?<arguments>(?: .*)?)");
    /** A remark after the command, or what its output is given to. */
    private static final Pattern REST = Pattern.compile("\\s+(?:#|&&|\\||>)\\s.*|\\s{2,}.*");

    static MarkdownDocument read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static MarkdownDocument parse(String text) {
        List<String> links = new ArrayList<>();
        List<String> spans = new ArrayList<>();
        List<String> blockLines = new ArrayList<>();
        boolean inBlock = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith(FENCE)) {
                inBlock = !inBlock;
            } else if (inBlock) {
                blockLines.add(line);
            } else {
                SPAN.matcher(line).results().forEach(span -> spans.add(span.group(1)));
                LINK.matcher(line)
                        .results()
                        .map(link -> link.group(1))
                        .filter(target -> !OUTSIDE.matcher(target).matches())
                        .forEach(target -> links.add(target.replaceFirst("#.*", "")));
            }
        }
        return new MarkdownDocument(List.copyOf(links), List.copyOf(spans), List.copyOf(blockLines));
    }

    /** The arguments of every call of {@code assay} in the fenced blocks. */
    List<List<String>> commands() {
        return blockLines.stream()
                .map(COMMAND::matcher)
                .filter(Matcher::matches)
                .map(command -> REST.matcher(command.group("arguments").strip()).replaceFirst(""))
                .map(arguments -> arguments.isEmpty() ? List.<String>of() : List.of(arguments.split(" ")))
                .toList();
    }

    /** The fenced lines between each that ends with {@code <<EOF} and the next {@code EOF}: files that a reader makes. */
    List<String> hereDocuments() {
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < blockLines.size(); i++) {
            if (blockLines.get(i).endsWith("<<EOF")) {
                int end = i + blockLines.subList(i, blockLines.size()).indexOf("EOF");
                documents.add(String.join("\n", blockLines.subList(i + 1, end)));
            }
        }
        return documents;
    }
}
