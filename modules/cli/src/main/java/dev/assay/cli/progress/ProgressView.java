package dev.assay.cli.progress;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import java.util.SortedMap;

/** How a campaign shows itself while it runs. Called by one thread. */
public interface ProgressView {
    /** Something was stored; {@code state} has it applied. */
    void onEvent(CampaignEvent event, CampaignState state);

    /** Something that people have to know and that is no event, in a line. */
    void onNotice(String line);

    /**
     * The picture of the moment.
     *
     * @param rounds completed rounds of the trials that are out and have completed any, by trial id
     */
    void onTick(CampaignState state, SortedMap<String, Integer> rounds);

    /** Nothing will follow. */
    void close();
}
