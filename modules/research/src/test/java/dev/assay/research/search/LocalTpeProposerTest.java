package dev.assay.research.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.research.TestingProfiles;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LocalTpeProposerTest {
    private static final Profile PROFILE = TestingProfiles.profile();
    private static final Program PROGRAM = TestingProfiles.program();

    private final Proposer proposer = new LocalTpeProposer();

    /** A ridge in the learning rates, a better server rule, an architecture that crashes with large steps. */
    private static double objective(Recipe recipe) {
        double lr = recipe.clientRule().lr();
        if (recipe.architecture().equals("cnn") && lr > 0.5) {
            return Double.NaN;
        }
        double gain = 0.05 - 0.06 * square(Math.log10(lr / 0.2));
        gain -= 0.03 * square(recipe.clientRule().momentum() - 0.5);
        gain -= 2 * recipe.clientRule().labelSmoothing() * recipe.clientRule().labelSmoothing();
        if (recipe.aggregator() == Aggregator.FEDAVGM) {
            gain += 0.03
                    - 0.08
                            * square(Math.log10(
                                    recipe.value(Knob.SERVER_LR).orElseThrow().number() / 1.5));
        }
        return gain - baselineValue();
    }

    private static double baselineValue() {
        return 0.05 - 0.06 * square(Math.log10(0.05 / 0.2)) - 0.03 * 0.25;
    }

    private static double square(double x) {
        return x * x;
    }

    @Property(tries = 30)
    void staysOnTheSurfaceAndNeverRepeats(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int batch) {
        List<Proposal> proposals =
                new TestingCampaign(PROFILE, PROGRAM, seed, LocalTpeProposerTest::objective).run(proposer, 40, batch);

        Set<Digest> earlier = new HashSet<>(Set.of(PROFILE.baseline().digest()));
        assertThat(proposals).hasSize(40);
        for (Proposal proposal : proposals) {
            assertThat(ProposalGuard.check(PROFILE, proposal.recipe(), earlier)).isEmpty();
            earlier.add(proposal.recipe().digest());
            assertThat(proposal.family()).isEqualTo(proposal.recipe().family());
            assertThat(proposal.hypothesis()).contains("Candidate " + proposal.parent() + " with ");
        }
    }

    @Property(tries = 10)
    void isAFunctionOfHistoryAndSeed(@ForAll long seed) {
        List<Proposal> once =
                new TestingCampaign(PROFILE, PROGRAM, seed, LocalTpeProposerTest::objective).run(proposer, 20, 4);
        List<Proposal> again =
                new TestingCampaign(PROFILE, PROGRAM, seed, LocalTpeProposerTest::objective).run(proposer, 20, 4);
        List<Proposal> other =
                new TestingCampaign(PROFILE, PROGRAM, seed + 1, LocalTpeProposerTest::objective).run(proposer, 20, 4);

        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    @Test
    void beatsRandomSearchOnAverage() {
        // The best possible gain is 0.059. Without a calibration table, which the search is used with, and after it.
        assertThat(meanLift(proposer, false)).isGreaterThan(meanLift(new RandomProposer(), false) + 0.005);
        assertThat(meanLift(proposer, true)).isGreaterThan(meanLift(new RandomProposer(), true) + 0.01);
    }

    private static double meanLift(Proposer proposer, boolean calibrated) {
        double sum = 0;
        int seeds = 60;
        for (int seed = 0; seed < seeds; seed++) {
            TestingCampaign campaign = new TestingCampaign(PROFILE, PROGRAM, seed, LocalTpeProposerTest::objective);
            int tried = calibrated ? campaign.run(new CalibrationTable(), 6, 4).size() : 0;
            campaign.run(proposer, 24 - tried, 4);
            sum += campaign.lift();
        }
        return sum / seeds;
    }

    @Test
    void leavesAnAbandonedFamily() {
        SearchHistory history = new TestingCampaign(PROFILE, PROGRAM, 1, LocalTpeProposerTest::objective).history();
        Set<String> abandoned = new HashSet<>();
        for (Aggregator rule : Aggregator.values()) {
            if (rule != Aggregator.FEDAVG) {
                abandoned.addAll(List.of(rule.key(), rule.key() + "+prox"));
            }
        }
        SearchHistory limited = new SearchHistory(
                PROFILE, PROFILE.surface(), PROGRAM, 1, history.inOrder(), List.of(), 0, abandoned, 0);

        assertThat(proposer.propose(history, 40))
                .anyMatch(proposal -> !proposal.family().startsWith("fedavg"));
        assertThat(proposer.propose(limited, 40))
                .hasSize(40)
                .allMatch(proposal -> Set.of("fedavg", "fedavg+prox").contains(proposal.family()));
    }

    @Test
    void proposesWhatIsLeftOnATinySurfaceAndThenNothing() {
        String text = TestingProfiles.text("profile.md");
        int from = text.indexOf("surface:\n") + "surface:\n".length();
        String axes = text.substring(from, text.indexOf("---", from));
        int calibration = text.indexOf("calibration:\n");
        String entries = text.substring(calibration, text.indexOf("surface:\n"));
        Profile tiny = TestingProfiles.profile(
                axes,
                "  - {knob: architecture, choices: [mlp, cnn]}\n  - {knob: local_epochs, min: 1, max: 2}\n",
                entries,
                "calibration: []\n");

        List<Proposal> proposals = new TestingCampaign(tiny, PROGRAM, 3, recipe -> 0).run(proposer, 20, 2);

        assertThat(proposals)
                .extracting(proposal -> proposal.recipe().changesFrom(tiny.baseline()))
                .containsExactlyInAnyOrder("local_epochs=1", "architecture=cnn", "architecture=cnn local_epochs=1");
    }

    @Test
    void pendingRecipesAreNotProposedAgain() {
        SearchHistory history = new TestingCampaign(PROFILE, PROGRAM, 5, LocalTpeProposerTest::objective).history();
        List<Recipe> first =
                proposer.propose(history, 4).stream().map(Proposal::recipe).toList();
        SearchHistory running =
                new SearchHistory(PROFILE, PROFILE.surface(), PROGRAM, 5, history.inOrder(), first, 0, Set.of(), 0);

        assertThat(proposer.propose(running, 8)).extracting(Proposal::recipe).doesNotContainAnyElementsOf(first);
    }

    @Test
    void stepsNarrowAfterDiscards() {
        var axis = PROFILE.surface().axis(Knob.LR, Aggregator.FEDAVG).orElseThrow();
        List<Evaluated> reviews = new ArrayList<>();
        reviews.add(new Evaluated(0, PROFILE.baseline(), 0, OptionalDouble.of(0), true));
        Evidence fresh = new Evidence(history(reviews), List.of());
        for (int number = 1; number <= 3; number++) {
            Recipe changed = PROFILE.baseline().with(Map.of(Knob.LR, KnobValue.of(0.1 * number)));
            reviews.add(new Evaluated(number, changed, 0, OptionalDouble.of(-0.01), false));
        }
        Evidence later = new Evidence(history(reviews), List.of());

        assertThat(later.step(axis)).isLessThan(fresh.step(axis));
        var untouched = PROFILE.surface().axis(Knob.MOMENTUM, Aggregator.FEDAVG).orElseThrow();
        assertThat(later.step(untouched)).isEqualTo(fresh.step(untouched));
    }

    @Test
    void anotherServerRuleComesWithItsOwnKnobsOnly() {
        Recipe momentum = PROFILE.baseline()
                .with(Map.of(
                        Knob.AGGREGATOR, KnobValue.of("fedavgm"),
                        Knob.SERVER_LR, KnobValue.of(3.9),
                        Knob.LR, KnobValue.of(0.123)));
        Recipe adam = PROFILE.baseline()
                .with(Map.of(
                        Knob.AGGREGATOR, KnobValue.of("fedadam"),
                        Knob.SERVER_LR, KnobValue.of(0.0123),
                        Knob.TAU, KnobValue.of(0.0456)));
        SearchHistory history = new SearchHistory(
                PROFILE,
                PROFILE.surface(),
                PROGRAM,
                1,
                List.of(
                        new Evaluated(0, PROFILE.baseline(), 0, OptionalDouble.of(0), true),
                        new Evaluated(1, momentum, 0, OptionalDouble.of(0.05), true),
                        new Evaluated(2, adam, 0, OptionalDouble.of(0.02), false)),
                List.of(),
                1,
                Set.of(),
                1);
        Moves moves = new Moves(
                history, new Evidence(history, List.of()), RandomStreams.stream(1, RandomPurpose.SEARCH, 3), false);
        List<Recipe> drafts = Stream.generate(moves::draft).limit(2_000).toList();

        // The donor's server rule as a whole, on the incumbent's client rule.
        assertThat(drafts)
                .contains(momentum.with(Map.of(
                        Knob.AGGREGATOR, KnobValue.of("fedadam"),
                        Knob.SERVER_LR, KnobValue.of(0.0123),
                        Knob.TAU, KnobValue.of(0.0456))));
        for (String rule : List.of("fedadam", "fedyogi", "fedadagrad")) {
            assertThat(drafts.stream()
                            .filter(draft -> draft.aggregator().key().equals(rule))
                            .map(draft ->
                                    draft.value(Knob.SERVER_LR).orElseThrow().number()))
                    .isNotEmpty()
                    .allSatisfy(rate -> assertThat(rate).isBetween(0.001, 1.0));
        }
    }

    @Test
    void looksFurtherAwayAfterAPlateau() {
        List<Evaluated> reviews = List.of(new Evaluated(0, PROFILE.baseline(), 0, OptionalDouble.of(0), true));
        int plateau = PROGRAM.watchdog().widenAfter();
        double near = 0;
        double far = 0;
        for (int seed = 0; seed < 20; seed++) {
            near += changes(new SearchHistory(
                    PROFILE, PROFILE.surface(), PROGRAM, seed, reviews, List.of(), 0, Set.of(), plateau - 1));
            far += changes(new SearchHistory(
                    PROFILE, PROFILE.surface(), PROGRAM, seed, reviews, List.of(), 0, Set.of(), plateau));
        }

        assertThat(far).isGreaterThan(near * 1.1);
    }

    /** Knobs that ten proposals change, all together. */
    private double changes(SearchHistory history) {
        return proposer.propose(history, 10).stream()
                .mapToInt(proposal ->
                        proposal.recipe().changesFrom(PROFILE.baseline()).split(" ").length)
                .sum();
    }

    private static SearchHistory history(List<Evaluated> reviews) {
        return new SearchHistory(PROFILE, PROFILE.surface(), PROGRAM, 1, reviews, List.of(), 0, Set.of(), 0);
    }

    @Test
    void calibrationComesInOrderAndOnce() {
        TestingCampaign campaign = new TestingCampaign(PROFILE, PROGRAM, 1, LocalTpeProposerTest::objective);

        List<Proposal> proposals = campaign.run(new CalibrationTable(), 16, 4);

        assertThat(proposals)
                .extracting(Proposal::source)
                .containsExactly(
                        "calibration fedprox-weak",
                        "calibration fedprox-strong",
                        "calibration fedavgm-slow",
                        "calibration fedavgm-fast",
                        "calibration fedadam",
                        "calibration scaffold");
        assertThat(new CalibrationTable().propose(campaign.history(), 4)).isEmpty();
    }
}
