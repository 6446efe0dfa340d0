package dev.assay.ledger.journal;

import com.typesafe.config.Config;
import dev.assay.ledger.journal.JournalException.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CompletionStage;

/**
 * Where a campaign's events lie: an H2 file beside the run, or a PostgreSQL database that several campaigns share. Both have
 * the same tables, so everything above reads and writes them by the same code.
 */
public abstract sealed class Journal permits H2Journal, PostgresJournal {

    /**
     * The journal of a run: the one that its folder remembers, else the H2 file in it, whether that exists or not.
     *
     * @throws JournalException if what the folder remembers cannot be read
     */
    public static Journal of(Path runFolder) {
        return RememberedJournal.in(runFolder)
                .<Journal>map(journal -> journal)
                .orElseGet(() -> new H2Journal(runFolder));
    }

    /** Where it is, for people, such as a file's path; never with a password. */
    public abstract String where();

    /**
     * Settings that make Pekko Persistence use this journal, to be put in front of the application's own:
     * {@code journal.config().withFallback(ConfigFactory.load())}.
     */
    public abstract Config config();

    /**
     * Makes this process the campaign's only writer, and checks before the actor system starts what would only show as
     * time-outs inside it. To be closed after the actor system has ended.
     *
     * @throws JournalException if another process has the campaign, or the journal cannot be written
     */
    public abstract Hold hold();

    /**
     * As {@link #hold}, for a campaign that begins.
     *
     * @throws JournalException also if the journal has events of the campaign already
     */
    public final Hold holdNew() {
        Hold hold = hold();
        try {
            requireEmpty();
            return hold;
        } catch (JournalException e) {
            hold.close();
            throw e;
        }
    }

    /**
     * Refuses what {@link #holdNew} would refuse, as far as that is known without writing anything: so that a person need not
     * wait for it until all the rest has been read.
     *
     * @throws JournalException as {@link #holdNew}
     */
    public abstract void requireRoom();

    /**
     * Opens the journal for reading, also while another process writes to it.
     *
     * @throws JournalException if there is none, or it cannot be read
     */
    public abstract JournalReader read();

    /** Puts down in the run's folder which journal it has, so that {@link #of} finds it; the password is left out. */
    public abstract void rememberIn(Path runFolder);

    void requireEmpty() {
        try (JournalReader reader = read()) {
            if (!reader.isEmpty()) {
                throw new JournalException(
                        Problem.EXISTS,
                        "there are events already in " + where() + ": nothing was written; " + elsewhere());
            }
        }
    }

    /** A connection that writes, to be had while this process holds the journal. */
    abstract Connection connectToWrite();

    /** Whether an entity can be stored here. */
    abstract boolean hasRoomFor(String persistenceId);

    /** What to do when the place is taken. */
    abstract String elsewhere();

    /** A journal that is this process's to write, until it is closed. */
    public interface Hold extends AutoCloseable {
        /**
         * Completes with the reason when this process has lost the campaign to another one, and must stop writing. Never
         * completes for a journal that cannot be lost.
         */
        CompletionStage<JournalException> lost();

        @Override
        void close();
    }
}
