package dev.assay.agent.wire;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignSnapshot;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.trial.TrialState;
import dev.assay.ledger.trial.TrialState.RecordedRefusal;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.cost.Cost;
import dev.assay.research.program.Arm;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import dev.assay.testkit.task.TestingTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** States with everything in them that states hold. */
final class SnapshotSamples {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000000006Z");
    private static final Cost COST = new Cost(1, 2, 3, 4, 0.5);
    private static final Recipe RECIPE = Recipe.parse(TestingTask.fedAvg());
    private static final Comparison GAIN = new Comparison(3, 0.1, 0.05, 0.05, 0.15);
    private static final TrialPlan PLAN = new TrialPlan("c/c001/seed-7", "c", "c001", RECIPE, 7, true);
    private static final TrialOutcome SCORED =
            new Scored(0.75, OptionalDouble.of(0.5), Digest.ofText("final model"), COST);
    private static final Lineage LINEAGE =
            new Lineage("longer", "parent", Digest.ofText("fingerprint"), List.of("rounds is 2, was 1"), true);

    static final List<CampaignEvent> CAMPAIGN = List.of(
            new CampaignStarted(
                    NOW, "c", 7, "profile", "program", new TreeMap<>(Map.of("task", "t")), 16, Optional.of(LINEAGE)),
            new CandidateProposed(NOW, new Candidate(0, RECIPE, 0, "fedavg", "as it is", "profile")),
            new TrialRequested(NOW, "c/c000/seed-1", 0, 1, false),
            new TrialReported(
                    NOW, "c/c000/seed-1", SCORED, Optional.of(new ChainHead(3, Digest.ofText("the trial's end")))),
            new CandidateReviewed(NOW, 0, Verdict.KEEP, 0.75, Optional.empty(), "the baseline"),
            new CandidateProposed(NOW, new Candidate(1, RECIPE, 0, "fedavg", "better", "a paper", Arm.SCALAR)),
            new TrialRequested(NOW, "c/c001/seed-1", 1, 1, false),
            new TrialRequested(NOW, "c/c001/seed-2", 1, 2, false),
            new TrialReported(
                    NOW, "c/c001/seed-2", new Failed(FailureCode.DIVERGED, "ran away", COST), Optional.empty()),
            new CandidateReviewed(NOW, 1, Verdict.CRASH, 0, Optional.of(GAIN), "it ran away"),
            new PhaseEntered(NOW, Phase.CONFIRMATION, "nothing is left"),
            new StopRequested(NOW, "Ctrl-C"),
            new PauseRequested(NOW, "the night"),
            new CampaignConfirmed(NOW, 0, false, GAIN, GAIN, "it does not carry"));

    static final List<TrialEvent> TRIAL = List.of(
            new TrialStarted(NOW, PLAN, List.of("a", "b"), "engine", new TreeMap<>(Map.of("os", "an os"))),
            new UpdateRefused(NOW, 0, 1, "LATE", "too late"),
            new RoundCompleted(NOW, 0, Digest.ofText("model 0"), Digest.ofText("checkpoint 0"), List.of(), COST),
            new UpdateRefused(NOW, 1, -1, "NOT_FINITE", "no number"),
            new RoundCompleted(NOW, 1, Digest.ofText("model 1"), Digest.ofText("checkpoint 1"), List.of(), COST),
            new TrialEnded(NOW, SCORED));

    private SnapshotSamples() {}

    /** One value of every class that is in snapshots, but for those that are in messages too. */
    static List<Object> all() {
        CampaignChain campaign = campaign(CAMPAIGN.size());
        return List.of(
                campaign,
                CampaignSnapshot.of(campaign),
                CAMPAIGN.get(0),
                Phase.CONTROLS,
                campaign.state().record(1).candidate(),
                Arm.RANDOM,
                new TrialRecord("t", 1, 2, true, Optional.of(SCORED)),
                campaign.state().record(1).review().orElseThrow(),
                Verdict.DISCARD,
                GAIN,
                campaign.state().confirmation().orElseThrow(),
                trial(4),
                TrialState.EMPTY,
                trial(4).state(),
                new RecordedRefusal(1, -1, "LATE"),
                trial(TRIAL.size()).state());
    }

    /** The campaign after that many of its events. */
    static CampaignChain campaign(int events) {
        CampaignChain chain = CampaignChain.EMPTY;
        for (Entry<CampaignEvent> entry : EventCodec.sealAll(ChainHead.START, CAMPAIGN.subList(0, events))) {
            chain = chain.apply(entry);
        }
        return chain;
    }

    /** The trial after that many of its events. */
    static TrialChain trial(int events) {
        TrialChain chain = TrialChain.EMPTY;
        ChainHead anchor = ChainHead.anchoredIn(Digest.ofText("request"));
        for (Entry<TrialEvent> entry : EventCodec.sealAll(anchor, TRIAL.subList(0, events))) {
            chain = chain.apply(entry);
        }
        return chain;
    }
}
