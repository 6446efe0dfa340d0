package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.site.SiteAssignment;
import dev.assay.learning.training.SiteState;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.research.recipe.Recipe;
import dev.assay.testkit.task.TestingTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlacementTest {
    private static final TrialPlan PLAN = new TrialPlan("t", "c", "c000", Recipe.parse(TestingTask.fedAvg()), 7, false);

    @Property(tries = 200)
    void everySiteIsPlacedOnceWithItsStateAndNoNodeHasTwoMoreThanAnother(
            @ForAll @IntRange(min = 1, max = 40) int sites, @ForAll @IntRange(min = 1, max = 12) int nodes) {
        Map<Integer, SiteState> states = new HashMap<>();
        for (int site = 0; site < sites; site++) {
            states.put(site, new SiteState(site, Optional.empty(), Optional.empty()));
        }

        List<SiteAssignment> hands = Placement.deal(PLAN, "profile", states, nodes);

        Map<Integer, SiteState> dealt = new HashMap<>();
        hands.forEach(hand -> hand.states()
                .forEach((site, state) -> assertThat(dealt.put(site, state)).isNull()));
        assertThat(dealt).isEqualTo(states);
        assertThat(hands).hasSize(Math.min(sites, nodes));
        assertThat(hands).allSatisfy(hand -> {
            assertThat(hand.states().size()).isBetween(sites / hands.size(), (sites - 1) / hands.size() + 1);
            assertThat(hand.trialId()).isEqualTo("t");
            assertThat(hand.recipe()).isEqualTo(PLAN.recipe());
            assertThat(hand.seed()).isEqualTo(7);
            assertThat(hand.profileText()).isEqualTo("profile");
        });
        assertThat(Placement.deal(PLAN, "profile", states, nodes)).isEqualTo(hands);
    }
}
