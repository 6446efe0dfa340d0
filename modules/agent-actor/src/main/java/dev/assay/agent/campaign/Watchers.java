package dev.assay.agent.campaign;

import dev.assay.agent.campaign.CampaignUpdate.CurrentState;
import dev.assay.agent.campaign.CampaignUpdate.GoesOn;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.chain.ChainHead;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** Who watches a campaign, and how much of it they know. Part of one {@link Campaign}; not thread-safe. */
final class Watchers {
    private final String campaignId;
    private final Set<ActorRef<CampaignUpdate>> present = new HashSet<>();
    /** Who has asked to watch and was not sent the state yet: told of pauses only. */
    private final Set<ActorRef<CampaignUpdate>> arriving = new HashSet<>();
    /** They know of all events up to this one. */
    private ChainHead known = CampaignChain.EMPTY.head();

    private boolean paused;

    Watchers(String campaignId) {
        this.campaignId = campaignId;
    }

    /** Somebody has asked to watch, which may have to wait until the journal can be read. */
    void announce(ActorRef<CampaignUpdate> watcher) {
        if (!present.contains(watcher)) {
            arriving.add(watcher);
        }
    }

    /**
     * Sends the current state; changes follow.
     *
     * @return whether the watcher is a new one
     */
    boolean welcome(ActorRef<CampaignUpdate> watcher, CampaignChain chain) {
        arriving.remove(watcher);
        watcher.tell(new CurrentState(chain));
        return present.add(watcher);
    }

    void gone(ActorRef<CampaignUpdate> watcher) {
        present.remove(watcher);
    }

    void tell(CampaignUpdate update) {
        present.forEach(watcher -> watcher.tell(update));
    }

    /** Events up to this one are stored, and are told one by one. */
    void follow(ChainHead head) {
        known = head;
    }

    /** The journal was read back. Where it has events that nobody was told of, everybody gets the whole state. */
    void catchUp(CampaignChain chain) {
        if (!known.equals(chain.head())) {
            known = chain.head();
            tell(new CurrentState(chain));
        }
    }

    /** @param why told to those who are still waiting for the state, too */
    void pause(CampaignUpdate why) {
        paused = true;
        tellOfPause(why);
    }

    /** The campaign can read and write its journal. */
    void goOn() {
        if (paused) {
            paused = false;
            tellOfPause(new GoesOn(campaignId));
        }
    }

    private void tellOfPause(CampaignUpdate update) {
        tell(update);
        arriving.forEach(watcher -> watcher.tell(update));
    }
}
