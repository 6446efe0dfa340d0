package dev.assay.client.wire;

import dev.assay.client.site.AnnouncedAssignment;
import dev.assay.client.site.AnnouncedState;
import dev.assay.client.site.AnnouncedTask;
import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SitesFound;
import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.serialization.MessageRegistry;
import dev.assay.runtime.serialization.MessageTypes;
import dev.assay.runtime.task.SiteFacts;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.TransferAddress;

/** The client's commands and reports that travel as Kryo. */
public final class ClientMessageTypes implements MessageTypes {
    @Override
    public void register(MessageRegistry registry) {
        // 200, 202 and 203 were assignments with the vectors themselves.
        registry.add(201, ClientNode.CloseSites.class)
                .add(204, SiteReport.SiteOpened.class)
                .add(205, SiteReport.SiteNotOpened.class)
                .add(206, SiteReport.SiteFailed.class)
                .add(207, ClientNode.UpdateNotTaken.class)
                .add(208, Machine.class)
                .add(209, ClientNode.OpenAnnouncedSites.class)
                .add(210, AnnouncedAssignment.class)
                .add(211, AnnouncedState.class)
                .add(212, AnnouncedVector.class)
                .add(213, TransferAddress.class)
                .add(214, ClientNode.UpdateFetched.class)
                .add(220, ClientNode.FindSites.class)
                .add(221, SitesFound.class)
                .add(222, SiteFacts.class)
                .add(223, ClientNode.ScoreAnnouncedModel.class)
                .add(224, AnnouncedTask.class)
                .add(225, SiteReport.SiteScored.class)
                .add(226, SiteReport.SiteRefused.class)
                .add(227, ClientNode.Purpose.class)
                .add(228, SiteReport.SiteWaits.class);
    }
}
