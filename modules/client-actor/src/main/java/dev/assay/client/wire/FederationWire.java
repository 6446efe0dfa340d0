package dev.assay.client.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.client.site.ModelTask;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.UpdateKind;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.proto.federation.v1.FederationV1;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Model tasks and updates as Protobuf: the border between handlers, which see records only, and the wire. */
public final class FederationWire {
    private FederationWire() {}

    static FederationV1.ModelTask toProto(ModelTask task, String replyTo) {
        FederationV1.ModelTask.Builder proto = FederationV1.ModelTask.newBuilder()
                .setTrialId(task.trialId())
                .setRound(task.round())
                .setSchemaDigest(bytes(task.schema()))
                .setGlobal(bytes(task.global()))
                .setReplyTo(replyTo);
        task.globalControl().ifPresent(control -> proto.setGlobalControl(bytes(control)));
        return proto.build();
    }

    static ModelTask ofProto(FederationV1.ModelTask proto) {
        return new ModelTask(
                proto.getTrialId(),
                proto.getRound(),
                Digest.ofHash(proto.getSchemaDigest().toByteArray()),
                vector(proto.getGlobal()),
                proto.hasGlobalControl() ? Optional.of(vector(proto.getGlobalControl())) : Optional.empty());
    }

    static FederationV1.ModelUpdate toProto(ModelUpdate update) {
        LocalUpdate local = update.local();
        FederationV1.ModelUpdate.Builder proto = FederationV1.ModelUpdate.newBuilder()
                .setTrialId(update.trialId())
                .setRound(update.round())
                .setSite(update.site())
                .setSchemaDigest(bytes(update.schema()))
                .setKind(kind(update.kind()))
                .setSteps(local.steps())
                .setSamples(local.samples())
                .setMeanLoss(local.meanLoss())
                .setDiff(bytes(local.diff()))
                .setState(toProto(local.state()));
        local.controlDelta().ifPresent(delta -> proto.setControlDelta(bytes(delta)));
        return proto.setPayloadDigest(payloadDigest(proto.build())).build();
    }

    /**
     * Decodes an update.
     *
     * @throws UnsoundUpdate when the bytes are no update, a vector or digest has no sound length, or the vectors are not
     *     those that were sent
     */
    public static ModelUpdate update(byte[] bytes) throws UnsoundUpdate {
        FederationV1.ModelUpdate proto;
        try {
            proto = FederationV1.ModelUpdate.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UnsoundUpdate(
                    "", -1, -1, "a message of " + bytes.length + " bytes cannot be read: " + e.getMessage());
        }
        try {
            if (!payloadDigest(proto).equals(proto.getPayloadDigest())) {
                throw new IllegalArgumentException("the digest over its vectors is not the one that it carries");
            }
            return ofProto(proto);
        } catch (IllegalArgumentException e) {
            throw new UnsoundUpdate(proto.getTrialId(), proto.getRound(), proto.getSite(), e.getMessage());
        }
    }

    private static ModelUpdate ofProto(FederationV1.ModelUpdate proto) {
        LocalUpdate local = new LocalUpdate(
                vector(proto.getDiff()),
                proto.hasControlDelta() ? Optional.of(vector(proto.getControlDelta())) : Optional.empty(),
                proto.getSteps(),
                proto.getSamples(),
                proto.getMeanLoss(),
                ofProto(proto.getState()));
        return new ModelUpdate(
                proto.getTrialId(),
                proto.getRound(),
                proto.getSite(),
                Digest.ofHash(proto.getSchemaDigest().toByteArray()),
                kind(proto.getKind()),
                local);
    }

    private static ByteString payloadDigest(FederationV1.ModelUpdateOrBuilder update) {
        MessageDigest sha = Digest.sha256();
        for (ByteString vector : List.of(
                update.getDiff(),
                update.getControlDelta(),
                update.getState().getMomentum(),
                update.getState().getControl())) {
            vector.asReadOnlyByteBufferList().forEach(sha::update);
        }
        return ByteString.copyFrom(sha.digest());
    }

    private static FederationV1.UpdateKind kind(UpdateKind kind) {
        return switch (kind) {
            case DIFF -> FederationV1.UpdateKind.UPDATE_KIND_DIFF;
            case WEIGHTS -> FederationV1.UpdateKind.UPDATE_KIND_WEIGHTS;
            case UNKNOWN -> FederationV1.UpdateKind.UPDATE_KIND_UNSPECIFIED;
        };
    }

    private static UpdateKind kind(FederationV1.UpdateKind kind) {
        return switch (kind) {
            case UPDATE_KIND_DIFF -> UpdateKind.DIFF;
            case UPDATE_KIND_WEIGHTS -> UpdateKind.WEIGHTS;
            case UPDATE_KIND_UNSPECIFIED, UNRECOGNIZED -> UpdateKind.UNKNOWN;
        };
    }

    /** A site's state, which checkpoints hold too. */
    public static FederationV1.SiteState toProto(SiteState state) {
        FederationV1.SiteState.Builder proto =
                FederationV1.SiteState.newBuilder().setUnitsDone(state.unitsDone());
        state.momentum().ifPresent(momentum -> proto.setMomentum(bytes(momentum)));
        state.control().ifPresent(control -> proto.setControl(bytes(control)));
        return proto.build();
    }

    public static SiteState ofProto(FederationV1.SiteState proto) {
        return new SiteState(
                proto.getUnitsDone(),
                proto.hasMomentum() ? Optional.of(vector(proto.getMomentum())) : Optional.empty(),
                proto.hasControl() ? Optional.of(vector(proto.getControl())) : Optional.empty());
    }

    public static ByteString bytes(ModelVector vector) {
        return ByteString.copyFrom(vector.toBytes());
    }

    /** @throws IllegalArgumentException when the length is no multiple of 4 */
    public static ModelVector vector(ByteString bytes) {
        return ModelVector.ofBytes(bytes.toByteArray());
    }

    private static ByteString bytes(Digest digest) {
        return ByteString.copyFrom(HexFormat.of().parseHex(digest.hex()));
    }
}
