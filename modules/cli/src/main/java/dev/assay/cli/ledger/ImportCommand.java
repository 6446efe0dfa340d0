package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.run.LedgerOption;
import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.export.jsonl.ExportReader;
import dev.assay.ledger.export.jsonl.ExportReader.NoExportException;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.verify.Flaw;
import dev.assay.ledger.verify.Reading.Read;
import dev.assay.ledger.verify.Verification;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.ledger.wire.LedgerSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay ledger import}: an export into a journal of its own, event by event the same. */
@Command(
        name = "import",
        description =
                "Put an export (jsonl) into a new run's journal: the same events, bytes and head. Model files are not"
                        + " part of an export: copy the run's blobs/ for commands that need them.",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The export, as 'assay ledger export --format jsonl' writes it.")
    private Path file;

    @Parameters(index = "1", paramLabel = "RUN", description = "The run folder, which must have no ledger yet.")
    private Path folder;

    @Mixin
    private LedgerOption ledger;

    @Override
    public Integer call() throws Exception {
        LedgerCheck check = LedgerCheck.of(file, Map.of());
        Optional<Flaw> flaw = check.flaw();
        if (flaw.isPresent()) {
            spec.commandLine()
                    .getErr()
                    .println("assay: " + file + " is not intact and was not imported: " + flaw.get());
            return ExitStatus.LEDGER_DAMAGED;
        }
        Verification verified = check.ledger().orElseThrow();
        Journal journal = ledger.journal(new RunFolder(folder), verified.campaignId());
        try (JournalWriter writer = JournalWriter.into(journal)) {
            copy(writer);
            journal.rememberIn(folder);
            writer.commit();
        }
        spec.commandLine()
                .getOut()
                .println("imported " + verified.events() + " events of campaign " + verified.campaignId() + " into "
                        + journal.where() + "\nhead event " + verified.head().sequence() + " "
                        + verified.head().hash());
        spec.commandLine().getOut().flush();
        return ExitStatus.DONE;
    }

    private void copy(JournalWriter writer) throws IOException, InterruptedException, BadInput {
        try {
            new ExportReader(file).read(reading -> {
                Read read = (Read) reading;
                Entry<?> entry = read.entry();
                writer.append(new StoredEntry(
                        read.persistenceId(),
                        entry.sequence(),
                        LedgerSerializer.IDENTIFIER,
                        EventCodec.manifest(entry.event()),
                        entry.bytes()));
                return true;
            });
        } catch (NoExportException e) {
            throw new BadInput(e.getMessage());
        }
    }
}
