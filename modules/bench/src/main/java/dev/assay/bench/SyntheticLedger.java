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

    /** @param arguments the run folder, which must have no ledger, how many events there should be at least, rounds of a trial */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2 || arguments.length > 3) {
            System.err.println("give a run folder, a number of events, and if you like the rounds of a trial:"
                    + " SyntheticLedger RUN 1000000 " + ROUNDS);
            System.exit(2);
        }
        Path run = Path.of(arguments[0]);
        int rounds = arguments.length == 3 ? Integer.parseInt(arguments[2]) : ROUNDS;
        SyntheticHistory history = SyntheticHistory.ofAtLeast(Long.parseLong(arguments[1]), rounds);
        journal(run, history);
        long events = export(run, run.resolve("ledger.jsonl"));
        System.out.println(events + " events of " + history.candidates() + " candidates in "
                + run.resolve("ledger.jsonl") + " and " + Journal.of(run).where());
    }

    /** Writes the history into the journal of a run folder, with the snapshot that its campaign would have made last. */
    static void journal(Path run, SyntheticHistory history) {
        try (JournalWriter writer = JournalWriter.into(new H2Journal(run))) {
            SyntheticSnapshots snapshots = new SyntheticSnapshots(history, writer::append);
            history.events().forEach(event -> {
                writer.append(StoredEntry.of(event.persistenceId(), event.entry()));
                snapshots.follow(event);
            });
            writer.commit();
        }
    }

    /** Has another process do all of it, so that nothing of it is warm, loaded or open in this one. */
    static void inAnotherProcess(Path run, SyntheticHistory history) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SyntheticLedger.class.getName(),
                        run.toString(),
                        Long.toString(history.size()),
                        Integer.toString(history.rounds()))
                .redirectErrorStream(true)
                .redirectOutput(run.resolve("synthetic.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(run.resolve("synthetic.log")));
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
