package dev.assay.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * The process's standard output: for people in the terminal's charset, and for programs as bytes that are the same
 * everywhere. A {@link PrintWriter} alone keeps errors to itself, so that half an export would look like a whole one.
 */
public final class StandardOutput extends PrintWriter {
    StandardOutput() {
        super(System.out, true);
    }

    /** What is to be written. */
    public interface Content {
        void write(Writer writer) throws IOException;
    }

    /**
     * Writes for programs: in UTF-8 where the output is the process's.
     *
     * @throws IOException if not all of it could be written, as on a full disk or to a reader that has gone
     */
    public static void write(PrintWriter out, Content content) throws IOException {
        out.flush();
        if (out instanceof StandardOutput) {
            // Not closed: the descriptor is the process's.
            Writer utf8 = new BufferedWriter(
                    new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8));
            content.write(utf8);
            utf8.flush();
            return;
        }
        content.write(out);
        if (out.checkError()) {
            throw new IOException("standard output could not be written to its end");
        }
    }
}
