package dev.assay.client.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SiteAssignment;
import dev.assay.client.site.SiteReport;
import dev.assay.learning.training.SiteState;
import dev.assay.proto.federation.v1.FederationV1;
import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.serialization.MessageRegistry;
import dev.assay.runtime.serialization.MessageTypes;

/** The client's commands and reports that travel as Kryo. */
public final class ClientMessageTypes implements MessageTypes {
    @Override
    public void register(MessageRegistry registry) {
        registry.add(200, ClientNode.OpenSites.class)
                .add(201, ClientNode.CloseSites.class)
                .add(202, SiteAssignment.class)
                .addBytes(
                        203,
                        SiteState.class,
                        state -> FederationWire.toProto(state).toByteArray(),
                        ClientMessageTypes::siteState)
                .add(204, SiteReport.SiteOpened.class)
                .add(205, SiteReport.SiteNotOpened.class)
                .add(206, SiteReport.SiteFailed.class)
                .add(207, ClientNode.UpdateNotTaken.class)
                .add(208, Machine.class);
    }

    private static SiteState siteState(byte[] bytes) {
        try {
            return FederationWire.ofProto(FederationV1.SiteState.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("a malformed site state: " + e.getMessage(), e);
        }
    }
}
