package dev.assay.client.wire;

import com.google.protobuf.ByteString;
import dev.assay.client.site.ModelTask;
import dev.assay.client.site.ModelUpdate;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.SiteState;
import dev.assay.proto.federation.v1.FederationV1;
import java.util.HexFormat;
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
                .setKind(FederationV1.UpdateKind.UPDATE_KIND_DIFF)
                .setSteps(local.steps())
                .setSamples(local.samples())
                .setMeanLoss(local.meanLoss())
                .setDiff(bytes(local.diff()))
                .setState(toProto(local.state()));
        local.controlDelta().ifPresent(delta -> proto.setControlDelta(bytes(delta)));
        return proto.build();
    }

    /** @throws IllegalArgumentException when the payload is not a DIFF, or a vector or digest has no sound length */
    static ModelUpdate ofProto(FederationV1.ModelUpdate proto) {
        if (proto.getKind() != FederationV1.UpdateKind.UPDATE_KIND_DIFF) {
            throw new IllegalArgumentException("an update of kind " + proto.getKindValue() + ", only DIFF is taken");
        }
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
                local);
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
