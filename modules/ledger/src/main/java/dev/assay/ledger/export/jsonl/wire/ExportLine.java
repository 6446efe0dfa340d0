package dev.assay.ledger.export.jsonl.wire;

import com.google.protobuf.Descriptors.Descriptor;
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
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event as a line: {@code {"entity":..,"manifest":..,"hash":..,"entry":{..}}}. The entry is the protobuf message in its
 * JSON mapping; its bytes, with the fields in rising order of their numbers, are what the hash is taken over. Where
 * that gives other bytes than the stored ones, because a newer release added fields, {@code bytes} has these too.
 */
public final class ExportLine {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();
    private static final Descriptor CAMPAIGN_ENTRY = LedgerV1.CampaignEntry.getDescriptor();
    private static final Descriptor TRIAL_ENTRY = LedgerV1.TrialEntry.getDescriptor();
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
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            return read(json);
        } catch (JacksonException e) {
            throw new MalformedLineException("is no line of an export: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedLineException("is no line of an export: " + e.getMessage());
        }
    }

    private Content read(JsonParser json) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT, "is no JSON object");
        String entity = text(json, "entity");
        String manifest = text(json, "manifest");
        String hash = text(json, "hash");
        property(json, "entry");
        require(json.currentToken() == JsonToken.START_OBJECT, "has no 'entry' that is an object");
        byte[] bytes = protoJson.bytes(LedgerIds.isTrial(entity) ? TRIAL_ENTRY : CAMPAIGN_ENTRY, json);
        if (json.nextToken() == JsonToken.PROPERTY_NAME) {
            byte[] stored = stored(json);
            require(
                    Arrays.equals(known(entity, stored), bytes),
                    "has 'bytes' that are not its 'entry': one of the two was changed");
            bytes = stored;
            json.nextToken();
        }
        require(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null, "has more than an event");
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

    private static byte[] stored(JsonParser json) {
        require("bytes".equals(json.currentName()), "has a field '" + json.currentName() + "' behind its event");
        json.nextToken();
        return Optional.ofNullable(json.getString())
                .flatMap(CanonicalBase64::decode)
                .orElseThrow(() -> new MalformedLineException("has 'bytes' that are no base64"));
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

    private static String text(JsonParser json, String name) {
        property(json, name);
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedLineException("has no '" + name + "' that is a text");
        }
        return json.getString();
    }

    private static void property(JsonParser json, String name) {
        if (json.nextToken() != JsonToken.PROPERTY_NAME || !name.equals(json.currentName())) {
            throw new MalformedLineException("has no '" + name + "' where it belongs");
        }
        json.nextToken();
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new MalformedLineException(problem);
        }
    }
}
