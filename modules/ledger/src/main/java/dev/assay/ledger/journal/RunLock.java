package dev.assay.ledger.journal;

import dev.assay.ledger.journal.JournalException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right to write to a run, for one process at a time, by the lock of an empty file in its folder. The journal's own lock
 * is not enough: H2 closes the file when a write fails, as on a full disk, and until it is opened again anybody could take it.
 * The operating system ends the lock with the process; the file stays, and means nothing by itself.
 */
final class RunLock implements AutoCloseable {
    private static final String NAME = "ledger.lock";

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param runFolder which exists
     * @return empty when another process has it, or another holder in this one
     * @throws JournalException if the folder cannot be written
     */
    static Optional<RunLock> take(Path runFolder) {
        Path file = runFolder.resolve(NAME);
        FileChannel channel = open(file);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new RunLock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // Of another holder in this process.
        } catch (IOException e) {
            close(channel);
            throw cannotLock(file, e);
        }
        close(channel);
        return Optional.empty();
    }

    @Override
    public void close() {
        close(channel);
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
