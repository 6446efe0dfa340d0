package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.DamagedLedger;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.run.LedgerOption;
import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.verify.Verification;
import dev.assay.ledger.verify.VerifiedLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + " is no file: give an export, as 'assay ledger export --format jsonl' writes it");
        }
        VerifiedLedger check = LedgerCheck.ofExport(file, Map.of(), entry -> {});
        DamagedLedger.requireNone(check.flaw(), file.toString(), " and was not imported");
        Verification verified = check.ledger().orElseThrow();
        requireName(verified.campaignId());
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new BadInput(folder + " is no folder: give the run folder to import into, which may be a new one");
        }
        Journal journal = ledger.journal(new RunFolder(folder), verified.campaignId());
        journal.requireRoom();
        copy(verified, journal);
        spec.commandLine()
                .getOut()
                .println("imported " + verified.events() + " events of campaign " + verified.campaignId() + " into "
                        + journal.where() + "\nhead event " + verified.head().sequence() + " "
                        + verified.head().hash());
        spec.commandLine().getOut().flush();
        return ExitStatus.DONE;
    }

    /** An export says for itself what its campaign is called: with a '/' it would lie among the trials of another. */
    private void requireName(String campaignId) throws BadInput {
        if (!RunFolder.isName(campaignId)) {
            throw new BadInput(file + ": the campaign is called '" + campaignId + "', must be " + RunFolder.NAME_RULE
                    + ": no campaign of Assay has another name, and nothing was imported");
        }
    }

    private void copy(Verification verified, Journal journal) throws IOException, BadInput, InterruptedException {
        boolean isNew = Files.notExists(folder);
        Set<Path> before = entries();
        boolean held = false;
        boolean done = false;
        try {
            try (JournalWriter writer = JournalWriter.into(journal)) {
                held = true;
                copy(verified, journal, writer);
            }
            done = true;
        } finally {
            // Only what was made while the journal was this command's: else it may be somebody else's.
            if (held && !done) {
                for (Path made : entries()) {
                    if (!before.contains(made)) {
                        Files.deleteIfExists(made);
                    }
                }
                if (isNew) {
                    Files.deleteIfExists(folder);
                }
            }
        }
    }

    private void copy(Verification verified, Journal journal, JournalWriter writer)
            throws IOException, BadInput, InterruptedException {
        VerifiedLedger copied = LedgerCheck.ofExport(
                file, Map.of(), read -> writer.append(StoredEntry.of(read.persistenceId(), read.entry())));
        if (!copied.ledger().map(Verification::head).equals(Optional.of(verified.head()))) {
            throw new BadInput(file + " was changed while it was imported: nothing was written");
        }
        journal.rememberIn(folder);
        new RunFolder(folder).rememberImport(verified.campaignId(), verified.head());
        writer.commit();
    }

    private Set<Path> entries() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.collect(Collectors.toSet());
        }
    }
}
