package dev.assay.ledger.journal;

import dev.assay.ledger.journal.JournalException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write to a run, for one process at a time, by the lock of an empty file in its folder. The journal's own lock
 * is not enough: H2 closes the file when a write fails, as on a full disk, and until it is opened again anybody could take it.
 * The operating system ends the lock with the process; the file stays, and means nothing by itself.
 */
final class RunLock implements AutoCloseable {
    private static final String NAME = "ledger.lock";

    /** Of this process: closing another channel on such a file would end the process's lock on it. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @param runFolder which exists
     * @return empty when another process has it, or another holder in this one
     * @throws JournalException if the folder cannot be written
     */
    static Optional<RunLock> take(Path runFolder) {
        Path file = real(runFolder).resolve(NAME);
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        Optional<RunLock> lock = Optional.empty();
        try {
            lock = takeFree(file);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD.remove(file);
            }
        }
    }

    private static Optional<RunLock> takeFree(Path file) {
        FileChannel channel = open(file);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new RunLock(file, channel));
            }
        } catch (IOException e) {
            close(channel);
            throw cannotLock(file, e);
        }
        close(channel);
        return Optional.empty();
    }

    /** Whether a holder in this process has the run. */
    static boolean isHeldHere(Path runFolder) {
        return HELD.contains(real(runFolder).resolve(NAME));
    }

    @Override
    public void close() {
        if (channel.isOpen()) {
            close(channel);
            HELD.remove(file);
        }
    }

    /** One path for each folder, whichever way leads to it. */
    private static Path real(Path runFolder) {
        try {
            return runFolder.toRealPath();
        } catch (IOException e) {
            return runFolder.toAbsolutePath().normalize();
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw cannotLock(file, e);
        }
    }

    private static JournalException cannotLock(Path file, IOException cause) {
        return new JournalException(
                Problem.UNREADABLE, "run folder cannot be written: " + file + " cannot be locked: " + cause, cause);
    }

    /** A channel that cannot be closed any more holds nothing. */
    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Ends with the process at the latest.
        }
    }
}
