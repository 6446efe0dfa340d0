package dev.assay.ledger.export.jsonl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits a stream at its line feeds and nowhere else: what else a reader of text would swallow stays in the line. */
final class ByteLines implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private boolean endedByLineFeed;

    /** @param longest line in bytes that is taken into memory */
    ByteLines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** A line that is longer than is taken into memory. */
    static final class LineTooLongException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** The next line without its line feed; null behind the last one. */
    byte[] next() throws IOException {
        ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
        while (true) {
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            if (end < to) {
                endedByLineFeed = true;
                byte[] line = begun.size() == 0 ? Arrays.copyOfRange(buffer, from, end) : joined(begun, end);
                from = end + 1;
                return line;
            }
            begun.write(buffer, from, to - from);
            if (begun.size() > longest) {
                throw new LineTooLongException();
            }
            from = 0;
            to = Math.max(in.read(buffer), 0);
            if (to == 0) {
                endedByLineFeed = endedByLineFeed && begun.size() == 0;
                return begun.size() == 0 ? null : begun.toByteArray();
            }
        }
    }

    /** Behind the last line: whether that had a line feed. */
    boolean endedByLineFeed() {
        return endedByLineFeed;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private byte[] joined(ByteArrayOutputStream begun, int end) {
        begun.write(buffer, from, end - from);
        return begun.toByteArray();
    }
}
