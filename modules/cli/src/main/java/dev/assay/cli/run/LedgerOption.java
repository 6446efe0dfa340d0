package dev.assay.cli.run;

import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.research.frontmatter.InvalidInput;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a campaign's ledger is kept, shared by the commands that begin one. */
public final class LedgerOption {
    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = "Keep the ledger in the PostgreSQL database of this settings file, such as"
                    + " conf/ledger-postgres.conf (default: in a file of the run folder). The run remembers it.")
    private Optional<Path> settings = Optional.empty();

    /**
     * The journal of a campaign that begins; nothing is written, and no server is asked.
     *
     * @param campaignId the campaign's name in a database
     */
    public Journal journal(RunFolder run, String campaignId) throws InvalidInput {
        return settings.isPresent()
                ? new PostgresJournal(PostgresSettings.read(settings.get()), campaignId)
                : new H2Journal(run.path());
    }
}
