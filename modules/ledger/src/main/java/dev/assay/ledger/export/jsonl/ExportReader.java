package dev.assay.ledger.export.jsonl;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.verify.Reading;
import dev.assay.ledger.verify.Reading.Read;
import dev.assay.ledger.verify.Reading.Unreadable;
import dev.assay.ledger.wire.UnreadableEventException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
public final class ExportReader {
    private static final int PORTION = 256;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final int threads;

    public ExportReader(Path file) {
        this.file = file;
        this.threads = Runtime.getRuntime().availableProcessors();
    }

    /** The last line: what the export says of itself. */
    public record End(long events, ChainHead head) {}

    /** A file that is no export, or was cut off. */
    public static final class NoExportException extends Exception {
        NoExportException(String message) {
            super(message);
        }
    }

    /**
     * Hands on what each line between the first and the last holds, until one is not wanted any more.
     *
     * @param consumer false ends the reading
     * @return what the last line says; when the consumer ended the reading, of as many events as it was given and no head
     * @throws NoExportException when the first or the last line is not there
     */
    public End read(Predicate<Reading> consumer) throws IOException, NoExportException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "export-reader");
            thread.setDaemon(true);
            return thread;
        });
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return new Pass(lines, pool, consumer).run();
        } catch (MalformedInputException e) {
            throw new NoExportException(file + " is no export of a ledger: it is no text in UTF-8");
        } finally {
            pool.shutdownNow();
        }
    }

    /** One reading of the file. */
    private final class Pass {
        private final BufferedReader lines;
        private final ExecutorService pool;
        private final Predicate<Reading> consumer;
        private final Deque<Future<List<Reading>>> decoding = new ArrayDeque<>();
        private long taken;
        private boolean wanted = true;

        private Pass(BufferedReader lines, ExecutorService pool, Predicate<Reading> consumer) {
            this.lines = lines;
            this.pool = pool;
            this.consumer = consumer;
        }

        private End run() throws IOException, NoExportException, InterruptedException {
            requireHeader(lines.readLine());
            long number = 2;
            List<String> portion = new ArrayList<>(PORTION);
            String line = lines.readLine();
            while (line != null && wanted) {
                String next = lines.readLine();
                if (next == null) {
                    decode(portion, number);
                    drain(0);
                    return wanted ? end(line) : stopped();
                }
                portion.add(line);
                if (portion.size() == PORTION) {
                    decode(portion, number);
                    number += PORTION;
                    portion = new ArrayList<>(PORTION);
                    drain(2 * threads);
                }
                line = next;
            }
            if (!wanted) {
                return stopped();
            }
            throw new NoExportException(file + " ends after its first line: it was cut off");
        }

        private End stopped() {
            return new End(taken, ChainHead.START);
        }

        private void decode(List<String> portion, long firstNumber) {
            decoding.add(pool.submit(() -> decoded(portion, firstNumber)));
        }

        /** Hands on until at most this many portions are under way. */
        private void drain(int left) throws InterruptedException {
            while (wanted && decoding.size() > left) {
                try {
                    for (Reading reading : decoding.remove().get()) {
                        taken++;
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
    }

    private static List<Reading> decoded(List<String> portion, long firstNumber) {
        ExportLine reader = new ExportLine();
        List<Reading> readings = new ArrayList<>(portion.size());
        long number = firstNumber;
        for (String line : portion) {
            readings.add(decoded(reader, line, "line " + number++));
        }
        return readings;
    }

    private static Reading decoded(ExportLine reader, String line, String place) {
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

    private void requireHeader(String line) throws NoExportException {
        JsonNode header = tree(line);
        if (header == null || !LedgerExport.FORMAT.equals(header.path("format").asString(""))) {
            throw new NoExportException(file + " is no export of a ledger: its first line must say \"format\":\""
                    + LedgerExport.FORMAT + "\"");
        }
        int version = header.path("version").asInt(0);
        if (version != LedgerExport.VERSION) {
            throw new NoExportException(file + " is an export of version " + version + ", this release reads version "
                    + LedgerExport.VERSION + ": use the release that wrote it, or a later one");
        }
    }

    private End end(String line) throws NoExportException {
        JsonNode end = tree(line);
        JsonNode head = end == null ? null : end.get("head");
        if (head == null || !end.path("events").isIntegralNumber()) {
            throw new NoExportException(
                    file + " does not end with the line that has the ledger's head: it was cut off");
        }
        try {
            return new End(
                    end.get("events").asLong(),
                    new ChainHead(
                            head.path("sequence").asLong(-1),
                            new Digest(head.path("hash").asString(""))));
        } catch (IllegalArgumentException e) {
            throw new NoExportException(file + " ends with a head that is none: " + e.getMessage());
        }
    }

    private static JsonNode tree(String line) {
        try {
            return line == null ? null : JSON.readTree(line);
        } catch (JacksonException e) {
            return null;
        }
    }
}
