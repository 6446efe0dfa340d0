package dev.assay.agent.wire;

import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.campaign.CampaignSpec;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.runtime.serialization.MessageRegistry;
import dev.assay.runtime.serialization.MessageTypes;

/** The agent's commands that travel as Kryo. */
public final class AgentMessageTypes implements MessageTypes {
    @Override
    public void register(MessageRegistry registry) {
        registry.add(400, Campaign.Start.class)
                .add(401, CampaignSpec.class)
                .add(402, Campaign.Watch.class)
                .add(403, Campaign.RequestStop.class)
                .add(410, Lineage.class);
    }
}
