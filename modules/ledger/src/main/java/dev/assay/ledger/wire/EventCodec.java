package dev.assay.ledger.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.util.JsonFormat;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.proto.ledger.v1.LedgerV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An event as the stored entry of its chain, and back. A manifest names the event and the version of its format, for example
 * {@code CandidateProposed.v1}; the bytes are a {@code CampaignEntry} or a {@code TrialEntry}, its fields in
 * rising order of their numbers.
 */
public final class EventCodec {
    private static final String VERSION = ".v1";
    private static final Set<String> CAMPAIGN = manifests(CampaignEvent.class);
    private static final Set<String> TRIAL = manifests(TrialEvent.class);
    private static final Parser<LedgerV1.CampaignEntry> CAMPAIGN_ENTRY = LedgerV1.CampaignEntry.parser();
    private static final Parser<LedgerV1.TrialEntry> TRIAL_ENTRY = LedgerV1.TrialEntry.parser();

    private EventCodec() {}

    /**
     * The manifest under which the event is stored.
     *
     * @throws IllegalArgumentException if the object is not an event of a campaign or a trial
     */
    public static String manifest(Object event) {
        if (event instanceof CampaignEvent || event instanceof TrialEvent) {
            return event.getClass().getSimpleName() + VERSION;
        }
        throw notAnEvent(event);
    }

    /**
     * Makes an event the next entry of a chain.
     *
     * @throws IllegalArgumentException if the object is not an event, or its time does not fit into the format
     */
    public static <E> Entry<E> seal(ChainHead head, E event) {
        long sequence = head.sequence() + 1;
        return new Entry<>(
                sequence,
                Entry.SCHEMA,
                head.hash(),
                event,
                message(event, sequence, Entry.SCHEMA, ValueWire.toProto(head.hash()))
                        .toByteArray());
    }

    /** Seals events in their order, each on the one before it. */
    public static <E> List<Entry<E>> sealAll(ChainHead head, List<E> events) {
        List<Entry<E>> entries = new ArrayList<>();
        ChainHead next = head;
        for (E event : events) {
            Entry<E> entry = seal(next, event);
            entries.add(entry);
            next = entry.head();
        }
        return List.copyOf(entries);
    }

    /** The entry as one line of JSON, in protobuf's own mapping: for people and scripts. */
    public static String json(Entry<?> entry) {
        return json(entry.event() instanceof CampaignEvent ? parse(CAMPAIGN_ENTRY, entry) : parse(TRIAL_ENTRY, entry));
    }

    /** The event alone as one line of JSON. */
    public static String json(Object event) {
        return json(message(event, 0, 0, ByteString.EMPTY));
    }

    /** @throws UnreadableEventException if a newer release wrote the entry, or the bytes are damaged */
    public static Entry<?> read(String manifest, byte[] bytes) {
        Entry<?> entry = readEntry(manifest, bytes);
        if (!manifest(entry.event()).equals(manifest)) {
            throw UnreadableEventException.damaged(
                    "stored event is marked '" + manifest + "' but its content is a '" + manifest(entry.event())
                            + "': the ledger is damaged",
                    null);
        }
        return entry;
    }

    private static Message message(Object event, long sequence, int schema, ByteString previous) {
        if (event instanceof CampaignEvent campaignEvent) {
            return CampaignWire.toProto(campaignEvent)
                    .setSequence(sequence)
                    .setSchema(schema)
                    .setPrevious(previous)
                    .build();
        }
        if (event instanceof TrialEvent trialEvent) {
            return TrialWire.toProto(trialEvent)
                    .setSequence(sequence)
                    .setSchema(schema)
                    .setPrevious(previous)
                    .build();
        }
        throw notAnEvent(event);
    }

    private static Entry<?> readEntry(String manifest, byte[] bytes) {
        try {
            if (CAMPAIGN.contains(manifest)) {
                LedgerV1.CampaignEntry stored = CAMPAIGN_ENTRY.parseFrom(bytes);
                requireKnown(manifest, stored.getSchema());
                return new Entry<>(
                        stored.getSequence(),
                        stored.getSchema(),
                        previous(stored.getPrevious()),
                        CampaignWire.fromProto(stored),
                        bytes);
            }
            if (TRIAL.contains(manifest)) {
                LedgerV1.TrialEntry stored = TRIAL_ENTRY.parseFrom(bytes);
                requireKnown(manifest, stored.getSchema());
                return new Entry<>(
                        stored.getSequence(),
                        stored.getSchema(),
                        previous(stored.getPrevious()),
                        TrialWire.fromProto(stored),
                        bytes);
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw UnreadableEventException.damaged(
                    "stored event '" + manifest + "' cannot be read: " + e.getMessage() + "; the ledger is damaged", e);
        }
        throw UnreadableEventException.ofNewerRelease("stored event '" + manifest
                + "' is not known to this release: a newer release of Assay wrote it; read this ledger with that"
                + " release or a later one");
    }

    private static void requireKnown(String manifest, int schema) {
        if (schema < 0 || schema > Entry.SCHEMA) {
            throw UnreadableEventException.ofNewerRelease("stored event '" + manifest + "' has schema " + schema
                    + ", this release knows 0 to " + Entry.SCHEMA + ": a newer release of Assay wrote it; read this"
                    + " ledger with that release or a later one");
        }
    }

    private static Digest previous(ByteString hash) {
        return hash.isEmpty() ? ChainHead.START.hash() : ValueWire.fromProto(hash);
    }

    private static <M extends Message> M parse(Parser<M> parser, Entry<?> entry) {
        try {
            return parser.parseFrom(entry.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an entry that was read cannot be read again: " + entry, e);
        }
    }

    private static String json(Message message) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an event that cannot be printed: " + message, e);
        }
    }

    private static Set<String> manifests(Class<?> events) {
        Set<String> manifests = new TreeSet<>();
        for (Class<?> event : events.getPermittedSubclasses()) {
            manifests.add(event.getSimpleName() + VERSION);
        }
        return manifests;
    }

    private static IllegalArgumentException notAnEvent(Object object) {
        return new IllegalArgumentException("not an event of the ledger: "
                + object.getClass().getName() + "; allowed are CampaignEvent and TrialEvent");
    }
}
