package dev.assay.ledger.journal;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.Entry;
import java.util.List;
import java.util.function.Consumer;

/**
 * The campaigns of a journal that the nodes of a cluster share, and the right to run them there. Every method may block for
 * as long as a database takes, and throws {@link JournalException} where it cannot be had.
 */
public interface CampaignDirectory {
    /**
     * A campaign that the journal has.
     *
     * @param finished whether its last event is in the journal
     */
    record Listed(String campaignId, boolean finished) {}

    /** All campaigns, in the order in which they began. */
    List<Listed> list();

    /**
     * A campaign's events behind a number, in their order: some of them, at least one if there is one.
     *
     * @param after 0 for those from the first on
     */
    List<Entry<CampaignEvent>> events(String campaignId, long after);

    /**
     * Keeps every process outside the cluster from writing the campaign; nothing when it is kept already.
     *
     * @throws JournalException with problem LOCKED if such a process writes it now
     */
    void keep(String campaignId);

    /**
     * As {@link #keep}, for a campaign that begins.
     *
     * @throws JournalException with problem EXISTS, too, if the journal has events of it
     */
    void keepNew(String campaignId);

    /** Lets others write the campaign again. */
    void letGo(String campaignId);

    /** Who is to be told, from another thread, when a campaign that was kept has been taken by a process outside. */
    void onLost(Consumer<String> lost);
}
