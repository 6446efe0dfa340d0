package dev.assay.ledger.history;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events of the trials of a campaign that was written by hand: each starts a tenth of a second after its request and has two
 * rounds of two sites, a tenth of a second each.
 */
public final class TrialHistories {
    private static final String ENGINE = "an engine";
    private static final long TENTH = 100_000_000;

    private TrialHistories() {}

    /** By name of the trial; one that has not reported is in its second round. */
    public static Map<String, List<TrialEvent>> of(List<CampaignEvent> campaign) {
        CampaignState state = CampaignState.of(campaign);
        Map<String, List<TrialEvent>> trials = new LinkedHashMap<>();
        for (CampaignEvent event : campaign) {
            if (event instanceof TrialRequested requested) {
                Candidate candidate = state.record(requested.candidate()).candidate();
                trials.put(requested.trialId(), begun(requested, candidate));
            } else if (event instanceof TrialReported reported) {
                List<TrialEvent> events = trials.get(reported.trialId());
                Instant last = events.get(events.size() - 1).at();
                events.add(round(1, last.plusNanos(TENTH)));
                events.add(new TrialEnded(last.plusNanos(2 * TENTH), reported.outcome()));
            }
        }
        return trials;
    }

    private static List<TrialEvent> begun(TrialRequested requested, Candidate candidate) {
        Instant start = requested.at().plusNanos(TENTH);
        TrialPlan plan = new TrialPlan(
                requested.trialId(),
                "digits-1",
                candidate.name(),
                candidate.recipe(),
                requested.seed(),
                requested.openHoldOut());
        List<TrialEvent> events = new ArrayList<>();
        events.add(new TrialStarted(
                start, plan, List.of("site-0", "site-1"), ENGINE, new TreeMap<>(Map.of("os", "an os"))));
        events.add(round(0, start.plusNanos(TENTH)));
        return events;
    }

    /** Losses 2 and 1 over 30 and 10 steps, halved each round; norms 0.5 and 0.25. */
    private static RoundCompleted round(int round, Instant at) {
        double share = 1.0 / (1 + round);
        return new RoundCompleted(
                at,
                round,
                Digest.ofText("model " + round),
                Digest.ofText("checkpoint " + round),
                List.of(
                        new SiteContribution(0, 30, 960, 2 * share, 0.5),
                        new SiteContribution(1, 10, 320, share, 0.25)),
                new Cost(1_280, 40, 5_000_000_001L, 4_000, 0.125));
    }
}
