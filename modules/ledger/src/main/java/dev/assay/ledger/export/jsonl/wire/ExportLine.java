package dev.assay.ledger.export.jsonl.wire;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.ledger.wire.UnreadableEventException;
import dev.assay.proto.ledger.v1.LedgerV1;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event as a line: {@code {"entity":..,"manifest":..,"hash":..,"entry":{..}}}. The entry is the protobuf message in its
 * JSON mapping; its bytes, with the fields in rising order of their numbers, are what the hash is taken over. Where
 * that gives other bytes than the stored ones, because a newer release added fields, {@code bytes} has these too.
 */
public final class ExportLine {
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] ENTITY = ofProperty("entity");
    private static final byte[] MANIFEST = ofProperty("manifest");
    private static final byte[] HASH = ofProperty("hash");
    private static final byte[] ENTRY = ofProperty("entry");
    private static final byte[] BYTES = ofProperty("bytes");
    private static final MessageFields CAMPAIGN_FIELDS = MessageFields.of(LedgerV1.CampaignEntry.getDescriptor());
    private static final MessageFields TRIAL_FIELDS = MessageFields.of(LedgerV1.TrialEntry.getDescriptor());
    private static final Parser<LedgerV1.CampaignEntry> KNOWN_OF_CAMPAIGN =
            DiscardUnknownFieldsParser.wrap(LedgerV1.CampaignEntry.parser());
    private static final Parser<LedgerV1.TrialEntry> KNOWN_OF_TRIAL =
            DiscardUnknownFieldsParser.wrap(LedgerV1.TrialEntry.parser());

    private final ProtoJson protoJson = new ProtoJson();

    /** The line of a row, without its end. */
    public String write(StoredEntry row) {
        Entry<?> entry = row.entry();
        byte[] stored = entry.bytes();
        ObjectNode line = JSON.createObjectNode()
                .put("entity", row.persistenceId())
                .put("manifest", row.manifest())
                .put("hash", entry.hash().hex());
        String head = line.toString();
        StringBuilder text = new StringBuilder(head.substring(0, head.length() - 1))
                .append(",\"entry\":")
                .append(EventCodec.json(entry));
        if (!Arrays.equals(known(row.persistenceId(), stored), stored)) {
            text.append(",\"bytes\":\"")
                    .append(Base64.getEncoder().encodeToString(stored))
                    .append('"');
        }
        return text.append('}').toString();
    }

    /** What a line holds: an entry, and the entity that it is kept under. */
    public record Content(String entity, Entry<?> entry) {}

    /**
     * Reads a line back.
     *
     * @throws MalformedLineException when the line is no event, or not the one whose hash it has
     * @throws dev.assay.ledger.wire.UnreadableEventException when it is intact, but of a newer release
     */
    public Content read(byte[] line) {
        require(
                line.length > 0 && line[0] == '{' && line[line.length - 1] == '}',
                "is no line of an export: it must begin with '{' and end with '}'");
        CanonicalJson json = new CanonicalJson(line);
        json.require('{');
        String entity = property(json, ENTITY);
        json.require(',');
        String manifest = property(json, MANIFEST);
        json.require(',');
        String hash = property(json, HASH);
        json.require(',');
        require(json.take(ENTRY), "has no 'entry' where it belongs");
        byte[] bytes = protoJson.bytes(LedgerIds.isTrial(entity) ? TRIAL_FIELDS : CAMPAIGN_FIELDS, json);
        if (json.take(',')) {
            byte[] stored = stored(json);
            require(
                    Arrays.equals(known(entity, stored), bytes),
                    "has 'bytes' that are not its 'entry': one of the two was changed");
            bytes = stored;
        }
        json.require('}');
        require(json.isAtEnd(), "has more than an event");
        return new Content(entity, entry(manifest, bytes, hash));
    }

    /** An entry hashes its bytes; only of one that cannot be read is that to be done here, for what was changed is no newer release's. */
    private static Entry<?> entry(String manifest, byte[] bytes, String hash) {
        try {
            Entry<?> entry = EventCodec.read(manifest, bytes);
            requireHash(entry.hash(), hash);
            return entry;
        } catch (UnreadableEventException e) {
            requireHash(Digest.of(bytes), hash);
            throw e;
        }
    }

    private static void requireHash(Digest found, String hash) {
        if (!found.hex().equals(hash)) {
            throw new MalformedLineException("was changed: it comes to hash " + found.brief()
                    + ", and says that it has " + hash.substring(0, Math.min(hash.length(), 12)));
        }
    }

    private static byte[] stored(CanonicalJson json) {
        require(json.take(BYTES), "has another field than 'bytes' behind its event");
        WireBuffer stored = new WireBuffer();
        json.base64(stored);
        return stored.toBytes();
    }

    /** The stored entry without what this release does not know. */
    private static byte[] known(String entity, byte[] stored) {
        try {
            return (LedgerIds.isTrial(entity) ? KNOWN_OF_TRIAL : KNOWN_OF_CAMPAIGN)
                    .parseFrom(stored)
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedLineException("has 'bytes' that are no event");
        }
    }

    private static String property(CanonicalJson json, byte[] property) {
        require(json.take(property), "has no " + new String(property, StandardCharsets.UTF_8) + " where it belongs");
        return json.text();
    }

    private static byte[] ofProperty(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new MalformedLineException(problem);
        }
    }
}
