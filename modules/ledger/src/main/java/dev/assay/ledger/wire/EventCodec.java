package dev.assay.ledger.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.proto.ledger.v1.LedgerV1;
import java.util.Set;
import java.util.TreeSet;

/**
 * Bytes of an event and back. A manifest names the event and the version of its format, for example
 * {@code CandidateProposed.v1}; the bytes are a {@code CampaignEntry} or a {@code TrialEntry}.
 */
public final class EventCodec {
    private static final String VERSION = ".v1";
    private static final Set<String> CAMPAIGN = manifests(CampaignEvent.class);
    private static final Set<String> TRIAL = manifests(TrialEvent.class);

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

    /** @throws IllegalArgumentException if the object is not an event, or its time does not fit into the format */
    public static byte[] encode(Object event) {
        return message(event).toByteArray();
    }

    /** The event as one line of JSON, in protobuf's own mapping: for people and scripts. */
    public static String json(Object event) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(message(event));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an event that cannot be printed: " + manifest(event), e);
        }
    }

    /** @throws UnreadableEventException if a newer release wrote the event, or the bytes are damaged */
    public static Object decode(String manifest, byte[] bytes) {
        Object event = decodeEntry(manifest, bytes);
        if (!manifest(event).equals(manifest)) {
            throw new UnreadableEventException("stored event is marked '" + manifest + "' but its content is a '"
                    + manifest(event) + "': the ledger is damaged");
        }
        return event;
    }

    private static Message message(Object event) {
        if (event instanceof CampaignEvent campaignEvent) {
            return CampaignWire.toProto(campaignEvent);
        }
        if (event instanceof TrialEvent trialEvent) {
            return TrialWire.toProto(trialEvent);
        }
        throw notAnEvent(event);
    }

    private static Object decodeEntry(String manifest, byte[] bytes) {
        try {
            if (CAMPAIGN.contains(manifest)) {
                return CampaignWire.fromProto(LedgerV1.CampaignEntry.parseFrom(bytes));
            }
            if (TRIAL.contains(manifest)) {
                return TrialWire.fromProto(LedgerV1.TrialEntry.parseFrom(bytes));
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new UnreadableEventException(
                    "stored event '" + manifest + "' cannot be read: " + e.getMessage() + "; the ledger is damaged", e);
        }
        throw new UnreadableEventException("stored event '" + manifest
                + "' is not known to this release: a newer release of Assay wrote it; read this ledger with that"
                + " release or a later one");
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
