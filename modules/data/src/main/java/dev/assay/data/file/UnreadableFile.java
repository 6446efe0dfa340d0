package dev.assay.data.file;

import java.io.EOFException;
import java.io.IOException;

/** A data file cannot or must not be read; the message says why, as the end of a sentence that begins with its name. */
public final class UnreadableFile extends IOException {
    private static final long serialVersionUID = 1;

    public UnreadableFile(String message) {
        super(message);
    }

    /** What is told of a failure to read a file, as the end of a sentence that begins with its name. */
    public static String reason(IOException failure) {
        if (failure instanceof UnreadableFile) {
            return failure.getMessage();
        }
        String message = String.valueOf(failure.getMessage());
        boolean cut = failure instanceof EOFException
                || message.startsWith("Truncated TAR")
                || message.startsWith("premature end");
        return "cannot be read: " + (cut ? "it is truncated, it ends before its content does" : message);
    }
}
