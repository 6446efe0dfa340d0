package dev.assay.ledger.export.jsonl;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.export.jsonl.wire.ExportLine;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWalk;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a campaign's ledger as JSON lines: a first one that says what it is, one an event in the order of {@link JournalWalk},
 * and a last one with the campaign's head and the SHA-256 of all before it, so that an export that was cut off shows, and one
 * whose text was changed where no event was. The same ledger gives the same bytes.
 */
public final class LedgerExport {
    static final String FORMAT = "assay-ledger";
    static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();

    private final ExportLine lines = new ExportLine();
    private final MessageDigest text = Digest.sha256();
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
            export.line(header(campaignId));
            JournalWalk.of(journal, campaignId, export::event);
            export.line(end(export.events, export.head, Digest.ofHash(export.text.digest())));
            return export.events;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The first line. */
    static String header(String campaignId) {
        return JSON.createObjectNode()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("campaign", campaignId)
                .toString();
    }

    /**
     * The last line.
     *
     * @param text digest of all lines before it, each with its line feed
     */
    static String end(long events, ChainHead head, Digest text) {
        ObjectNode end = JSON.createObjectNode().put("events", events);
        end.putObject("head")
                .put("sequence", head.sequence())
                .put("hash", head.hash().hex());
        return end.put("sha256", text.hex()).toString();
    }

    private void event(StoredEntry row) {
        line(lines.write(row));
        events++;
        if (row.persistenceId().equals(campaign)) {
            head = row.entry().head();
        }
    }

    private void line(String content) {
        try {
            String line = content + '\n';
            text.update(line.getBytes(StandardCharsets.UTF_8));
            out.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
