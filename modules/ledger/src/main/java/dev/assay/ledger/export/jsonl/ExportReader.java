package dev.assay.ledger.export.jsonl;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.export.jsonl.ByteLines.LineTooLongException;
import dev.assay.ledger.export.jsonl.wire.ExportLine;
import dev.assay.ledger.export.jsonl.wire.MalformedLineException;
import dev.assay.ledger.verify.Flaw;
import dev.assay.ledger.verify.Reading;
import dev.assay.ledger.verify.Reading.Read;
import dev.assay.ledger.verify.Reading.Unreadable;
import dev.assay.ledger.wire.UnreadableEventException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an export line by line. Lines are decoded by as many threads as there are processors, in portions, of which a few are
 * in memory at a time; they are handed on in their order by the calling thread.
 */
final class ExportReader {
    private static final int PORTION = 256;
    private static final int PORTION_BYTES = 1 << 20;
    /** More than any event comes to: the largest, a report's scores on the hold-out, has some 200 bytes a trial. */
    private static final int LONGEST_LINE = 1 << 27;

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final int longestLine;
    private final int threads = Runtime.getRuntime().availableProcessors();

    ExportReader(Path file) {
        this(file, LONGEST_LINE);
    }

    /** @param longestLine in bytes */
    ExportReader(Path file, int longestLine) {
        this.file = file;
        this.longestLine = longestLine;
    }

    /**
     * What the export says of itself in its first and its last line.
     *
     * @param said digest of all but the last line, as the last one has it
     * @param found what it is
     */
    record Frame(String campaignId, long events, ChainHead head, Digest said, Digest found) {}

    /** A first or a last line that was changed, or is gone. */
    static final class BrokenFrameException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Flaw flaw;

        BrokenFrameException(String place, String problem) {
            super(place + " " + problem);
            this.flaw = new Flaw(place, problem);
        }

        Flaw flaw() {
            return flaw;
        }
    }

    /**
     * Hands on what each line between the first and the last holds, until one is not wanted any more.
     *
     * @param consumer false ends the reading; what is returned is then of no use
     * @throws NoExportException when the first line is not that of an export
     */
    Frame read(Predicate<Reading> consumer)
            throws IOException, NoExportException, BrokenFrameException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "export-reader");
            thread.setDaemon(true);
            return thread;
        });
        try (ByteLines lines = new ByteLines(Files.newInputStream(file), longestLine)) {
            return new Pass(lines, pool, consumer).run();
        } finally {
            pool.shutdownNow();
        }
    }

    /** One reading of the file. */
    private final class Pass {
        private final ByteLines lines;
        private final ExecutorService pool;
        private final Predicate<Reading> consumer;
        private final Deque<Future<List<Reading>>> decoding = new ArrayDeque<>();
        private final MessageDigest text = Digest.sha256();
        private String campaignId = "";
        private long read;
        private boolean wanted = true;

        private Pass(ByteLines lines, ExecutorService pool, Predicate<Reading> consumer) {
            this.lines = lines;
            this.pool = pool;
            this.consumer = consumer;
        }

        private Frame run() throws IOException, NoExportException, BrokenFrameException, InterruptedException {
            byte[] header = next();
            campaignId = campaignId(header);
            byte[] line = next();
            if (line == null) {
                throw new BrokenFrameException("line 1", "is the last one: the export was cut off");
            }
            hash(header);
            byte[] following = next();
            while (following != null && wanted) {
                long first = read - 1;
                List<byte[]> portion = new ArrayList<>(PORTION);
                int bytes = 0;
                while (following != null && portion.size() < PORTION && bytes < PORTION_BYTES) {
                    portion.add(line);
                    bytes += line.length;
                    hash(line);
                    line = following;
                    following = next();
                }
                decoding.add(pool.submit(() -> decoded(portion, first)));
                drain(2 * threads);
            }
            drain(0);
            return wanted ? end(line) : new Frame(campaignId, 0, ChainHead.START, Digest.ofText(""), Digest.ofText(""));
        }

        private byte[] next() throws IOException, BrokenFrameException {
            try {
                read++;
                return lines.next();
            } catch (LineTooLongException e) {
                throw new BrokenFrameException(
                        "line " + read, "is longer than " + longestLine + " bytes: it is no event");
            }
        }

        private void hash(byte[] line) {
            text.update(line);
            text.update((byte) '\n');
        }

        /** Hands on until at most this many portions are under way. */
        private void drain(int left) throws InterruptedException {
            while (wanted && decoding.size() > left) {
                try {
                    for (Reading reading : decoding.remove().get()) {
                        if (!consumer.test(reading)) {
                            wanted = false;
                            return;
                        }
                    }
                } catch (ExecutionException e) {
                    throw new IllegalStateException("cannot decode " + file, e.getCause());
                }
            }
        }

        private Frame end(byte[] line) throws BrokenFrameException {
            String place = "line " + (read - 1);
            String said = new String(line, StandardCharsets.UTF_8);
            try {
                JsonNode end = JSON.readTree(said);
                Frame frame = new Frame(
                        campaignId,
                        end.path("events").asLong(-1),
                        new ChainHead(
                                end.path("head").path("sequence").asLong(-1),
                                new Digest(end.path("head").path("hash").asString(""))),
                        new Digest(end.path("sha256").asString("")),
                        Digest.ofHash(text.digest()));
                if (said.equals(LedgerExport.end(frame.events, frame.head, frame.said)) && lines.endedByLineFeed()) {
                    return frame;
                }
            } catch (JacksonException | IllegalArgumentException e) {
                throw new BrokenFrameException(
                        place, "is the last one, and not the one with the ledger's head: the export was cut off");
            }
            throw new BrokenFrameException(
                    place, "is the last one, and not as an export ends: it was changed or cut off");
        }
    }

    private static List<Reading> decoded(List<byte[]> portion, long firstNumber) {
        ExportLine reader = new ExportLine();
        List<Reading> readings = new ArrayList<>(portion.size());
        long number = firstNumber;
        for (byte[] line : portion) {
            readings.add(decoded(reader, line, "line " + number++));
        }
        return readings;
    }

    private static Reading decoded(ExportLine reader, byte[] line, String place) {
        try {
            ExportLine.Content content = reader.read(line);
            long sequence = content.entry().sequence();
            return new Read(
                    place + " (event " + sequence + " of " + content.entity() + ")",
                    content.entity(),
                    sequence,
                    content.entry());
        } catch (MalformedLineException e) {
            return new Unreadable(place, e.getMessage(), false);
        } catch (UnreadableEventException e) {
            return new Unreadable(place, "cannot be read: " + e.getMessage(), e.isOfNewerRelease());
        }
    }

    private String campaignId(byte[] line) throws NoExportException, BrokenFrameException {
        String said = line == null ? "" : new String(line, StandardCharsets.UTF_8);
        JsonNode header = tree(said);
        if (!LedgerExport.FORMAT.equals(header.path("format").asString(""))) {
            throw new NoExportException(file + " is no export of a ledger: its first line must say \"format\":\""
                    + LedgerExport.FORMAT + "\"");
        }
        int version = header.path("version").asInt(0);
        if (version != LedgerExport.VERSION) {
            throw new NoExportException(file + " is an export of version " + version + ", this release reads version "
                    + LedgerExport.VERSION + ": use the release that wrote it, or a later one");
        }
        String campaign = header.path("campaign").asString("");
        if (!said.equals(LedgerExport.header(campaign))) {
            throw new BrokenFrameException("line 1", "is not as an export begins: it was changed");
        }
        return campaign;
    }

    private static JsonNode tree(String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }
}
