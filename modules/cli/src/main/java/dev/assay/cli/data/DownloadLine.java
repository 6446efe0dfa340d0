package dev.assay.cli.data;

import dev.assay.cli.progress.Terminal;
import dev.assay.data.fetch.Download;
import dev.assay.research.dataset.DataFile;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;

/** One line on the terminal that says how far a download is; nothing where there is no terminal. */
final class DownloadLine implements Download.Progress {
    private static final long MEGABYTE = 1_000_000;
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintWriter out;
    private final boolean shown;
    private String last = "";

    private DownloadLine(PrintWriter out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    static DownloadLine on(PrintWriter out) {
        return new DownloadLine(out, Terminal.isThere());
    }

    @Override
    public void arrived(DataFile file, long bytes, OptionalLong all) {
        String line = all.isPresent() && all.getAsLong() > 0
                ? String.format(
                        Locale.ROOT,
                        "%s  %d %% of %d MB",
                        file.path(),
                        100 * bytes / all.getAsLong(),
                        (all.getAsLong() + MEGABYTE - 1) / MEGABYTE)
                : String.format(Locale.ROOT, "%s  %d MB", file.path(), bytes / MEGABYTE);
        if (shown && !line.equals(last)) {
            out.print(CLEAR_LINE + line);
            out.flush();
            last = line;
        }
    }

    /** Takes the line away, if there is one. */
    void clear() {
        if (!last.isEmpty()) {
            out.print(CLEAR_LINE);
            out.flush();
            last = "";
        }
    }
}
