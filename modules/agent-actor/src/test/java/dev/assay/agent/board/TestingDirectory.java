package dev.assay.agent.board;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.CampaignDirectory;
import dev.assay.ledger.journal.LedgerIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** The campaigns of a journal in memory. Those that it was told of are known, in that order. */
final class TestingDirectory implements CampaignDirectory {
    private static final int PAGE = 7;

    private final PersistenceTestKit journal;
    private final List<String> known = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> kept = Collections.synchronizedSet(new HashSet<>());
    private volatile Consumer<String> lost = campaign -> {};
    private volatile RuntimeException broken;

    TestingDirectory(PersistenceTestKit journal) {
        this.journal = journal;
    }

    Set<String> kept() {
        synchronized (kept) {
            return Set.copyOf(kept);
        }
    }

    /** From now on nothing can be had; null = all can again. */
    void breakBy(RuntimeException failure) {
        broken = failure;
    }

    void lose(String campaign) {
        kept.remove(campaign);
        lost.accept(campaign);
    }

    @Override
    public List<Listed> list() {
        if (broken != null) {
            throw broken;
        }
        synchronized (known) {
            return known.stream()
                    .filter(name -> !all(name).isEmpty())
                    .map(name -> new Listed(
                            name, all(name).stream().anyMatch(entry -> entry.event() instanceof CampaignFinished)))
                    .collect(Collectors.toList());
        }
    }

    @Override
    public List<Entry<CampaignEvent>> events(String campaignId, long after) {
        return all(campaignId).stream().skip(after).limit(PAGE).toList();
    }

    @Override
    public void keep(String campaignId) {
        kept.add(campaignId);
    }

    @Override
    public void keepNew(String campaignId) {
        known.add(campaignId);
        keep(campaignId);
    }

    @Override
    public void letGo(String campaignId) {
        kept.remove(campaignId);
    }

    @Override
    public void onLost(Consumer<String> told) {
        lost = told;
    }

    @SuppressWarnings("unchecked")
    private List<Entry<CampaignEvent>> all(String campaignId) {
        return journal.persistedInStorage(LedgerIds.campaign(campaignId).id()).stream()
                .map(entry -> (Entry<CampaignEvent>) entry)
                .toList();
    }
}
