package dev.assay.ledger.export.jsonl;

import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWalk;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a campaign's ledger as JSON lines: a first one that says what it is, one an event in the order of {@link JournalWalk},
 * and a last one with the campaign's head, so that an export that was cut off shows. The same ledger gives the same bytes.
 */
public final class LedgerExport {
    static final String FORMAT = "assay-ledger";
    static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();

    private final ExportLine lines = new ExportLine();
    private final Writer out;
    private final String campaign;
    private ChainHead head = ChainHead.START;
    private long events;

    private LedgerExport(Writer out, String campaignId) {
        this.out = out;
        this.campaign = LedgerIds.campaign(campaignId).id();
    }

    /**
     * Writes line by line, so memory is bounded.
     *
     * @return how many events were written
     * @throws dev.assay.ledger.wire.UnreadableEventException when an event is damaged or of a newer release
     */
    public static long write(JournalReader journal, String campaignId, Writer out) throws IOException {
        LedgerExport export = new LedgerExport(out, campaignId);
        try {
            export.line(JSON.createObjectNode()
                    .put("format", FORMAT)
                    .put("version", VERSION)
                    .put("campaign", campaignId)
                    .toString());
            JournalWalk.of(journal, campaignId, export::event);
            ObjectNode end = JSON.createObjectNode().put("events", export.events);
            end.putObject("head")
                    .put("sequence", export.head.sequence())
                    .put("hash", export.head.hash().hex());
            export.line(end.toString());
            return export.events;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void event(StoredEntry row) {
        line(lines.write(row));
        events++;
        if (row.persistenceId().equals(campaign)) {
            head = row.entry().head();
        }
    }

    private void line(String text) {
        try {
            out.write(text);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
