package dev.assay.bench;

import dev.assay.ledger.export.jsonl.LedgerExport;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.StoredEntry;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the ledger of a campaign that nobody ran, as large as one likes, as a journal in a run folder or as an export:
 *
 * <pre>java -cp 'modules/bench/target/lib/*' dev.assay.bench.SyntheticLedger RUN 1000000</pre>
 */
public final class SyntheticLedger {
    private static final int ROUNDS = 20;

    private SyntheticLedger() {}

    /** @param arguments the run folder, which must have no ledger, and how many events there should be at least */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("give a run folder and a number of events: SyntheticLedger RUN 1000000");
            System.exit(2);
        }
        Path run = Path.of(arguments[0]);
        SyntheticHistory history = SyntheticHistory.ofAtLeast(Long.parseLong(arguments[1]), ROUNDS);
        journal(run, history);
        long events = export(run, run.resolve("ledger.jsonl"));
        System.out.println(events + " events of " + history.candidates() + " candidates in "
                + run.resolve("ledger.jsonl") + " and " + Journal.of(run).where());
    }

    /** Writes the history into the journal of a run folder. */
    static void journal(Path run, SyntheticHistory history) {
        try (JournalWriter writer = JournalWriter.into(new H2Journal(run))) {
            history.events().forEach(event -> writer.append(StoredEntry.of(event.persistenceId(), event.entry())));
            writer.commit();
        }
    }

    /** @return how many events there are */
    static long export(Path run, Path file) throws IOException {
        try (JournalReader journal = JournalReader.open(run);
                Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            return LedgerExport.write(journal, SyntheticHistory.CAMPAIGN_ID, writer);
        }
    }
}
