package dev.assay.agent.decision;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.PauseRequested;
import dev.assay.ledger.campaign.CampaignEvent.ResumeRequested;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.Recipe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** A campaign without actors: it decides, applies, and answers requested trials from a made-up score, to the end. */
final class CampaignDrive {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    /** Larger rates are better up to 0.3, control variates help besides, all else is as good as the baseline. */
    static final Trials LANDSCAPE = gains(recipe -> {
        double lr = recipe.value(Knob.LR).orElseThrow().number();
        return 0.05 * (1 - Math.abs(Math.log10(lr / 0.3))) + (recipe.scaffold() ? 0.03 : 0);
    });

    private static final int MOST_STEPS = 2_000;

    private final CampaignDecider decider;
    private final List<CampaignEvent> events = new ArrayList<>();
    private CampaignState state = CampaignState.EMPTY;
    private Trials trials = gains(recipe -> 0);
    private UnaryOperator<List<TrialRecord>> order = UnaryOperator.identity();

    /** What a trial comes to. */
    interface Trials {
        TrialOutcome outcome(Recipe recipe, TrialRecord trial);
    }

    CampaignDrive(CampaignRules rules, int maxCandidates) {
        this(rules, maxCandidates, Optional.empty());
    }

    CampaignDrive(CampaignRules rules, int maxCandidates, Optional<Lineage> lineage) {
        decider = new CampaignDecider(rules);
        apply(new CampaignStarted(
                NOW, "c", 11, rules.profile().text(), rules.program().text(), new TreeMap<>(), maxCandidates, lineage));
    }

    /** Scores of 0.5 plus the recipe's gain, plus seed noise of about 0.01 that all recipes share. */
    static Trials gains(ToDoubleFunction<Recipe> gain) {
        return (recipe, trial) -> scored(0.5 + gain.applyAsDouble(recipe) + noise(trial.seed()), trial);
    }

    static double noise(long seed) {
        return 0.01 * (new SplittableRandom(seed).nextDouble() * 2 - 1);
    }

    static TrialOutcome scored(double score, TrialRecord trial) {
        return new Scored(
                score,
                trial.openHoldOut() ? OptionalDouble.of(score) : OptionalDouble.empty(),
                Digest.ofText(trial.trialId()),
                Cost.NONE);
    }

    static Trials crashing(Predicate<Recipe> crashes, Trials otherwise) {
        return failing(FailureCode.DIVERGED, crashes, otherwise);
    }

    static Trials failing(FailureCode code, Predicate<Recipe> fails, Trials otherwise) {
        return (recipe, trial) ->
                fails.test(recipe) ? new Failed(code, "values ran away", Cost.NONE) : otherwise.outcome(recipe, trial);
    }

    static double proximalMu(Recipe recipe) {
        return recipe.value(Knob.PROXIMAL_MU).orElseThrow().number();
    }

    static boolean hasProximalTerm(Recipe recipe) {
        return proximalMu(recipe) > 0;
    }

    CampaignDrive answering(Trials answers) {
        trials = answers;
        return this;
    }

    /** In which order the open trials report. */
    CampaignDrive reporting(UnaryOperator<List<TrialRecord>> reports) {
        order = reports;
        return this;
    }

    CampaignState state() {
        return state;
    }

    List<CampaignEvent> events() {
        return List.copyOf(events);
    }

    /** What came of the calibration entry of this name. */
    CandidateReviewed review(String entry) {
        return state.candidates().stream()
                .filter(record -> record.candidate().source().equals("calibration " + entry))
                .findFirst()
                .orElseThrow()
                .review()
                .orElseThrow();
    }

    <E extends CampaignEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    CampaignDrive toTheEnd() {
        return until(CampaignState::isFinished);
    }

    /** Decides, and answers trials, until the state is as wanted. */
    CampaignDrive until(Predicate<CampaignState> wanted) {
        for (int step = 0; step < MOST_STEPS; step++) {
            if (wanted.test(state)) {
                return this;
            }
            List<CampaignEvent> next = decider.decide(state, NOW);
            if (!next.isEmpty()) {
                next.forEach(this::apply);
            } else if (state.openTrials().isEmpty()) {
                throw new AssertionError("the campaign waits for nothing: " + state);
            } else {
                order.apply(state.openTrials()).forEach(this::report);
            }
        }
        throw new AssertionError("the campaign has no end: " + events.subList(events.size() - 3, events.size()));
    }

    CampaignDrive stop(String cause) {
        apply(new StopRequested(NOW, cause));
        return this;
    }

    CampaignDrive pause(String cause) {
        apply(new PauseRequested(NOW, cause));
        return this;
    }

    CampaignDrive resume(String cause) {
        apply(new ResumeRequested(NOW, cause));
        return this;
    }

    private void report(TrialRecord trial) {
        Recipe recipe = state.record(trial.candidate()).candidate().recipe();
        apply(new TrialReported(NOW, trial.trialId(), trials.outcome(recipe, trial), Optional.empty()));
    }

    private void apply(CampaignEvent event) {
        state = state.apply(event);
        events.add(event);
    }
}
