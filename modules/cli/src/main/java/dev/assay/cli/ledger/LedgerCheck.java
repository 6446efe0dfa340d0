package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.export.jsonl.ExportReader;
import dev.assay.ledger.export.jsonl.ExportReader.NoExportException;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWalk;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.verify.ArtifactCheck;
import dev.assay.ledger.verify.Flaw;
import dev.assay.ledger.verify.LedgerVerifier;
import dev.assay.ledger.verify.Reading;
import dev.assay.ledger.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the verification of a run folder or an export came to.
 *
 * @param flaw the first thing that is wrong; empty when the ledger is intact, and only then the rest is there
 * @param artifacts empty for an export, and for a run that was imported from one: they have no files beside them
 */
record LedgerCheck(Optional<Flaw> flaw, Optional<Verification> ledger, Optional<ArtifactCheck> artifacts) {

    /**
     * Verifies a run folder, with its files if it has any, or the file of an export.
     *
     * @param known heads that were kept elsewhere
     */
    static LedgerCheck of(Path target, Map<String, ChainHead> known)
            throws IOException, BadInput, InterruptedException {
        return Files.isRegularFile(target) ? ofExport(target, known) : ofRun(target, known);
    }

    /** Verifies the chains of a run, without its files. */
    static LedgerCheck ofChains(Path run, Map<String, ChainHead> known) throws BadInput {
        try (JournalReader journal = JournalReader.open(run)) {
            String campaign = journal.campaignId()
                    .orElseThrow(() -> new BadInput("the ledger of " + run + " has no campaign yet"));
            LedgerVerifier verifier = new LedgerVerifier(known);
            FirstFlaw first = new FirstFlaw(verifier);
            JournalWalk.of(journal, campaign, row -> first.take(reading(row)));
            return result(first.flaw.or(verifier::missing), verifier);
        }
    }

    private static LedgerCheck ofRun(Path target, Map<String, ChainHead> known) throws IOException, BadInput {
        LedgerCheck chains = ofChains(target, known);
        if (chains.flaw.isPresent()) {
            return chains;
        }
        RunFolder run = new RunFolder(target);
        if (!run.hasFiles()) {
            return chains;
        }
        ArtifactCheck artifacts = ArtifactCheck.of(chains.ledger.orElseThrow(), run.path(), run.blobs());
        return new LedgerCheck(artifacts.flaw(), chains.ledger, Optional.of(artifacts));
    }

    private static LedgerCheck ofExport(Path file, Map<String, ChainHead> known)
            throws IOException, BadInput, InterruptedException {
        LedgerVerifier verifier = new LedgerVerifier(known);
        FirstFlaw first = new FirstFlaw(verifier);
        try {
            ExportReader.End end = new ExportReader(file).read(reading -> {
                first.take(reading);
                return first.flaw.isEmpty();
            });
            return result(first.flaw.or(verifier::missing).or(() -> contradiction(end, verifier)), verifier);
        } catch (NoExportException e) {
            throw new BadInput(e.getMessage());
        }
    }

    private static Optional<Flaw> contradiction(ExportReader.End end, LedgerVerifier verifier) {
        Verification found = verifier.end();
        return end.head().equals(found.head()) && end.events() == found.events()
                ? Optional.empty()
                : Optional.of(new Flaw(
                        "the last line",
                        "says that there are " + end.events() + " events and that the head is event "
                                + end.head().sequence() + " with hash "
                                + end.head().hash().brief() + "; found are "
                                + found.events() + " and event " + found.head().sequence() + " with hash "
                                + found.head().hash().brief()));
    }

    private static LedgerCheck result(Optional<Flaw> flaw, LedgerVerifier verifier) {
        return new LedgerCheck(
                flaw, flaw.isPresent() ? Optional.empty() : Optional.of(verifier.end()), Optional.empty());
    }

    private static Reading reading(StoredEntry row) {
        return Reading.of("event " + row.sequenceNumber() + " of " + row.persistenceId(), row);
    }

    /** Feeds a verifier up to the first flaw. */
    private static final class FirstFlaw {
        private final LedgerVerifier verifier;
        private Optional<Flaw> flaw = Optional.empty();

        private FirstFlaw(LedgerVerifier verifier) {
            this.verifier = verifier;
        }

        private void take(Reading reading) {
            if (flaw.isEmpty()) {
                flaw = verifier.next(reading);
            }
        }
    }
}
