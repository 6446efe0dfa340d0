package dev.assay.client.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.client.site.AnnouncedState;
import dev.assay.client.site.AnnouncedTask;
import dev.assay.client.site.AnnouncedUpdate;
import dev.assay.client.site.UpdateKind;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.privacy.Protection;
import dev.assay.learning.training.SiteState;
import dev.assay.proto.federation.v1.FederationV1;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.TransferAddress;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Announcements of model tasks and updates as Protobuf, and site states with their vectors: the border between handlers, which
 * see records only, and the wire.
 */
public final class FederationWire {
    private FederationWire() {}

    static FederationV1.ModelTask toProto(AnnouncedTask task, String replyTo) {
        FederationV1.ModelTask.Builder proto = FederationV1.ModelTask.newBuilder()
                .setTrialId(task.trialId())
                .setRound(task.round())
                .setSchemaDigest(bytes(task.schema()))
                .setPublishedGlobal(toProto(task.global()))
                .setReplyTo(replyTo);
        task.globalControl().ifPresent(control -> proto.setPublishedGlobalControl(toProto(control)));
        return proto.build();
    }

    /** @throws IllegalArgumentException when a part is missing or is none */
    static AnnouncedTask ofProto(FederationV1.ModelTask proto) {
        return new AnnouncedTask(
                proto.getTrialId(),
                proto.getRound(),
                Digest.ofHash(proto.getSchemaDigest().toByteArray()),
                announced("global model", proto.hasPublishedGlobal(), proto.getPublishedGlobal())
                        .orElseThrow(() -> new IllegalArgumentException("it announces no global model")),
                announced(
                        "global control variate",
                        proto.hasPublishedGlobalControl(),
                        proto.getPublishedGlobalControl()));
    }

    static FederationV1.ModelUpdate toProto(AnnouncedUpdate update) {
        FederationV1.ModelUpdate.Builder proto = FederationV1.ModelUpdate.newBuilder()
                .setTrialId(update.trialId())
                .setRound(update.round())
                .setSite(update.site())
                .setSchemaDigest(bytes(update.schema()))
                .setKind(kind(update.kind()))
                .setSteps(update.steps())
                .setSamples(update.samples())
                .setMeanLoss(update.meanLoss())
                .setPublishedDiff(toProto(update.diff()))
                .setPublishedState(toProto(update.state()));
        update.controlDelta().ifPresent(delta -> proto.setPublishedControlDelta(toProto(delta)));
        update.protection().ifPresent(protection -> proto.setProtection(toProto(protection)));
        return proto.build();
    }

    private static FederationV1.UpdateProtection toProto(Protection protection) {
        FederationV1.UpdateProtection.Builder proto = FederationV1.UpdateProtection.newBuilder()
                .setClipNorm(protection.clipNorm())
                .setClipped(protection.clipped());
        protection
                .noise()
                .ifPresent(noise -> proto.setNoiseMultiplier(noise.multiplier())
                        .setEpsilon(noise.epsilon())
                        .setDelta(noise.delta()));
        return proto.build();
    }

    private static Optional<Protection> protection(FederationV1.ModelUpdate update) {
        if (!update.hasProtection()) {
            return Optional.empty();
        }
        FederationV1.UpdateProtection proto = update.getProtection();
        Protection protection = new Protection(
                proto.getClipNorm(),
                proto.getClipped(),
                proto.hasNoiseMultiplier()
                        ? Optional.of(
                                new Protection.Noise(proto.getNoiseMultiplier(), proto.getEpsilon(), proto.getDelta()))
                        : Optional.empty());
        protection.problem().ifPresent(why -> {
            throw new IllegalArgumentException("it says that it was protected by " + why);
        });
        return Optional.of(protection);
    }

    /**
     * Decodes the announcement of an update.
     *
     * @throws UnsoundUpdate when the bytes are none, or the announcement of a vector is missing or is none
     */
    public static AnnouncedUpdate update(byte[] bytes) throws UnsoundUpdate {
        FederationV1.ModelUpdate proto;
        try {
            proto = FederationV1.ModelUpdate.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UnsoundUpdate(
                    "", -1, -1, "a message of " + bytes.length + " bytes cannot be read: " + e.getMessage());
        }
        try {
            return ofProto(proto);
        } catch (IllegalArgumentException e) {
            throw new UnsoundUpdate(proto.getTrialId(), proto.getRound(), proto.getSite(), e.getMessage());
        }
    }

    private static AnnouncedUpdate ofProto(FederationV1.ModelUpdate proto) {
        FederationV1.PublishedSiteState state = proto.getPublishedState();
        return new AnnouncedUpdate(
                proto.getTrialId(),
                proto.getRound(),
                proto.getSite(),
                Digest.ofHash(proto.getSchemaDigest().toByteArray()),
                kind(proto.getKind()),
                announced("DIFF", proto.hasPublishedDiff(), proto.getPublishedDiff())
                        .orElseThrow(() -> new IllegalArgumentException("it announces no DIFF")),
                announced("control delta", proto.hasPublishedControlDelta(), proto.getPublishedControlDelta()),
                proto.getSteps(),
                proto.getSamples(),
                proto.getMeanLoss(),
                new AnnouncedState(
                        state.getUnitsDone(),
                        announced("momentum", state.hasMomentum(), state.getMomentum()),
                        announced("control variate", state.hasControl(), state.getControl())),
                protection(proto));
    }

    private static FederationV1.PublishedSiteState toProto(AnnouncedState state) {
        FederationV1.PublishedSiteState.Builder proto =
                FederationV1.PublishedSiteState.newBuilder().setUnitsDone(state.unitsDone());
        state.momentum().ifPresent(momentum -> proto.setMomentum(toProto(momentum)));
        state.control().ifPresent(control -> proto.setControl(toProto(control)));
        return proto.build();
    }

    private static FederationV1.PublishedVector toProto(AnnouncedVector vector) {
        return FederationV1.PublishedVector.newBuilder()
                .setDigest(bytes(vector.digest()))
                .setValues(vector.values())
                .setHost(vector.at().host())
                .setPort(vector.at().port())
                .setIncarnation(vector.at().incarnation())
                .build();
    }

    private static Optional<AnnouncedVector> announced(
            String what, boolean there, FederationV1.PublishedVector vector) {
        if (!there) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AnnouncedVector(
                    Digest.ofHash(vector.getDigest().toByteArray()),
                    vector.getValues(),
                    new TransferAddress(vector.getHost(), vector.getPort(), vector.getIncarnation())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the announcement of its " + what + " is none: " + e.getMessage(), e);
        }
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
