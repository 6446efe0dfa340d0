package dev.assay.server.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.client.wire.FederationWire;
import dev.assay.learning.aggregation.ServerState;
import dev.assay.learning.training.SiteState;
import dev.assay.proto.server.v1.CheckpointV1;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checkpoints as Protobuf. */
final class CheckpointWire {
    private CheckpointWire() {}

    static byte[] toBytes(Checkpoint checkpoint) {
        ServerState server = checkpoint.server();
        CheckpointV1.ServerState.Builder state = CheckpointV1.ServerState.newBuilder()
                .setGlobal(FederationWire.bytes(server.global()))
                .setRoundsDone(server.roundsDone());
        server.firstMoment().ifPresent(moment -> state.setFirstMoment(FederationWire.bytes(moment)));
        server.secondMoment().ifPresent(moment -> state.setSecondMoment(FederationWire.bytes(moment)));
        server.control().ifPresent(control -> state.setControl(FederationWire.bytes(control)));
        CheckpointV1.Checkpoint.Builder proto = CheckpointV1.Checkpoint.newBuilder()
                .setTrialId(checkpoint.trialId())
                .setServer(state);
        checkpoint.sites().forEach((site, kept) -> proto.putSites(site, FederationWire.toProto(kept)));
        return proto.build().toByteArray();
    }

    static Checkpoint ofBytes(byte[] bytes) throws InvalidProtocolBufferException {
        CheckpointV1.Checkpoint proto = CheckpointV1.Checkpoint.parseFrom(bytes);
        CheckpointV1.ServerState server = proto.getServer();
        SortedMap<Integer, SiteState> sites = new TreeMap<>();
        proto.getSitesMap().forEach((site, kept) -> sites.put(site, FederationWire.ofProto(kept)));
        return new Checkpoint(
                proto.getTrialId(),
                new ServerState(
                        FederationWire.vector(server.getGlobal()),
                        server.getRoundsDone(),
                        server.hasFirstMoment()
                                ? Optional.of(FederationWire.vector(server.getFirstMoment()))
                                : Optional.empty(),
                        server.hasSecondMoment()
                                ? Optional.of(FederationWire.vector(server.getSecondMoment()))
                                : Optional.empty(),
                        server.hasControl()
                                ? Optional.of(FederationWire.vector(server.getControl()))
                                : Optional.empty()),
                sites);
    }
}
