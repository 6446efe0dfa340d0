package dev.assay.ledger.journal;

import dev.assay.ledger.journal.JournalException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/** Reads a copy of a file, which another process may write to. */
final class H2Copy {
    private static final int ATTEMPTS = 5;

    private H2Copy() {}

    static JournalReader read(H2Journal journal) {
        FileTime before = changed(journal);
        JournalException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path folder = take(journal);
            try {
                return journal.reader(new H2Journal(folder, journal.file()), () -> delete(folder));
            } catch (JournalException e) {
                // Torn by a write at the same moment: the next copy is another moment.
                delete(folder);
                last = e;
            }
        }
        if (before.equals(changed(journal))) {
            throw last;
        }
        throw new JournalException(
                Problem.LOCKED,
                "ledger " + journal.where()
                        + " is being written by another process, and no readable copy of it could be taken: try again",
                last);
    }

    private static FileTime changed(H2Journal journal) {
        try {
            return Files.getLastModifiedTime(journal.file());
        } catch (NoSuchFileException e) {
            throw journal.missing();
        } catch (IOException e) {
            throw cannotBeCopied(journal, e);
        }
    }

    private static Path take(H2Journal journal) {
        try {
            Path folder = Files.createTempDirectory("assay-ledger-");
            try {
                Files.copy(journal.file(), H2Journal.file(folder), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                delete(folder);
                throw e;
            }
            return folder;
        } catch (NoSuchFileException e) {
            throw journal.missing();
        } catch (IOException e) {
            throw cannotBeCopied(journal, e);
        }
    }

    private static JournalException cannotBeCopied(H2Journal journal, IOException e) {
        return new JournalException(
                Problem.UNREADABLE,
                "ledger " + journal.where() + " cannot be copied for reading: " + e.getMessage(),
                e);
    }

    private static void delete(Path folder) {
        try {
            Files.deleteIfExists(H2Journal.file(folder));
            Files.deleteIfExists(folder.resolve("ledger.trace.db"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // A leftover copy in the temporary folder harms nobody.
            folder.toFile().deleteOnExit();
        }
    }
}
