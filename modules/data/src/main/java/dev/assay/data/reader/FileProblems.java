package dev.assay.data.reader;

import dev.assay.data.file.UnreadableFile;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problems;
import java.io.IOException;

/** What is wrong in one file. A broken file has one cause; a thousand lines of it help nobody. */
final class FileProblems {
    static final int MOST = 20;
    private static final int LONGEST = 64;

    private final Problems problems;
    private int found;

    /** What is done with a file's content. */
    interface Reading {
        void read(FileProblems problems) throws IOException;
    }

    /**
     * Reads one file; a failure to read it is one of its problems.
     *
     * @param file as messages call it
     * @throws InvalidInput when the file had any
     */
    static void reading(String file, Reading reading) throws InvalidInput {
        FileProblems problems = new FileProblems(file);
        try {
            reading.read(problems);
        } catch (IOException e) {
            problems.add(0, "", UnreadableFile.reason(e));
        }
        problems.throwIfAny();
    }

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
