package dev.assay.research.search;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.Axis;
import dev.assay.research.surface.Domain;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/** Uniform draws from the whole surface, within the caps: what a search has to beat. */
final class TestingRandomProposer implements Proposer {
    @Override
    public List<Proposal> propose(SearchHistory history, int count) {
        UniformRandomProvider random =
                RandomStreams.stream(history.seed(), RandomPurpose.SEARCH, -1, history.nextNumber());
        Set<Digest> earlier = new HashSet<>(history.digests());
        List<Proposal> proposals = new ArrayList<>();
        while (proposals.size() < count) {
            Recipe recipe = draw(history.profile(), random);
            if (ProposalGuard.check(history.profile(), recipe, earlier).isEmpty()) {
                earlier.add(recipe.digest());
                proposals.add(new Proposal(recipe, 0, recipe.family(), "none", "random"));
            }
        }
        return proposals;
    }

    private static Recipe draw(Profile profile, UniformRandomProvider random) {
        Recipe recipe = profile.baseline();
        Axis rules =
                profile.surface().axis(Knob.AGGREGATOR, recipe.aggregator()).orElseThrow();
        KnobValue rule = draw(rules, random);
        Map<Knob, KnobValue> change = new EnumMap<>(Knob.class);
        change.put(Knob.AGGREGATOR, rule);
        Knob skipped = random.nextBoolean() ? Knob.LOCAL_EPOCHS : Knob.LOCAL_STEPS;
        for (Axis axis : profile.surface().axes(Aggregator.byKey(rule.text()).orElseThrow())) {
            if (axis.knob() != Knob.AGGREGATOR && axis.knob() != skipped) {
                change.put(axis.knob(), draw(axis, random));
            }
        }
        return recipe.with(change);
    }

    private static KnobValue draw(Axis axis, UniformRandomProvider random) {
        return axis.domain() instanceof Domain.Choice choice
                ? KnobValue.of(choice.names().get(random.nextInt(choice.names().size())))
                : new UnitScale(axis.domain()).value(random.nextDouble());
    }
}
