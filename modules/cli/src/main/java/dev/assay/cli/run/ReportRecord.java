package dev.assay.cli.run;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.results.ResultTable;
import dev.assay.ledger.results.TrialTable;
import dev.assay.ledger.wire.EventCodec;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts down in a finished campaign's ledger what its report files are, so that {@code assay ledger verify} finds a changed one.
 * Files of a running campaign change with every review, and are not put down.
 */
final class ReportRecord {
    private ReportRecord() {}

    /**
     * Stores nothing when the ledger has the same files already, or was recorded before events were chained.
     *
     * @param report the report's files by their names
     * @param state whose tables belong to it
     */
    static void write(RunFolder run, String campaignId, Map<String, byte[]> report, CampaignState state) {
        SortedMap<String, Digest> files = digests(report, state);
        Journal journal = run.journal();
        Recorded recorded = Recorded.of(journal, campaignId);
        if (!recorded.canGoOn() || recorded.report().equals(Optional.of(files))) {
            return;
        }
        try (JournalWriter writer = JournalWriter.onto(journal)) {
            // Once more: now nobody else can add to it.
            Entry<CampaignEvent> last = Recorded.of(journal, campaignId).last().orElseThrow();
            Entry<ReportWritten> entry = EventCodec.seal(
                    last.head(), new ReportWritten(Clock.systemUTC().instant(), files));
            writer.append(StoredEntry.of(LedgerIds.campaign(campaignId).id(), entry));
            writer.commit();
        }
    }

    private static SortedMap<String, Digest> digests(Map<String, byte[]> report, CampaignState state) {
        SortedMap<String, Digest> files = new TreeMap<>();
        report.forEach((name, content) -> files.put(name, Digest.of(content)));
        files.put(ResultTable.FILE_NAME, Digest.ofText(ResultTable.of(state).toTsv()));
        for (CandidateRecord candidate : state.candidates()) {
            files.put(TrialTable.file(candidate.candidate()), Digest.ofText(new TrialTable(candidate).toTsv()));
        }
        return files;
    }

    /** The end of the campaign's chain, and the last report that it has. */
    private record Recorded(Optional<Entry<CampaignEvent>> last, Optional<SortedMap<String, Digest>> report) {
        @SuppressWarnings("unchecked")
        private static Recorded of(Journal journal, String campaignId) {
            Recorded[] end = {new Recorded(Optional.empty(), Optional.empty())};
            try (JournalReader reader = journal.read()) {
                reader.rows(LedgerIds.campaign(campaignId).id(), row -> {
                    Entry<CampaignEvent> entry = (Entry<CampaignEvent>) row.entry();
                    end[0] = new Recorded(
                            Optional.of(entry),
                            entry.event() instanceof ReportWritten written
                                    ? Optional.of(written.artifacts())
                                    : end[0].report());
                });
            }
            return end[0];
        }

        private boolean canGoOn() {
            return last.map(Entry::isChained).orElse(false);
        }
    }
}
