package dev.assay.bench;

import com.typesafe.config.ConfigFactory;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.journal.StoredSnapshot;
import dev.assay.runtime.serialization.SnapshotSerializer;
import java.util.function.Consumer;

/** Follows the events of a {@link SyntheticHistory}, and makes the last snapshot that its campaign would have stored. */
final class SyntheticSnapshots {
    private final long lastSnapshot;
    private final Consumer<StoredSnapshot> store;
    private CampaignChain campaign = CampaignChain.EMPTY;

    SyntheticSnapshots(SyntheticHistory history, Consumer<StoredSnapshot> store) {
        int every = ConfigFactory.load().getInt("assay.ledger.snapshot-every.campaign");
        this.lastSnapshot = history.campaignSize() / every * every;
        this.store = store;
    }

    /** Takes the next event, of the campaign or of a trial. */
    @SuppressWarnings("unchecked")
    void follow(RecordedEvent event) {
        if (LedgerIds.isCampaign(event.persistenceId()) && campaign.head().sequence() < lastSnapshot) {
            campaign = campaign.apply((Entry<CampaignEvent>) event.entry());
            if (campaign.head().sequence() == lastSnapshot) {
                store.accept(new StoredSnapshot(
                        event.persistenceId(),
                        lastSnapshot,
                        SnapshotSerializer.IDENTIFIER,
                        SnapshotSerializer.FORMAT,
                        new SnapshotSerializer().toBinary(campaign)));
            }
        }
    }
}
