package dev.assay.agent.decision;

import static dev.assay.agent.decision.CampaignDrive.LANDSCAPE;
import static dev.assay.agent.decision.CampaignDrive.gains;
import static dev.assay.agent.decision.CampaignDrive.hasProximalTerm;
import static dev.assay.agent.decision.CampaignDrive.proximalMu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.agent.decision.CampaignDrive.Trials;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.search.Proposal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignDeciderTest {
    private static CampaignDrive drive(int maxCandidates, String... replacements) {
        return new CampaignDrive(TestingRules.with(replacements), maxCandidates);
    }

    @Test
    void baselineRunsFirstOnAllItsSeeds() {
        CampaignDrive drive = drive(16).until(state -> !state.openTrials().isEmpty());

        assertThat(drive.state().phase()).isEqualTo(Phase.BASELINE);
        assertThat(drive.state().candidates()).hasSize(1);
        assertThat(drive.state().openTrials())
                .extracting(TrialRecord::seed)
                .hasSize(5)
                .doesNotHaveDuplicates();
        assertThat(drive.state().openTrials())
                .extracting(TrialRecord::trialId)
                .containsExactly("c/c000/seed-1", "c/c000/seed-2", "c/c000/seed-3", "c/c000/seed-4", "c/c000/seed-5");
        drive.toTheEnd();
        assertThat(drive.events(CandidateReviewed.class).get(0).verdict()).isEqualTo(Verdict.KEEP);
    }

    @Test
    void decidesNothingWhileATrialIsOut() {
        CampaignDrive drive = drive(16).until(state -> !state.openTrials().isEmpty());
        CampaignDecider decider = new CampaignDecider(TestingRules.with());

        assertThat(decider.decide(drive.state(), CampaignDrive.NOW)).isEmpty();
        assertThat(decider.decide(drive.toTheEnd().state(), CampaignDrive.NOW)).isEmpty();
    }

    @Test
    void calibrationFollowsTheTableInBatchesAndEachBatchIsReviewed() {
        CampaignDrive drive = drive(5).toTheEnd();

        assertThat(drive.state().candidates())
                .extracting(record -> record.candidate().source())
                .containsExactly(
                        "profile",
                        "calibration fast",
                        "calibration prox",
                        "calibration prox-strong",
                        "calibration scaffold",
                        "calibration median");
        List<CampaignEvent> events = drive.events().stream()
                .filter(event -> event instanceof CandidateProposed || event instanceof CandidateReviewed)
                .toList();
        assertThat(events)
                .extracting(event -> event instanceof CandidateProposed)
                .startsWith(true, false, true, true, false, false, true, true, false, false, true, false);
    }

    @Test
    void everyCandidateRunsOnTheSeedsOfTheBaselineInTheirOrder() {
        CampaignDrive drive = drive(8).answering(LANDSCAPE).toTheEnd();
        List<Long> seeds = List.copyOf(drive.state().record(0).trials().stream()
                .filter(trial -> !trial.openHoldOut())
                .map(TrialRecord::seed)
                .toList());

        assertThat(drive.state().candidates()).allSatisfy(record -> {
            List<Long> used = record.trials().stream()
                    .filter(trial -> !trial.openHoldOut())
                    .map(TrialRecord::seed)
                    .toList();
            assertThat(used).isEqualTo(seeds.subList(0, used.size()));
            assertThat(used.size()).isIn(2, 5);
        });
    }

    @Test
    void hopelessCandidateIsDiscardedWithItsNumbersAndGetsNoMoreTrials() {
        CampaignDrive drive = drive(2).answering(gains(recipe -> hasProximalTerm(recipe) ? -0.3 : 0))
                .toTheEnd();

        CandidateReviewed hopeless = drive.review("prox");
        assertThat(hopeless.verdict()).isEqualTo(Verdict.DISCARD);
        assertThat(hopeless.reason()).contains("hopeless after its first seeds").contains("-0.3000");
        assertThat(hopeless.comparison().orElseThrow().pairs()).isEqualTo(2);
        assertThat(hopeless.comparison().orElseThrow().upper()).isNegative();
        assertThat(drive.state().record(2).trials()).hasSize(2);
        assertThat(drive.state().record(1).trials()).hasSize(5);
        assertThat(drive.review("fast").comparison().orElseThrow().pairs()).isEqualTo(5);
    }

    @Test
    void keepsOnlyWhatBeatsTheNoise() {
        CampaignDrive drive = drive(5).answering(
                        gains(recipe -> hasProximalTerm(recipe) ? proximalMu(recipe) == 0.1 ? 0.004 : 0.1 : 0.002))
                .toTheEnd();

        assertThat(drive.review("fast").verdict()).isEqualTo(Verdict.DISCARD);
        assertThat(drive.review("fast").reason()).contains("does not beat the noise");
        assertThat(drive.review("prox").verdict()).isEqualTo(Verdict.DISCARD);
        assertThat(drive.review("prox-strong").verdict()).isEqualTo(Verdict.KEEP);
        assertThat(drive.review("prox-strong").reason())
                .contains("new incumbent")
                .contains("over c000");
        assertThat(drive.review("prox-strong").comparison().orElseThrow().lower())
                .isPositive();
        assertThat(drive.state().incumbent()).isEqualTo(3);
    }

    @Test
    void gainThatOneLuckySeedMakesIsNoise() {
        Trials lucky = (recipe, trial) -> CampaignDrive.scored(
                0.5
                        + CampaignDrive.noise(trial.seed())
                        + (hasProximalTerm(recipe) && trial.trialId().endsWith("seed-1") ? 0.2 : 0),
                trial);

        CampaignDrive drive = drive(2).answering(lucky).toTheEnd();

        assertThat(drive.review("prox").comparison().orElseThrow().meanGain()).isGreaterThan(0.03);
        assertThat(drive.review("prox").verdict()).isEqualTo(Verdict.DISCARD);
    }

    @Test
    void batchIsReviewedBestFirstEachAgainstWhatTheOnesBeforeHaveLeft() {
        CampaignDrive drive = drive(2).answering(gains(recipe -> hasProximalTerm(recipe)
                        ? 0.2
                        : recipe.value(Knob.LR).orElseThrow().number() > 0.1 ? 0.1 : 0))
                .toTheEnd();

        assertThat(drive.state().reviewOrder()).containsExactly(0, 2, 1);
        assertThat(drive.review("prox").verdict()).isEqualTo(Verdict.KEEP);
        assertThat(drive.review("fast").verdict()).isEqualTo(Verdict.DISCARD);
        assertThat(drive.review("fast").reason()).contains("over c002");
    }

    @Test
    void neverTriesARecipeTwice() {
        CampaignDrive drive = drive(40, "stop_after: 6", "stop_after: 40")
                .answering(LANDSCAPE)
                .toTheEnd();

        assertThat(drive.state().candidates())
                .hasSize(41)
                .extracting(record -> record.candidate().recipe().digest())
                .doesNotHaveDuplicates();
        assertThat(drive.events(ProposalRefused.class)).isEmpty();
    }

    @Test
    void plateauEndsTheSearch() {
        CampaignDrive drive = drive(40).answering(gains(recipe -> 0)).toTheEnd();

        assertThat(drive.state().candidates()).hasSize(1 + 5 + 6);
        assertThat(drive.events(PhaseEntered.class))
                .filteredOn(entered -> entered.phase() == Phase.CONFIRMATION)
                .singleElement()
                .satisfies(entered -> assertThat(entered.reason()).contains("plateau: 6 candidates"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 16})
    void capIsReachedAndNeverPassed(int cap) {
        CampaignDrive drive = drive(cap, "stop_after: 6", "stop_after: 40")
                .answering(LANDSCAPE)
                .toTheEnd();

        assertThat(drive.state().candidates()).hasSize(1 + cap);
        assertThat(drive.events(PhaseEntered.class))
                .anySatisfy(entered -> assertThat(entered.reason()).contains("the cap of " + cap + " candidates"));
    }

    @Test
    void programWithoutCalibrationSearchesAtOnce() {
        CampaignDrive drive = drive(4, "[baseline, calibration, search, confirmation]", "[baseline, search]")
                .answering(LANDSCAPE)
                .toTheEnd();

        assertThat(drive.events(PhaseEntered.class))
                .extracting(PhaseEntered::phase)
                .startsWith(Phase.BASELINE, Phase.SEARCH);
        assertThat(drive.state().candidates())
                .noneMatch(record -> record.candidate().source().startsWith("calibration"));
    }

    @Test
    void stopEndsTheSearchAfterTheTrialsThatAreOutAndStillConfirms() {
        CampaignDrive drive = drive(16)
                .answering(LANDSCAPE)
                .until(state -> state.incumbent() > 0 && !state.openTrials().isEmpty());
        int proposed = drive.state().candidates().size();
        long requested = searchTrials(drive);

        drive.stop("Ctrl-C").toTheEnd();

        assertThat(drive.state().candidates()).hasSize(proposed);
        assertThat(drive.state().openTrials()).isEmpty();
        assertThat(searchTrials(drive)).isEqualTo(requested);
        assertThat(drive.events(PhaseEntered.class))
                .anySatisfy(entered -> assertThat(entered.reason()).isEqualTo("stopped: Ctrl-C"));
        assertThat(drive.state().confirmation()).isPresent();
    }

    private static long searchTrials(CampaignDrive drive) {
        return drive.events(TrialRequested.class).stream()
                .filter(request -> !request.openHoldOut())
                .count();
    }

    @Test
    void proposalThatTheGuardRefusesIsRecordedAndTheOthersGoOn() {
        Recipe tooFast = TestingRules.with().profile().baseline().with(Map.of(Knob.LR, KnobValue.of(5)));
        CampaignRules rules = TestingRules.searching((history, count) -> history.nextNumber() > 6
                ? List.of()
                : List.of(
                        new Proposal(tooFast, 0, "fedavg", "bold", "test"),
                        new Proposal(tooFast.with(Map.of(Knob.LR, KnobValue.of(0.5))), 0, "fedavg", "sound", "test")));

        CampaignDrive drive = new CampaignDrive(rules, 16).toTheEnd();

        assertThat(drive.events(ProposalRefused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.recipe()).isEqualTo(tooFast);
            assertThat(refused.violations())
                    .singleElement()
                    .asString()
                    .contains("lr")
                    .contains("5");
        });
        assertThat(drive.state().candidates()).hasSize(7);
    }

    @Test
    void proposerThatOnlyProposesWhatIsRefusedEndsTheSearch() {
        Recipe baseline = TestingRules.with().profile().baseline();
        CampaignRules rules = TestingRules.searching(
                (history, count) -> List.of(new Proposal(baseline, 0, "fedavg", "again", "test")));

        CampaignDrive drive = new CampaignDrive(rules, 16).toTheEnd();

        assertThat(drive.events(ProposalRefused.class)).hasSize(1);
        assertThat(drive.events(PhaseEntered.class))
                .anySatisfy(entered -> assertThat(entered.reason()).contains("nothing left to propose"));
    }

    @Property(tries = 25)
    void orderInWhichTrialsReportChangesNoDecision(@ForAll long seed) {
        Random random = new Random(seed);
        CampaignDrive inOrder = drive(12).answering(LANDSCAPE).toTheEnd();
        CampaignDrive shuffled = drive(12)
                .answering(LANDSCAPE)
                .reporting(trials -> {
                    List<TrialRecord> any = new ArrayList<>(trials);
                    Collections.shuffle(any, random);
                    return any;
                })
                .toTheEnd();

        assertThat(shuffled.events(CandidateProposed.class)).isEqualTo(inOrder.events(CandidateProposed.class));
        assertThat(shuffled.events(TrialRequested.class)).isEqualTo(inOrder.events(TrialRequested.class));
        assertThat(shuffled.events(CandidateReviewed.class)).isEqualTo(inOrder.events(CandidateReviewed.class));
        assertThat(shuffled.state()).isEqualTo(inOrder.state());
    }

    @Test
    void sameStateGivesTheSameDecisionAlsoFromAnotherDecider() {
        CampaignDrive drive = drive(12).answering(LANDSCAPE).until(state -> state.phase() == Phase.SEARCH);

        assertThat(new CampaignDecider(TestingRules.with()).decide(drive.state(), CampaignDrive.NOW))
                .isNotEmpty()
                .isEqualTo(new CampaignDecider(TestingRules.with())
                        .decide(CampaignState.of(drive.events()), CampaignDrive.NOW));
    }

    @Test
    void searchFindsWhatTheCalibrationTableDoesNotHave() {
        CampaignDrive drive = drive(30, "stop_after: 6", "stop_after: 30")
                .answering(LANDSCAPE)
                .toTheEnd();

        CandidateRecord incumbent = drive.state().record(drive.state().incumbent());
        assertThat(incumbent.candidate().source()).doesNotStartWith("calibration");
        assertThat(incumbent.candidate().recipe().scaffold()).isTrue();
    }
}
