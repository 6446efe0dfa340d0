package dev.assay.ledger.history;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignConfirmed;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import dev.assay.research.program.Arm;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Writes a campaign's events, one second apart. Seeds count from 1; confirmation seeds from 101. */
public final class History {
    private static final String PROGRAM = """
            ---
            phases: [baseline, calibration, search, confirmation]
            seeds: {baseline: 3, first: 2, full: 3, confirmation: 3}
            keep: {confidence: 0.9, min_gain: 0.002}
            search: {method: local-tpe, batch: 4}
            watchdog: {widen_after: 6, stop_after: 12}
            crashes: {family_limit: 2}
            caps: {candidates: 16}
            stop_file: STOP
            ---
            Be careful.
            """;

    private static final Cost USUAL = new Cost(10_780, 340, 2_500_000, 2_500_000, 1.25);

    private final List<CampaignEvent> events = new ArrayList<>();
    private Cost perTrial = USUAL;
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    /** A campaign on the task {@code digits} that has just started. */
    public static History started() {
        return started(PROGRAM);
    }

    /** The same under a program that asks for two control arms of two candidates. */
    public static History startedWithControls() {
        return started(PROGRAM.replace("search, confirmation", "search, controls, confirmation")
                .replace("caps:", "controls: {arms: [random, scalar], candidates: 2}\ncaps:"));
    }

    private static History started(String program) {
        History history = new History();
        Map<String, String> fingerprint =
                Map.of("task", "digits", "metric", "accuracy", "rounds", "10", "sites", "8", "data.sha256", "ab12");
        return history.add(new CampaignStarted(
                history.tick(), "digits-1", 7, "the profile", program, new TreeMap<>(fingerprint), 16));
    }

    public List<CampaignEvent> events() {
        return List.copyOf(events);
    }

    public History phase(Phase phase, String reason) {
        return add(new PhaseEntered(tick(), phase, reason));
    }

    public History proposed(int number, int parent, String family, String hypothesis) {
        return add(new CandidateProposed(
                tick(),
                new Candidate(number, TestingRecipes.ALL.get(number), parent, family, hypothesis, "local-tpe")));
    }

    public History proposed(int number, int parent, Recipe recipe, Arm arm) {
        return add(new CandidateProposed(
                tick(), new Candidate(number, recipe, parent, recipe.family(), "why", "test", arm)));
    }

    /** What every later trial spends. */
    public History spending(Cost cost) {
        perTrial = cost;
        return this;
    }

    /** Every later trial spends what the first ones did. */
    public History spendingAsUsual() {
        return spending(USUAL);
    }

    public History refused(String... violations) {
        return add(new ProposalRefused(tick(), TestingRecipes.ALL.get(199), "local-tpe", List.of(violations)));
    }

    public History requested(int candidate, long seed) {
        return add(new TrialRequested(tick(), trialId(candidate, seed), candidate, seed, seed > 100));
    }

    /** One scored trial a score, on the seeds 1, 2, ... */
    public History scored(int candidate, double... scores) {
        for (int i = 0; i < scores.length; i++) {
            requested(candidate, i + 1).reported(candidate, i + 1, scores[i], OptionalDouble.empty());
        }
        return this;
    }

    /** One confirmation trial a score, on the seeds 101, 102, ... */
    public History confirming(int candidate, double... scores) {
        for (int i = 0; i < scores.length; i++) {
            requested(candidate, 101 + i).reported(candidate, 101 + i, scores[i], OptionalDouble.of(scores[i] - 0.01));
        }
        return this;
    }

    public History crashed(int candidate, long seed, FailureCode code, String message) {
        requested(candidate, seed);
        return add(new TrialReported(
                tick(),
                trialId(candidate, seed),
                new Failed(code, message, new Cost(300, 10, 4_000, 4_000, 0.5)),
                Optional.empty()));
    }

    public History reviewed(int candidate, Verdict verdict, double score, String reason) {
        return add(new CandidateReviewed(tick(), candidate, verdict, score, Optional.empty(), reason));
    }

    public History compared(int candidate, Verdict verdict, double score, double gain, String reason) {
        return add(new CandidateReviewed(tick(), candidate, verdict, score, Optional.of(around(gain)), reason));
    }

    public History holdOutOpened(int... candidates) {
        return add(new HoldOutOpened(tick(), Arrays.stream(candidates).boxed().toList(), "the search is over"));
    }

    public History confirmed(int candidate, boolean confirmed, double gain, double holdOutGain) {
        return add(new CampaignConfirmed(
                tick(), candidate, confirmed, around(gain), around(holdOutGain), "both intervals were looked at"));
    }

    public History stopRequested(String cause) {
        return add(new StopRequested(tick(), cause));
    }

    public History finished(String reason) {
        return add(new CampaignFinished(tick(), reason));
    }

    private History reported(int candidate, long seed, double selection, OptionalDouble holdOut) {
        Digest model = Digest.ofText(trialId(candidate, seed));
        return add(new TrialReported(
                tick(), trialId(candidate, seed), new Scored(selection, holdOut, model, perTrial), Optional.empty()));
    }

    private History add(CampaignEvent event) {
        events.add(event);
        return this;
    }

    private Instant tick() {
        now = now.plusSeconds(1);
        return now;
    }

    private static String trialId(int candidate, long seed) {
        return "digits-1-" + candidate + "-" + seed;
    }

    private static Comparison around(double gain) {
        return new Comparison(3, gain, 0.005, gain - 0.005, gain + 0.005);
    }
}
