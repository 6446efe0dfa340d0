package dev.assay.ledger.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.ledger.reproduce.TrialComparison.Verdict;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.cost.Cost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class TrialComparisonTest {
    private static final TrialPlan PLAN =
            new TrialPlan("x/c001/seed-1", "x", "c001", TestingRecipes.ALL.get(1), 1, false);

    private final Digest model = Digest.ofText("model 3");

    @Test
    void timesCostsAndRefusedUpdatesDoNotMatter() {
        TrialCourse recorded = TrialCourse.of(List.of(
                started("one"),
                round(0, "a", new Cost(1, 2, 3, 4, 5), site(0, 0.5)),
                new UpdateRefused(Instant.EPOCH, 1, 0, "LATE", "too late"),
                round(1, "b", Cost.NONE, site(0, 0.5)),
                ended(scored(0.9))));
        TrialCourse repeated = TrialCourse.of(List.of(
                started("one"),
                round(0, "a", Cost.NONE, site(0, 0.5)),
                round(1, "b", Cost.NONE, site(0, 0.5)),
                new TrialEnded(Instant.MAX, new Scored(0.9, OptionalDouble.empty(), model, new Cost(9, 9, 9, 9, 9)))));

        TrialComparison same = TrialComparison.of(recorded, repeated);

        assertThat(same.verdict()).isEqualTo(Verdict.SAME);
        assertThat(same.decided()).isTrue();
        assertThat(same.equalRounds()).isEqualTo(2);
        assertThat(same.round()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void namesTheFirstRoundWhoseModelDiffersAsSoonAsItIsThere(int round) {
        TrialCourse recorded = course(4, scored(0.9));
        List<TrialEvent> events = new ArrayList<>(List.of(started("one")));
        for (int i = 0; i <= round; i++) {
            events.add(round(i, i == round ? "other" : "model " + i, Cost.NONE, site(0, 0.5)));
        }

        TrialComparison differing = TrialComparison.of(recorded, TrialCourse.of(events));

        assertThat(differing.verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(differing.decided()).isTrue();
        assertThat(differing.round()).hasValue(round);
        assertThat(differing.equalRounds()).isEqualTo(round);
        assertThat(differing.differences())
                .containsExactly(new Difference(
                        "model",
                        Digest.ofText("model " + round).hex(),
                        Digest.ofText("other").hex()));
        assertThat(differing.caveat()).isEmpty();
    }

    @Test
    void theLastBitOfAContributionMatters() {
        TrialCourse recorded = TrialCourse.of(List.of(round(0, "a", Cost.NONE, site(0, 0.5), site(1, 0.5))));
        TrialCourse repeated =
                TrialCourse.of(List.of(round(0, "a", Cost.NONE, site(0, 0.5), site(1, Math.nextUp(0.5)))));

        TrialComparison differing = TrialComparison.of(recorded, repeated);

        assertThat(differing.round()).hasValue(0);
        assertThat(differing.differences()).extracting(Difference::what).containsExactly("site 1");
        assertThat(differing.caveat()).isEmpty();
    }

    @Test
    void aSiteThatWasLateInOneOfTheTwoIsToldAsPerhapsHonest() {
        TrialCourse recorded = TrialCourse.of(List.of(round(0, "a", Cost.NONE, site(0, 0.5))));
        TrialCourse repeated = TrialCourse.of(List.of(round(0, "b", Cost.NONE, site(0, 0.5), site(1, 0.5))));

        TrialComparison differing = TrialComparison.of(recorded, repeated);

        assertThat(differing.verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(differing.differences()).contains(new Difference("site 1", "no update taken", words(0.5)));
        assertThat(differing.caveat())
                .hasValueSatisfying(note -> assertThat(note).contains("in time"));
    }

    @Test
    void scoresHoldOutScoresAndFinalModelsAreComparedAtTheEnd() {
        TrialCourse recorded = course(2, new Scored(0.9, OptionalDouble.of(0.8), model, Cost.NONE));
        TrialCourse repeated =
                course(2, new Scored(Math.nextUp(0.9), OptionalDouble.of(0.7), Digest.ofText("another"), Cost.NONE));

        TrialComparison differing = TrialComparison.of(recorded, repeated);

        assertThat(differing.verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(differing.round()).isEmpty();
        assertThat(differing.equalRounds()).isEqualTo(2);
        assertThat(differing.differences())
                .containsExactly(
                        new Difference("score", "0.9", "0.9000000000000001"),
                        new Difference("hold-out score", "0.8", "0.7"),
                        new Difference(
                                "final model",
                                model.hex(),
                                Digest.ofText("another").hex()));
        assertThat(TrialComparison.of(course(2, scored(0.9)), recorded).differences())
                .containsExactly(new Difference("hold-out score", "none", "0.8"));
    }

    @Test
    void nothingIsDecidedWhileTheRepetitionIsUnderWay() {
        TrialComparison soFar = TrialComparison.of(course(4, scored(0.9)), course(4, null));

        assertThat(soFar.decided()).isFalse();
        assertThat(soFar.equalRounds()).isEqualTo(4);
        assertThat(soFar.verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void anUnfinishedTrialIsComparedUpToItsLastRound() {
        assertThat(TrialComparison.of(course(2, null), course(1, null)).decided())
                .isFalse();
        TrialComparison through = TrialComparison.of(course(2, null), course(2, null));
        assertThat(through.decided()).isTrue();
        assertThat(through.verdict()).isEqualTo(Verdict.SAME);
        assertThat(TrialComparison.of(course(2, null), course(4, scored(1))).verdict())
                .isEqualTo(Verdict.SAME);
    }

    @Test
    void aTrialThatEndsWhereTheOtherGoesOnDiffersInThatRound() {
        TrialComparison endsHere =
                TrialComparison.of(course(4, scored(0.9)), course(2, failed(FailureCode.DIVERGED, "not finite")));
        assertThat(endsHere.round()).hasValue(2);
        assertThat(endsHere.differences())
                .containsExactly(
                        new Difference("round 2", "model " + Digest.ofText("model 2"), "DIVERGED: not finite"));

        TrialComparison goesOnHere =
                TrialComparison.of(course(2, failed(FailureCode.DIVERGED, "not finite")), course(3, null));
        assertThat(goesOnHere.round()).hasValue(2);
        assertThat(goesOnHere.verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(goesOnHere.caveat()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void theSameFailureInTheSameWordsIsTheSame(FailureCode code) {
        assertThat(TrialComparison.of(course(1, failed(code, "one")), course(1, failed(code, "one")))
                        .verdict())
                .isEqualTo(Verdict.SAME);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            mode = Mode.EXCLUDE,
            names = {"DIVERGED", "SCORE_NOT_FINITE", "COST_EXCEEDED"})
    void twoFailuresOfCircumstancesInOtherWordsAreNotTheSame(FailureCode code) {
        for (int rounds = 0; rounds < 2; rounds++) {
            TrialComparison other =
                    TrialComparison.of(course(rounds, failed(code, "one")), course(rounds, failed(code, "other")));
            assertThat(other.verdict()).isEqualTo(Verdict.NOT_REPEATED);
            assertThat(other.failure()).hasValue(code + ": other");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {"DIVERGED", "SCORE_NOT_FINITE", "COST_EXCEEDED"})
    void aFailureThatTheRecipeDecidesIsTheSameWhateverItsMessage(FailureCode code) {
        assertThat(TrialComparison.of(course(1, failed(code, "one")), course(1, failed(code, "other")))
                        .verdict())
                .isEqualTo(Verdict.SAME);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            mode = Mode.EXCLUDE,
            names = {"DIVERGED", "SCORE_NOT_FINITE", "COST_EXCEEDED"})
    void aFailureThatCanBeDueToCircumstancesIsToldAsPerhapsHonest(FailureCode code) {
        TrialComparison goesOnHere = TrialComparison.of(course(1, failed(code, "then")), course(2, null));
        assertThat(goesOnHere.verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(goesOnHere.caveat())
                .hasValueSatisfying(note -> assertThat(note).startsWith(code.name()));

        TrialComparison failsHere = TrialComparison.of(course(4, scored(0.9)), course(2, failed(code, "here")));
        assertThat(failsHere.verdict()).isEqualTo(Verdict.NOT_REPEATED);
        assertThat(failsHere.failure()).hasValue(code + ": here");
        assertThat(failsHere.equalRounds()).isEqualTo(2);
    }

    @Test
    void onlyACapOnSecondsIsACircumstance() {
        TrialComparison bySamples = TrialComparison.of(
                course(1, failed(FailureCode.COST_EXCEEDED, "max_sample_passes is 3, must be at most 2")),
                course(2, null));
        TrialComparison bySeconds = TrialComparison.of(
                course(1, failed(FailureCode.COST_EXCEEDED, "max_seconds is 3.000, must be at most 2")),
                course(2, null));

        assertThat(bySamples.caveat()).isEmpty();
        assertThat(bySeconds.caveat()).isPresent();
    }

    @Test
    void tellsTheFactsInWhichTheMachinesDiffer() {
        TrialCourse one = TrialCourse.of(List.of(started("one")));
        TrialCourse two = TrialCourse.of(List.of(started("two")));

        assertThat(TrialComparison.ofMachines(one, one)).isEmpty();
        assertThat(TrialComparison.ofMachines(one, two)).containsExactly(new Difference("processor", "one", "two"));
        assertThat(TrialComparison.ofMachines(TrialCourse.of(List.of()), one))
                .containsExactly(
                        new Difference("engine", "not recorded", "PyTorch"),
                        new Difference("processor", "not recorded", "one"));
    }

    /** @param outcome null while it has not ended */
    private TrialCourse course(int rounds, TrialOutcome outcome) {
        List<TrialEvent> events = new ArrayList<>(List.of(started("one")));
        for (int round = 0; round < rounds; round++) {
            events.add(round(round, "model " + round, Cost.NONE, site(0, 0.5)));
        }
        if (outcome != null) {
            events.add(ended(outcome));
        }
        return TrialCourse.of(events);
    }

    private static TrialEvent started(String processor) {
        return new TrialStarted(
                Instant.EPOCH, PLAN, List.of("a", "b"), "PyTorch", new TreeMap<>(Map.of("processor", processor)));
    }

    private static TrialEvent round(int round, String model, Cost cost, SiteContribution... sites) {
        return new RoundCompleted(
                Instant.EPOCH, round, Digest.ofText(model), Digest.ofText("c" + round), List.of(sites), cost);
    }

    private static SiteContribution site(int site, double norm) {
        return new SiteContribution(site, 7, 70, 1.25, norm);
    }

    private static String words(double norm) {
        return "7 steps, 70 rows, mean loss 1.25, norm " + norm;
    }

    private static TrialEvent ended(TrialOutcome outcome) {
        return new TrialEnded(Instant.EPOCH, outcome);
    }

    private TrialOutcome scored(double score) {
        return new Scored(score, OptionalDouble.empty(), model, Cost.NONE);
    }

    private static TrialOutcome failed(FailureCode code, String message) {
        return new Failed(code, message, Cost.NONE);
    }
}
