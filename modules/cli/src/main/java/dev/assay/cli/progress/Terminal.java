package dev.assay.cli.progress;

import java.io.PrintWriter;

/** What the launcher knows of the terminal: it sets the property {@code assay.terminal.columns} if there is one. */
public final class Terminal {
    private static final String COLUMNS = "assay.terminal.columns";

    private Terminal() {}

    /** Whether a person watches. */
    public static boolean isThere() {
        return Integer.getInteger(COLUMNS) != null;
    }

    /** A live picture on a terminal, plain lines elsewhere. */
    public static ProgressView view(PrintWriter out) {
        Integer columns = Integer.getInteger(COLUMNS);
        return columns == null ? new PlainView(out) : new LiveView(out, columns);
    }
}
