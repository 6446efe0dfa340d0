package dev.assay.client.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.client.site.ClientNode.TrainAnnouncedRound;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.UpdateAnnounced;
import dev.assay.proto.federation.v1.FederationV1;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Carries the two messages that announce models between nodes, as Protobuf. An update's arrives undecoded: only its trial's
 * server knows how large it may be, and answers what is wrong with it.
 */
public final class FederationSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7_103;
    private static final String TASK = "ModelTask.v2";
    private static final String UPDATE = "ModelUpdate.v2";

    private final ActorRefResolver refs;

    public FederationSerializer(ExtendedActorSystem system) {
        this.refs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return message instanceof TrainAnnouncedRound ? TASK : UPDATE;
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof TrainAnnouncedRound round) {
            return FederationWire.toProto(round.task(), refs.toSerializationFormat(round.replyTo()))
                    .toByteArray();
        }
        return message instanceof EncodedUpdate encoded
                ? encoded.bytes().clone()
                : FederationWire.toProto(((UpdateAnnounced) message).update()).toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return switch (manifest) {
                case TASK -> round(FederationV1.ModelTask.parseFrom(bytes));
                case UPDATE -> new EncodedUpdate(bytes);
                default -> throw new NotSerializableException("a model message of unknown kind '" + manifest + "'");
            };
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new NotSerializableException("a malformed " + manifest + ": " + e.getMessage());
        }
    }

    private TrainAnnouncedRound round(FederationV1.ModelTask task) {
        return new TrainAnnouncedRound(FederationWire.ofProto(task), refs.resolveActorRef(task.getReplyTo()));
    }
}
