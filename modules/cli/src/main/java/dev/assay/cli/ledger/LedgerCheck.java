package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.export.jsonl.ExportVerification;
import dev.assay.ledger.export.jsonl.NoExportException;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.verify.ArtifactCheck;
import dev.assay.ledger.verify.Flaw;
import dev.assay.ledger.verify.Reading.Read;
import dev.assay.ledger.verify.Verification;
import dev.assay.ledger.verify.VerifiedLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the verification of a run folder or an export came to.
 *
 * @param flaw the first thing that is wrong; empty when the ledger is intact, and only then the rest is there
 * @param snapshots of a run's journal
 * @param artifacts empty for an export, and for a run that was imported from one: they have no files beside them
 */
record LedgerCheck(
        Optional<Flaw> flaw,
        Optional<Verification> ledger,
        SnapshotCheck snapshots,
        Optional<ArtifactCheck> artifacts) {

    /**
     * Verifies a run folder, with its files if it has any, or the file of an export.
     *
     * @param known heads that were kept elsewhere
     */
    static LedgerCheck of(Path target, Map<String, ChainHead> known)
            throws IOException, BadInput, InterruptedException {
        return Files.isRegularFile(target) ? ofChains(ofExport(target, known, entry -> {})) : ofRun(target, known);
    }

    /** Verifies the chains of a run, without its files and without the snapshots, which no event depends on. */
    static LedgerCheck ofChains(Path run, Map<String, ChainHead> known) throws BadInput {
        try (JournalReader journal = JournalReader.open(run)) {
            return ofChains(run, journal, known);
        }
    }

    private static LedgerCheck ofJournal(Path run, Map<String, ChainHead> known) throws BadInput {
        try (JournalReader journal = JournalReader.open(run)) {
            LedgerCheck chains = ofChains(run, journal, known);
            if (chains.flaw.isPresent()) {
                return chains;
            }
            SnapshotCheck snapshots = SnapshotCheck.of(journal);
            return new LedgerCheck(snapshots.flaw(), chains.ledger, snapshots, Optional.empty());
        }
    }

    /**
     * Verifies the chains of a run by a reader that goes on to read what was verified.
     *
     * @throws BadInput if there is nothing, and nobody vouches for anything that was there
     */
    static LedgerCheck ofChains(Path run, JournalReader journal, Map<String, ChainHead> known) throws BadInput {
        if (journal.isEmpty() && known.isEmpty()) {
            throw new BadInput("the ledger of " + run + " has no campaign yet");
        }
        return ofChains(VerifiedLedger.ofJournal(journal, known));
    }

    /**
     * Verifies the file of an export.
     *
     * @param intact is given each entry that fits to all before it
     */
    static VerifiedLedger ofExport(Path file, Map<String, ChainHead> known, Consumer<Read> intact)
            throws IOException, BadInput, InterruptedException {
        try {
            return ExportVerification.of(file, known, intact);
        } catch (NoExportException e) {
            throw new BadInput(e.getMessage());
        }
    }

    private static LedgerCheck ofRun(Path target, Map<String, ChainHead> known) throws IOException, BadInput {
        LedgerCheck journal = ofJournal(target, known);
        RunFolder run = new RunFolder(target);
        if (journal.flaw.isPresent() || !run.hasFiles()) {
            return journal;
        }
        ArtifactCheck artifacts = ArtifactCheck.of(journal.ledger.orElseThrow(), run.path(), run.blobs());
        return new LedgerCheck(artifacts.flaw(), journal.ledger, journal.snapshots, Optional.of(artifacts));
    }

    private static LedgerCheck ofChains(VerifiedLedger chains) {
        return new LedgerCheck(chains.flaw(), chains.ledger(), SnapshotCheck.NONE, Optional.empty());
    }
}
