package dev.assay.agent.decision;

import static dev.assay.agent.decision.CampaignDrive.LANDSCAPE;
import static dev.assay.agent.decision.CampaignDrive.crashing;
import static dev.assay.agent.decision.CampaignDrive.gains;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.agent.decision.CampaignDrive.Trials;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignEvent.ProposalRefused;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.research.program.Arm;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.search.Proposal;
import dev.assay.research.search.SearchHistory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlsTest {
    private static final String PHASES = "[baseline, calibration, search, confirmation]";
    private static final String WITH_CONTROLS = "[baseline, calibration, search, controls, confirmation]";
    private static final String CAPS = "caps:";

    private static String[] controls(String candidates) {
        return new String[] {
            PHASES, WITH_CONTROLS, CAPS, "controls: {arms: [random, scalar], candidates: " + candidates + "}\n" + CAPS
        };
    }

    private static CampaignDrive drive(int maxCandidates, String candidates) {
        return new CampaignDrive(TestingRules.with(controls(candidates)), maxCandidates).answering(LANDSCAPE);
    }

    private static List<Integer> sizes(CampaignState state) {
        return List.of(
                state.candidates(Arm.AGENT).size(),
                state.candidates(Arm.RANDOM).size(),
                state.candidates(Arm.SCALAR).size());
    }

    @Test
    void runBetweenSearchAndConfirmationEachWithAsManyCandidatesAsTheAgentHad() {
        CampaignDrive drive = drive(9, "same").toTheEnd();

        assertThat(drive.events(PhaseEntered.class))
                .extracting(PhaseEntered::phase)
                .containsExactly(Phase.BASELINE, Phase.CALIBRATION, Phase.SEARCH, Phase.CONTROLS, Phase.CONFIRMATION);
        assertThat(sizes(drive.state())).containsExactly(9, 9, 9);
        assertThat(drive.events(PhaseEntered.class).get(3).reason()).contains("the cap of 9 candidates");
        assertThat(drive.events(PhaseEntered.class).get(4).reason()).isEqualTo("the control arms are through");
        List<CampaignEvent> events = drive.events();
        int from = events.indexOf(drive.events(PhaseEntered.class).get(3));
        int to = events.indexOf(drive.events(PhaseEntered.class).get(4));
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof CandidateProposed proposed) {
                boolean inPhase = i > from && i < to;
                assertThat(proposed.candidate().arm().isControl()).isEqualTo(inPhase);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 9, 4", "20, 3, 3", "same, 0, 0", "4, 0, 0"})
    void haveWhatTheProgramGrantsButNeverMoreThanTheAgent(String granted, int agent, int expected) {
        assertThat(sizes(drive(agent, granted).toTheEnd().state())).containsExactly(agent, expected, expected);
    }

    @Test
    void haveTheSeedsAndTheRacingOfTheAgent() {
        CampaignDrive drive = drive(9, "same").toTheEnd();
        List<Long> seeds = List.copyOf(drive.state().record(0).trials().stream()
                .filter(trial -> !trial.openHoldOut())
                .map(TrialRecord::seed)
                .toList());

        for (Arm arm : List.of(Arm.RANDOM, Arm.SCALAR)) {
            assertThat(drive.state().candidates(arm)).allSatisfy(record -> {
                List<Long> used =
                        record.trials().stream().map(TrialRecord::seed).toList();
                assertThat(used).isEqualTo(seeds.subList(0, used.size()));
                assertThat(used.size()).isIn(2, 5);
                assertThat(record.status()).isEqualTo(Status.CONTROL);
            });
        }
        assertThat(drive.state().candidates(Arm.RANDOM))
                .anySatisfy(record -> assertThat(record.trials()).hasSize(2));
    }

    @Test
    void eachHasItsOwnChainOfIncumbentsFromTheBaselineOn() {
        CampaignDrive drive = drive(9, "same").toTheEnd();

        Map<Arm, Integer> incumbents = new HashMap<>();
        for (CandidateReviewed review : drive.events(CandidateReviewed.class)) {
            Arm arm = drive.state().record(review.candidate()).candidate().arm();
            if (review.candidate() > 0) {
                assertThat(review.reason()).contains(String.format(" over c%03d on ", incumbents.getOrDefault(arm, 0)));
            }
            if (review.verdict() == Verdict.KEEP) {
                incumbents.put(arm, review.candidate());
            }
        }
        assertThat(incumbents.get(Arm.SCALAR))
                .isEqualTo(drive.state().incumbent(Arm.SCALAR))
                .isPositive();
        assertThat(drive.state().incumbent()).isEqualTo(incumbents.get(Arm.AGENT));
    }

    @Test
    void neverBecomeTheIncumbentHoweverGoodTheyAre() {
        Trials arms = (recipe, trial) ->
                CampaignDrive.scored(0.5 + CampaignDrive.noise(trial.seed()) + (number(trial) > 5 ? 0.3 : 0), trial);

        CampaignDrive drive = drive(5, "same").answering(arms).toTheEnd();

        assertThat(drive.state().incumbent(Arm.RANDOM)).isPositive();
        assertThat(drive.state().incumbent()).isZero();
        assertThat(drive.state().confirmation()).isEmpty();
        assertThat(drive.events(TrialRequested.class)).noneMatch(TrialRequested::openHoldOut);
    }

    private static int number(TrialRecord trial) {
        return Integer.parseInt(trial.trialId().substring(3, 6));
    }

    @Test
    void theAgentDecidesAsIfThereWereNone() {
        CampaignDrive with = drive(9, "same").toTheEnd();
        CampaignDrive without =
                new CampaignDrive(TestingRules.with(), 9).answering(LANDSCAPE).toTheEnd();

        assertThat(with.state().candidates(Arm.AGENT))
                .usingRecursiveComparison()
                .isEqualTo(without.state().candidates(Arm.AGENT));
        assertThat(with.state().confirmation()).isEqualTo(without.state().confirmation());
    }

    @Test
    void proposersSeeTheirOwnArmOnly() {
        CampaignDrive drive = drive(9, "same").toTheEnd();

        for (Arm arm : Arm.values()) {
            SearchHistory history = Histories.of(drive.state(), TestingRules.with(controls("same")), arm);
            assertThat(history.inOrder()).hasSize(10).allSatisfy(seen -> {
                Arm of = drive.state().record(seen.number()).candidate().arm();
                assertThat(of).isEqualTo(seen.number() == 0 ? Arm.AGENT : arm);
            });
            assertThat(history.incumbent()).isEqualTo(drive.state().incumbent(arm));
        }
    }

    @Test
    void areTheSameWhateverTheAgentFound() {
        CampaignRules rules = TestingRules.with(controls("4"));
        CampaignDrive poor = new CampaignDrive(rules, 5)
                .answering((recipe, trial) ->
                        number(trial) <= 5 ? gains(any -> 0).outcome(recipe, trial) : LANDSCAPE.outcome(recipe, trial))
                .toTheEnd();
        CampaignDrive good = new CampaignDrive(rules, 5).answering(LANDSCAPE).toTheEnd();

        assertThat(poor.state().incumbent()).isNotEqualTo(good.state().incumbent());
        for (Arm arm : List.of(Arm.RANDOM, Arm.SCALAR)) {
            assertThat(recipes(poor, arm)).isNotEmpty().isEqualTo(recipes(good, arm));
        }
    }

    private static List<Recipe> recipes(CampaignDrive drive, Arm arm) {
        return drive.state().candidates(arm).stream()
                .map(record -> record.candidate().recipe())
                .toList();
    }

    @Test
    void scalarTuningTouchesNoMechanism() {
        assertThat(recipes(drive(9, "same").toTheEnd(), Arm.SCALAR)).allSatisfy(recipe -> {
            assertThat(recipe.family()).isEqualTo("fedavg");
            assertThat(recipe.changesFrom(TestingRules.with().profile().baseline()))
                    .matches("((lr|batch_size)=\\S+ ?)+");
        });
    }

    @Test
    void crashInAnArmIsACrashAndTheArmGoesOn() {
        CampaignDrive drive = drive(6, "same")
                .answering((recipe, trial) ->
                        crashing(any -> number(trial) == 7, LANDSCAPE).outcome(recipe, trial))
                .toTheEnd();

        assertThat(drive.state().record(7).status()).isEqualTo(Status.CRASH);
        assertThat(sizes(drive.state())).containsExactly(6, 6, 6);
    }

    @Test
    void crashesDoNotEndTheArmThatHasOneFamilyOnly() {
        Set<Integer> crashing = Set.of(9, 10, 13);
        CampaignDrive drive = drive(6, "same")
                .answering((recipe, trial) -> crashing(any -> crashing.contains(number(trial)), LANDSCAPE)
                        .outcome(recipe, trial))
                .toTheEnd();

        assertThat(drive.state().candidates(Arm.SCALAR))
                .hasSize(6)
                .filteredOn(record -> record.status() == Status.CRASH)
                .extracting(record -> record.candidate().number())
                .containsExactlyInAnyOrderElementsOf(crashing);
    }

    @Test
    void armThatRunsOutOfRecipesEndsShortAndThatIsSaid() {
        CampaignRules rules = TestingRules.with(
                PHASES,
                WITH_CONTROLS,
                CAPS,
                "controls: {arms: [random, scalar], candidates: same}\n" + CAPS,
                "  - {knob: lr, min: 0.001, max: 1, scale: log}\n",
                "",
                "{lr: 0.2}",
                "{batch_size: 2}");
        CampaignDrive drive = new CampaignDrive(rules, 9).answering(LANDSCAPE).toTheEnd();

        // Only batch sizes 2 to 8 are left to tune, and 4 is the baseline's.
        assertThat(drive.state().candidates(Arm.SCALAR)).hasSize(6);
        int agent = drive.state().candidates(Arm.AGENT).size();
        assertThat(drive.events(PhaseEntered.class).get(4).reason())
                .startsWith("the control arms are through; ended short")
                .contains("scalar tuning with 6 of " + agent + " candidates");
    }

    @Test
    void batchOfRefusalsOnlyIsRecordedBeforeTheArmsEnd() {
        CampaignRules rules = TestingRules.with(controls("same"));
        CampaignState state =
                drive(6, "same").until(s -> s.phase() == Phase.CONTROLS).state();
        Recipe tried = rules.profile().baseline();
        Proposal again = new Proposal(tried, 0, tried.family(), "once more", "random");

        List<CampaignEvent> events = new CampaignDecider(
                        rules, arm -> (history, count) -> arm == Arm.RANDOM ? List.of(again) : List.of())
                .decide(state, CampaignDrive.NOW);

        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(ProposalRefused.class);
        assertThat(events.get(1)).isInstanceOfSatisfying(PhaseEntered.class, entered -> {
            assertThat(entered.phase()).isEqualTo(Phase.CONFIRMATION);
            assertThat(entered.reason()).contains("random search with 0 of 6", "scalar tuning with 0 of 6");
        });
    }

    @Test
    void stopDuringTheSearchLeavesThemOut() {
        CampaignDrive drive = drive(16, "same")
                .until(state ->
                        state.phase() == Phase.SEARCH && !state.openTrials().isEmpty())
                .stop("Ctrl-C")
                .toTheEnd();

        assertThat(drive.events(PhaseEntered.class))
                .extracting(PhaseEntered::phase)
                .doesNotContain(Phase.CONTROLS)
                .endsWith(Phase.CONFIRMATION);
    }

    @Test
    void stopWhileTheyRunEndsThemAfterTheTrialsThatAreOut() {
        CampaignDrive drive = drive(9, "same")
                .until(state -> state.candidates(Arm.RANDOM).size() > 2
                        && !state.openTrials().isEmpty());
        int candidates = drive.state().candidates().size();
        long requested = searchTrials(drive);

        drive.stop("Ctrl-C").toTheEnd();

        assertThat(drive.state().candidates()).hasSize(candidates);
        assertThat(searchTrials(drive)).isEqualTo(requested);
        assertThat(drive.state().confirmation()).isPresent();
        assertThat(drive.events(PhaseEntered.class).get(4).reason()).isEqualTo("stopped: Ctrl-C");
    }

    private static long searchTrials(CampaignDrive drive) {
        return drive.events(TrialRequested.class).stream()
                .filter(request -> !request.openHoldOut())
                .count();
    }

    @Property(tries = 15)
    void orderInWhichTrialsReportChangesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        CampaignDrive inOrder = drive(7, "same").toTheEnd();
        CampaignDrive shuffled = drive(7, "same")
                .reporting(trials -> {
                    List<TrialRecord> any = new ArrayList<>(trials);
                    Collections.shuffle(any, random);
                    return any;
                })
                .toTheEnd();

        assertThat(shuffled.state()).isEqualTo(inOrder.state());
    }

    @Test
    void resumedCampaignGoesOnWithTheSameControls() {
        CampaignDrive drive = drive(7, "same")
                .until(state -> state.candidates(Arm.SCALAR).size() == 4
                        && state.unreviewed().isEmpty());
        CampaignState again = CampaignState.of(drive.events());

        assertThat(new CampaignDecider(TestingRules.with(controls("same"))).decide(again, CampaignDrive.NOW))
                .isNotEmpty()
                .isEqualTo(new CampaignDecider(TestingRules.with(controls("same")))
                        .decide(drive.state(), CampaignDrive.NOW));
    }
}
