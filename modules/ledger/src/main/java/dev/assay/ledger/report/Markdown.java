package dev.assay.ledger.report;

/** Markdown in the making. */
final class Markdown {
    private final StringBuilder text = new StringBuilder();

    void row(String... cells) {
        raw("| " + String.join(" | ", cells) + " |");
    }

    void item(String words) {
        raw("- " + words);
    }

    /** A paragraph; an empty one ends a table or a list. */
    void line(String words) {
        raw(words);
        if (!words.isEmpty() && !words.startsWith("```")) {
            raw("");
        }
    }

    void raw(String words) {
        text.append(words).append('\n');
    }

    String text() {
        return text.toString();
    }

    static String code(String words) {
        return "`" + inline(words).replace("`", "'") + "`";
    }

    /** Text of others on one line, without what would end a table cell or start markup. */
    static String inline(String words) {
        return words.replaceAll("[\\p{Cntrl}\\s]+", " ")
                .replace("|", "/")
                .replace("<", "&lt;")
                .strip();
    }
}
