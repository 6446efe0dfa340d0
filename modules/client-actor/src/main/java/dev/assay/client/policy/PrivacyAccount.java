package dev.assay.client.policy;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.privacy.PrivacyLoss;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node has given away of each of its data sets, over all campaigns and restarts, in a file: one line a data set with its
 * digest and rho, see {@link PrivacyLoss}. An update is put down before it leaves; one that is lost on the way counts all the
 * same. Thread-safe; one node a file.
 */
final class PrivacyAccount {
    private static final String HEADER = "assay.privacy-account.v1";

    private final Path file;
    private final SortedMap<String, PrivacyLoss> spent;

    private PrivacyAccount(Path file, SortedMap<String, PrivacyLoss> spent) {
        this.file = file;
        this.spent = spent;
    }

    /**
     * Goes on with a file, which need not be there yet.
     *
     * @throws IOException when it cannot be read or is none
     */
    static PrivacyAccount open(Path file) throws IOException {
        SortedMap<String, PrivacyLoss> spent = new TreeMap<>();
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
                throw new IOException(file + " is no account of what a node has given away: its first line is not "
                        + HEADER + "; if it was cut off, put a copy of it back");
            }
            for (String line : lines.subList(1, lines.size())) {
                read(file, line, spent);
            }
        }
        return new PrivacyAccount(file, spent);
    }

    private static void read(Path file, String line, SortedMap<String, PrivacyLoss> spent) throws IOException {
        String[] parts = line.split("\t", -1);
        try {
            spent.put(new Digest(parts[0]).hex(), new PrivacyLoss(Double.parseDouble(parts[1])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(file + " has a line that is none of an account: '" + line + "'", e);
        }
    }

    synchronized PrivacyLoss spent(Digest data) {
        return spent.getOrDefault(data.hex(), PrivacyLoss.NONE);
    }

    /**
     * Puts a release down, before it is made.
     *
     * @param most what all together may come to
     * @return what all come to
     * @throws RefusedByPolicy when that would be too much; nothing is put down then
     * @throws IOException when it cannot be written; the release must not be made then
     */
    synchronized PrivacyLoss charge(Digest data, PrivacyLoss loss, Limit most) throws IOException, RefusedByPolicy {
        PrivacyLoss all = spent(data).plus(loss);
        most.check(all);
        SortedMap<String, PrivacyLoss> next = new TreeMap<>(spent);
        next.put(data.hex(), all);
        write(next);
        spent.put(data.hex(), all);
        return all;
    }

    /** What must not be exceeded. */
    @FunctionalInterface
    interface Limit {
        void check(PrivacyLoss all) throws RefusedByPolicy;
    }

    private void write(SortedMap<String, PrivacyLoss> next) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        next.forEach((data, loss) ->
                text.append(data).append('\t').append(loss.rho()).append('\n'));
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
