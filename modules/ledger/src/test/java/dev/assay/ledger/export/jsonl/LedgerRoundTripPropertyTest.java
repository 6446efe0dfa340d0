package dev.assay.ledger.export.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.history.ChainedHistory;
import dev.assay.ledger.history.History;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.verify.LedgerVerifier;
import dev.assay.ledger.verify.Reading;
import dev.assay.ledger.verify.VerifiedLedger;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random campaigns, all the way: sealed, stored, verified, exported, read back, imported, exported again. */
class LedgerRoundTripPropertyTest {

    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
    void importedLedgerIsTheSameByteForByte(@ForAll long seed) throws Exception {
        List<CampaignEvent> events = campaign(new Random(seed));
        ChainedHistory ledger = ChainedHistory.of(events);
        Path folder = Files.createTempDirectory("ledger");
        try {
            H2Journal journal = new H2Journal(folder.resolve("one"));
            ledger.into(journal);
            Path export = folder.resolve("export.jsonl");
            Files.writeString(export, export(journal));
            List<StoredEntry> read = new ArrayList<>();
            VerifiedLedger verified = ExportVerification.of(
                    export, ledger.heads(), line -> read.add(StoredEntry.of(line.persistenceId(), line.entry())));

            assertThat(verified.flaw()).isEmpty();
            assertThat(verified.ledger().orElseThrow().head())
                    .isEqualTo(ledger.heads().get(ChainedHistory.CAMPAIGN));
            assertThat(read).usingRecursiveComparison().isEqualTo(ledger.rows());
            H2Journal other = new H2Journal(folder.resolve("other"));
            try (JournalWriter writer = JournalWriter.into(other)) {
                read.forEach(writer::append);
                writer.commit();
            }
            assertThat(export(other)).isEqualTo(Files.readString(export));
            try (JournalReader reader = other.read()) {
                assertThat(CampaignState.of(reader.campaign("digits-1")).inReviewOrder())
                        .isEqualTo(CampaignState.of(events).inReviewOrder());
                assertThat(VerifiedLedger.ofJournal(reader, ledger.heads())).isEqualTo(verified);
            }
        } finally {
            delete(folder);
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void anyOneChangeOfARandomLedgerIsFound(@ForAll long seed) {
        Random random = new Random(seed);
        ChainedHistory ledger = ChainedHistory.of(campaign(random));
        List<StoredEntry> rows = new ArrayList<>(ledger.rows());
        int at = random.nextInt(rows.size());
        StoredEntry row = rows.get(at);
        String change;
        switch (random.nextInt(5)) {
            case 0 -> {
                change = "deleted";
                rows.remove(at);
            }
            case 1 -> {
                change = "doubled";
                rows.add(at + random.nextInt(rows.size() - at), row);
            }
            case 2 -> {
                change = "moved";
                rows.remove(at);
                rows.add((at + 1 + random.nextInt(rows.size())) % (rows.size() + 1), row);
            }
            default -> {
                change = "flipped";
                byte[] bytes = row.bytes().clone();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                rows.set(
                        at,
                        new StoredEntry(
                                row.persistenceId(), row.sequenceNumber(), row.serializer(), row.manifest(), bytes));
            }
        }
        if (rows.equals(ledger.rows())) {
            return;
        }
        LedgerVerifier verifier = new LedgerVerifier(ledger.heads());
        Optional<?> flaw = rows.stream()
                .map(changed -> verifier.next(Reading.of("here", changed)))
                .flatMap(Optional::stream)
                .findFirst()
                .or(verifier::missing);
        assertThat(flaw).as(change + " " + row).isPresent();
    }

    private static List<CampaignEvent> campaign(Random random) {
        History history = History.started().phase(Phase.BASELINE, "begin").proposed(0, 0, "fedavg", text(random));
        score(history, 0, random);
        history.reviewed(0, Verdict.KEEP, random.nextDouble(), text(random)).phase(Phase.SEARCH, text(random));
        int candidates = random.nextInt(5);
        for (int number = 1; number <= candidates; number++) {
            history.proposed(number, random.nextInt(number), "family", text(random));
            switch (random.nextInt(4)) {
                case 0 -> history.refused(text(random), text(random));
                case 1 ->
                    history.crashed(
                            number,
                            50,
                            FailureCode.values()[random.nextInt(FailureCode.values().length)],
                            text(random));
                default -> score(history, number, random);
            }
            if (random.nextInt(3) > 0) {
                history.compared(number, Verdict.DISCARD, random.nextGaussian(), random.nextGaussian(), text(random));
            }
        }
        for (int open = random.nextInt(3); open > 0; open--) {
            history.requested(random.nextInt(candidates + 1), 90 + open);
        }
        if (random.nextBoolean()) {
            history.stopRequested(text(random));
        }
        return history.events();
    }

    private static void score(History history, int candidate, Random random) {
        history.scored(candidate, random.doubles(1 + random.nextInt(3)).toArray());
    }

    private static String text(Random random) {
        String letters = "aZ0 \"\\/<>&='\n\t\u0001\u007f\u00e9\u2028\ufeff";
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(random.nextInt(9) == 0 ? "\ud83d\ude00" : letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static String export(H2Journal journal) throws IOException {
        StringWriter out = new StringWriter();
        try (JournalReader reader = journal.read()) {
            LedgerExport.write(reader, "digits-1", out);
        }
        return out.toString();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
