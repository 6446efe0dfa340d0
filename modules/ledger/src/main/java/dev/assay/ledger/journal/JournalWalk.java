package dev.assay.ledger.journal;

import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.wire.UnreadableEventException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A campaign's entries in the order that its meaning gives them, whatever the order in which its trials were written: the
 * campaign's as they are, those of a trial right before the report of its end, those of trials without a report last, in
 * the order of their requests. So a reader can check one trial after the other, and two exports of one ledger are equal.
 */
public final class JournalWalk {
    private final JournalReader journal;
    private final String campaignId;
    private final Set<String> open = new LinkedHashSet<>();
    private final Set<String> unseen;

    private JournalWalk(JournalReader journal, String campaignId) {
        this.journal = journal;
        this.campaignId = campaignId;
        this.unseen = new TreeSet<>(journal.persistenceIds());
    }

    /** Gives the rows one by one, as they are; rows of trials that the campaign never requested come at the very end. */
    public static void of(JournalReader journal, String campaignId, Consumer<StoredEntry> consumer) {
        new JournalWalk(journal, campaignId).walk(consumer);
    }

    private void walk(Consumer<StoredEntry> consumer) {
        String campaign = LedgerIds.campaign(campaignId).id();
        unseen.remove(campaign);
        journal.rows(campaign, row -> {
            follow(row, consumer);
            consumer.accept(row);
        });
        open.forEach(trial -> trial(trial, consumer));
        Set.copyOf(unseen).stream().sorted().forEach(entity -> journal.rows(entity, consumer));
    }

    /** A row that cannot be read leads nowhere; who is given it will say so. */
    private void follow(StoredEntry row, Consumer<StoredEntry> consumer) {
        Object event;
        try {
            event = row.entry().event();
        } catch (UnreadableEventException e) {
            return;
        }
        if (event instanceof TrialRequested requested) {
            open.add(requested.trialId());
        } else if (event instanceof TrialReported reported && open.remove(reported.trialId())) {
            trial(reported.trialId(), consumer);
        }
    }

    private void trial(String trialId, Consumer<StoredEntry> consumer) {
        String entity = LedgerIds.trial(trialId).id();
        if (unseen.remove(entity)) {
            journal.rows(entity, consumer);
        }
    }
}
