package dev.assay.research.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.research.TestingProfiles;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.Axis;
import dev.assay.research.surface.Domain;
import dev.assay.research.surface.MutationSurface;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ControlProposersTest {
    /** With a baseline whose sites have a schedule, momentum and a proximal term: what is on may be tuned. */
    private static final Profile PROFILE = TestingProfiles.profile(
            "  lr: 0.05\n", "  lr: 0.05\n  momentum: 0.9\n  cosine_eta_min: 0.01\n  proximal_mu: 0.01\n");

    private static final Program PROGRAM = TestingProfiles.program();
    private static final Set<Knob> TUNED = EnumSet.of(
            Knob.LR, Knob.COSINE_ETA_MIN, Knob.MOMENTUM, Knob.PROXIMAL_MU, Knob.BATCH_SIZE, Knob.LOCAL_EPOCHS);

    private static double objective(Recipe recipe) {
        return 0.05 - 0.06 * Math.abs(Math.log10(recipe.clientRule().lr() / 0.3));
    }

    private static List<Proposal> run(Proposer proposer, long seed, int candidates) {
        return new TestingCampaign(PROFILE, PROGRAM, seed, ControlProposersTest::objective)
                .run(proposer, candidates, 3);
    }

    @Property(tries = 20)
    void bothStayOnTheSurfaceAndNeverRepeat(@ForAll long seed) {
        for (Proposer proposer : List.of(new RandomProposer(), new ScalarProposer())) {
            Set<Digest> earlier = new HashSet<>(Set.of(PROFILE.baseline().digest()));
            List<Proposal> proposals = run(proposer, seed, 20);
            assertThat(proposals).hasSize(20);
            for (Proposal proposal : proposals) {
                assertThat(ProposalGuard.check(PROFILE, proposal.recipe(), earlier))
                        .isEmpty();
                earlier.add(proposal.recipe().digest());
            }
            assertThat(run(proposer, seed, 20)).isEqualTo(proposals);
            assertThat(run(proposer, seed + 1, 20)).isNotEqualTo(proposals);
        }
    }

    @Property(tries = 20)
    void scalarTuningMovesNumbersThatTheBaselineUsesAndSwitchesNothing(@ForAll long seed) {
        assertThat(run(new ScalarProposer(), seed, 30)).allSatisfy(proposal -> {
            Recipe baseline = PROFILE.baseline();
            assertThat(proposal.source()).isEqualTo(ScalarProposer.NAME);
            assertThat(changed(proposal.recipe(), baseline)).isNotEmpty().isSubsetOf(TUNED);
            for (Knob knob : Knob.values()) {
                assertThat(proposal.recipe().uses(knob)).isEqualTo(baseline.uses(knob));
            }
        });
    }

    @Test
    void scalarTuningLearnsFromItsOwnCandidates() {
        int better = 0;
        for (long seed = 0; seed < 30; seed++) {
            TestingCampaign campaign = new TestingCampaign(PROFILE, PROGRAM, seed, ControlProposersTest::objective);
            campaign.run(new ScalarProposer(), 20, 2);
            better += campaign.lift() > 0.02 ? 1 : 0;
        }
        assertThat(better).isGreaterThan(24);
    }

    @Test
    void randomSearchReachesEveryAxisAndEveryName() {
        List<Proposal> draws = run(new RandomProposer(), 4, 400);

        for (Axis axis : PROFILE.surface().axes()) {
            Set<KnobValue> values = draws.stream()
                    .map(Proposal::recipe)
                    .filter(recipe -> axis.aggregators().contains(recipe.aggregator()))
                    .flatMap(recipe -> recipe.value(axis.knob()).stream())
                    .collect(Collectors.toSet());
            int least = axis.domain() instanceof Domain.Choice choice
                    ? choice.names().size()
                    : 2;
            assertThat(values).as(axis.name()).hasSizeGreaterThanOrEqualTo(least);
        }
    }

    @Test
    void randomSearchLearnsNothing() {
        SearchHistory poor = new TestingCampaign(PROFILE, PROGRAM, 2, recipe -> 0).history();
        Recipe tried = PROFILE.baseline().with(Map.of(Knob.LR, KnobValue.of(0.3)));
        SearchHistory good = history(new Evaluated(7, tried, 0, OptionalDouble.of(0.2), true), 7);
        SearchHistory bad = history(new Evaluated(7, tried, 0, OptionalDouble.of(-0.2), false), 0);

        assertThat(new RandomProposer().propose(good, 5)).isEqualTo(new RandomProposer().propose(bad, 5));
        assertThat(new RandomProposer().propose(poor, 5)).isNotEqualTo(new RandomProposer().propose(bad, 5));
    }

    private static SearchHistory history(Evaluated candidate, int incumbent) {
        return new SearchHistory(
                PROFILE,
                PROFILE.surface(),
                PROGRAM,
                2,
                List.of(new Evaluated(0, PROFILE.baseline(), 0, OptionalDouble.of(0), true), candidate),
                List.of(),
                incumbent,
                Set.of(),
                0);
    }

    @Test
    void whereNothingCanBeTunedOrDrawnNothingIsProposed() {
        MutationSurface names = new MutationSurface(PROFILE.surface().axes().stream()
                .filter(axis -> axis.knob() == Knob.AGGREGATOR)
                .toList());
        MutationSurface nothing = new MutationSurface(List.of());
        SearchHistory history = new TestingCampaign(PROFILE, PROGRAM, 2, recipe -> 0).history();

        assertThat(new ScalarProposer().propose(history.within(names), 3)).isEmpty();
        assertThat(new RandomProposer().propose(history.within(nothing), 3)).isEmpty();
        assertThat(new RandomProposer().propose(history.within(names), 50))
                .hasSize(7)
                .allMatch(proposal ->
                        changed(proposal.recipe(), PROFILE.baseline()).contains(Knob.AGGREGATOR));
    }

    private static Set<Knob> changed(Recipe recipe, Recipe from) {
        return recipe.values().keySet().stream()
                .filter(knob -> !recipe.value(knob).equals(from.value(knob)))
                .collect(Collectors.toSet());
    }
}
