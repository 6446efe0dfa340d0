package dev.assay.agent.campaign;

import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.Entry;

/** What a campaign tells those who watch it. Events are told after they are stored, in their order. */
public sealed interface CampaignUpdate {
    /** The first message to a new watcher, and the only one that is not about a change. */
    record CurrentState(CampaignChain chain) implements CampaignUpdate {}

    record EventStored(Entry<CampaignEvent> entry) implements CampaignUpdate {}

    /** @param roundsDone of the trial, 0 when it has just been started; not stored by the campaign */
    record RoundsDone(String trialId, int roundsDone) implements CampaignUpdate {}

    /** The campaign cannot go on in this process; its ledger is as it was. */
    record Broken(String message) implements CampaignUpdate {}
}
