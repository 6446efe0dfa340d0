package dev.assay.ledger.export.jsonl;

import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.export.jsonl.ExportReader.BrokenFrameException;
import dev.assay.ledger.export.jsonl.ExportReader.Frame;
import dev.assay.ledger.verify.Flaw;
import dev.assay.ledger.verify.LedgerVerifier;
import dev.assay.ledger.verify.Reading;
import dev.assay.ledger.verify.Reading.Read;
import dev.assay.ledger.verify.Verification;
import dev.assay.ledger.verify.VerifiedLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Verifies an export with nothing but the file. */
public final class ExportVerification {
    private final LedgerVerifier verifier;
    private final Consumer<Read> intact;
    private Optional<Flaw> flaw = Optional.empty();

    private ExportVerification(LedgerVerifier verifier, Consumer<Read> intact) {
        this.verifier = verifier;
        this.intact = intact;
    }

    /**
     * Reads the file once, in bounded memory, up to the first flaw.
     *
     * @param known heads that were kept elsewhere, by the entity's persistence id
     * @param intact is given each entry that fits to all before it; what comes behind it may still be flawed
     * @throws NoExportException when the file is no export at all
     */
    public static VerifiedLedger of(Path file, Map<String, ChainHead> known, Consumer<Read> intact)
            throws IOException, NoExportException, InterruptedException {
        LedgerVerifier verifier = new LedgerVerifier(known);
        ExportVerification verification = new ExportVerification(verifier, intact);
        try {
            Frame frame = new ExportReader(file).read(verification::next);
            return VerifiedLedger.of(
                    verification.flaw.or(verifier::missing).or(() -> contradiction(frame, verifier.end())), verifier);
        } catch (BrokenFrameException e) {
            return VerifiedLedger.of(verification.flaw.or(() -> Optional.of(e.flaw())), verifier);
        }
    }

    private boolean next(Reading reading) {
        flaw = verifier.next(reading);
        if (flaw.isEmpty()) {
            intact.accept((Read) reading);
        }
        return flaw.isEmpty();
    }

    private static Optional<Flaw> contradiction(Frame frame, Verification found) {
        if (!frame.campaignId().equals(found.campaignId())) {
            return Optional.of(new Flaw(
                    "the first line",
                    "says that the campaign is " + frame.campaignId() + "; found is " + found.campaignId()));
        }
        if (!frame.head().equals(found.head()) || frame.events() != found.events()) {
            return Optional.of(new Flaw(
                    "the last line",
                    "says that there are " + frame.events() + " events and that the head is event "
                            + frame.head().sequence() + " with hash "
                            + frame.head().hash().brief() + "; found are "
                            + found.events() + " and event " + found.head().sequence() + " with hash "
                            + found.head().hash().brief()));
        }
        if (!frame.said().equals(frame.found())) {
            return Optional.of(new Flaw(
                    "the last line",
                    "says that the lines before it have the SHA-256 "
                            + frame.said().brief() + ", but they have "
                            + frame.found().brief()
                            + ": every event is as it was, but the text was written otherwise"));
        }
        return Optional.empty();
    }
}
