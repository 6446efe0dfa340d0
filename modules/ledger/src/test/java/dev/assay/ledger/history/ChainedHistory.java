package dev.assay.ledger.history;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.wire.EventCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A campaign that was written by hand, with its trials, as the rows of a journal: sealed, anchored, in the order in which a
 * verifier reads them.
 */
public final class ChainedHistory {
    public static final String CAMPAIGN = LedgerIds.campaign("digits-1").id();

    private final List<StoredEntry> rows = new ArrayList<>();
    private final Map<String, ChainHead> heads = new TreeMap<>();

    private ChainedHistory() {}

    /** With trials as {@link TrialHistories} has them. */
    public static ChainedHistory of(List<CampaignEvent> campaign) {
        return of(campaign, TrialHistories.of(campaign), reported -> reported);
    }

    /**
     * With any trials.
     *
     * @param told what the campaign records instead of what it was told by a trial
     */
    public static ChainedHistory of(
            List<CampaignEvent> campaign,
            Map<String, List<TrialEvent>> trials,
            Function<TrialReported, TrialReported> told) {
        ChainedHistory chained = new ChainedHistory();
        Map<String, ChainHead> anchors = new HashMap<>();
        Map<String, List<TrialEvent>> unwritten = new TreeMap<>(trials);
        List<String> requested = new ArrayList<>();
        for (CampaignEvent event : campaign) {
            CampaignEvent recorded = event;
            if (event instanceof TrialReported reported) {
                chained.write(reported.trialId(), anchors, unwritten);
                ChainHead end =
                        chained.heads.get(LedgerIds.trial(reported.trialId()).id());
                recorded = told.apply(new TrialReported(
                        reported.at(), reported.trialId(), reported.outcome(), Optional.ofNullable(end)));
            }
            ChainHead head = chained.seal(CAMPAIGN, ChainHead.START, recorded);
            if (event instanceof TrialRequested request) {
                anchors.put(request.trialId(), ChainHead.anchoredIn(head.hash()));
                requested.add(request.trialId());
            }
        }
        requested.forEach(trial -> chained.write(trial, anchors, unwritten));
        return chained;
    }

    /** Every row, in a verifier's order. */
    public List<StoredEntry> rows() {
        return List.copyOf(rows);
    }

    /** The end of every chain, also of trials that have reported, by persistence id. */
    public Map<String, ChainHead> heads() {
        return Map.copyOf(heads);
    }

    /** Puts the rows into a new journal. */
    public void into(Journal journal) {
        try (JournalWriter writer = JournalWriter.into(journal)) {
            rows.forEach(writer::append);
            writer.commit();
        }
    }

    private void write(String trialId, Map<String, ChainHead> anchors, Map<String, List<TrialEvent>> unwritten) {
        List<TrialEvent> events = unwritten.remove(trialId);
        if (events != null) {
            String id = LedgerIds.trial(trialId).id();
            events.forEach(event -> seal(id, anchors.get(trialId), event));
        }
    }

    private ChainHead seal(String id, ChainHead start, Object event) {
        Entry<Object> entry = EventCodec.seal(heads.getOrDefault(id, start), event);
        rows.add(StoredEntry.of(id, entry));
        heads.put(id, entry.head());
        return entry.head();
    }
}
