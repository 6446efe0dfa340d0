package dev.assay.research.frontmatter;

import java.util.Comparator;

/**
 * One thing that is wrong with an input file, told to a person.
 *
 * @param file the file as the person named it, or the option
 * @param line from 1; 0 when the file as a whole is meant
 * @param key dotted path of the value in the front matter, for example {@code budget.rounds}; empty for the file
 * @param value the value as written; empty when there is none
 * @param message what is wrong with it and what is allowed, for example {@code is 0, must be at least 1}
 */
public record Problem(String file, int line, String key, String value, String message) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparing(Problem::key)
            .thenComparing(Problem::message);

    /** What is wrong with an option of a command, told in the same way. */
    public static Problem ofOption(String option, String value, String message) {
        return new Problem(option, 0, "", value, message);
    }

    /** Where it is, for example {@code profiles/digits/profile.md:23 budget.rounds}. */
    public String place() {
        return file + (line > 0 ? ":" + line : "") + (key.isEmpty() ? "" : " " + key);
    }

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return place() + ": " + message;
    }
}
