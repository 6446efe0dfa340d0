package dev.assay.cli;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.ledger.journal.PostgresSchema;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A PostgreSQL database of its own that campaigns share; where no server can be had, the test is skipped.
 *
 * @param settings the file by which commands find it
 */
public record TestingDatabase(Path settings) {
    /** A new one, without tables. */
    public static TestingDatabase empty(Path folder) throws IOException {
        PostgresServer server = PostgresServer.shared();
        String database = server.newDatabase();
        return new TestingDatabase(Files.writeString(
                folder.resolve(database + ".conf"), """
                assay.ledger { port = %d, database = %s, password = "%s", ssl-mode = disable }
                """.formatted(server.port(), database, PostgresServer.PASSWORD)));
    }

    /** A new one, with tables. */
    public static TestingDatabase prepared(Path folder) throws IOException, InvalidInput {
        TestingDatabase made = empty(folder);
        PostgresSchema.CURRENT.migrate(PostgresSettings.read(made.settings));
        return made;
    }

    public PostgresJournal journal(String campaign) throws InvalidInput {
        return new PostgresJournal(PostgresSettings.read(settings), campaign);
    }

    /** Adds events behind those that the campaign has. */
    public void add(String campaign, CampaignEvent... events) throws InvalidInput {
        PostgresJournal journal = journal(campaign);
        ChainHead head;
        try (JournalReader reader = journal.read()) {
            head = reader.head(campaign);
        }
        write(journal, LedgerIds.campaign(campaign).id(), head, List.of(events));
    }

    /** Writes all events of a trial of the campaign, which had none. */
    public void addTrial(String campaign, String trial, TrialEvent... events) throws InvalidInput {
        String id = LedgerIds.trial(campaign + "/" + trial).id();
        write(journal(campaign), id, ChainHead.START, List.of(events));
    }

    private static <E> void write(PostgresJournal journal, String entity, ChainHead head, List<E> events) {
        try (JournalWriter writer = JournalWriter.onto(journal)) {
            EventCodec.sealAll(head, events).forEach(entry -> writer.append(StoredEntry.of(entity, entry)));
            writer.commit();
        }
    }
}
