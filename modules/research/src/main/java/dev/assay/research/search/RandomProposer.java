package dev.assay.research.search;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.Axis;
import dev.assay.research.surface.Domain;
import dev.assay.research.surface.MutationSurface;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Blind draws from the whole surface: a server rule, then a value on each axis that holds under it, all uniform on the axis'
 * own scale; one of the two local modes, where both are on the surface. It learns nothing: what it is told of the history is
 * only what not to repeat. What the guard would refuse is drawn again.
 */
public final class RandomProposer implements Proposer {
    /** The method's name, as the source of a candidate. */
    public static final String NAME = "random";

    private static final int DRAFTS = 512;

    @Override
    public List<Proposal> propose(SearchHistory history, int count) {
        Set<Digest> earlier = new HashSet<>(history.digests());
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<Recipe> next = next(history, earlier, history.nextNumber() + i);
            if (next.isEmpty()) {
                break;
            }
            earlier.add(next.get().digest());
            proposals.add(new Proposal(
                    next.get(),
                    0,
                    next.get().family(),
                    "A blind draw from the surface: no reason why it should be better.",
                    NAME));
        }
        return List.copyOf(proposals);
    }

    private static Optional<Recipe> next(SearchHistory history, Set<Digest> earlier, int number) {
        UniformRandomProvider random = RandomStreams.stream(history.seed(), RandomPurpose.SEARCH, number);
        Recipe baseline = history.candidate(0).recipe();
        for (int i = 0; i < DRAFTS; i++) {
            Recipe recipe = draw(history.surface(), baseline, random);
            if (ProposalGuard.check(history.profile(), recipe, earlier).isEmpty()) {
                return Optional.of(recipe);
            }
        }
        return Optional.empty();
    }

    private static Recipe draw(MutationSurface surface, Recipe baseline, UniformRandomProvider random) {
        Map<Knob, KnobValue> change = new EnumMap<>(Knob.class);
        Optional<Axis> rules = surface.axis(Knob.AGGREGATOR, baseline.aggregator());
        rules.ifPresent(axis -> change.put(Knob.AGGREGATOR, draw(axis, random)));
        Aggregator rule = rules.isEmpty()
                ? baseline.aggregator()
                : Aggregator.byKey(change.get(Knob.AGGREGATOR).text()).orElseThrow();
        boolean steps = random.nextBoolean();
        boolean bothModes = surface.axis(Knob.LOCAL_EPOCHS, rule).isPresent()
                && surface.axis(Knob.LOCAL_STEPS, rule).isPresent();
        Knob skipped = steps ? Knob.LOCAL_EPOCHS : Knob.LOCAL_STEPS;
        for (Axis axis : surface.axes(rule)) {
            if (axis.knob() != Knob.AGGREGATOR && !(bothModes && axis.knob() == skipped)) {
                change.put(axis.knob(), draw(axis, random));
            }
        }
        return baseline.with(change);
    }

    private static KnobValue draw(Axis axis, UniformRandomProvider random) {
        return axis.domain() instanceof Domain.Choice choice
                ? KnobValue.of(choice.names().get(random.nextInt(choice.names().size())))
                : new UnitScale(axis.domain()).value(random.nextDouble());
    }
}
