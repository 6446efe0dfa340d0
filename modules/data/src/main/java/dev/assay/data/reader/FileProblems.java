package dev.assay.data.reader;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problems;

/** What is wrong in one file. A broken file has one cause; a thousand lines of it help nobody. */
final class FileProblems {
    static final int MOST = 20;
    private static final int LONGEST = 64;

    private final Problems problems;
    private int found;

    /** @param file as messages call it */
    FileProblems(String file) {
        this.problems = new Problems(file);
    }

    /** @param line from 1; 0 when the file as a whole is meant */
    void add(int line, String place, String message) {
        if (found < MOST) {
            problems.add(line, place, "", message);
        }
        found++;
    }

    boolean enough() {
        return found >= MOST;
    }

    boolean none() {
        return found == 0;
    }

    void throwIfAny() throws InvalidInput {
        problems.throwIfAny();
    }

    /** A value of the file, cut to a readable length. */
    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
