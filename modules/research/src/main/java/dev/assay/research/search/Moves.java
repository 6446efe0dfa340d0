package dev.assay.research.search;

import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.Axis;
import dev.assay.research.surface.Domain;
import dev.assay.research.surface.MutationSurface;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/** Drafts of new recipes: random moves away from the incumbent. Nothing here looks at the guard. */
final class Moves {
    private static final double CROSSOVER = 0.35;
    private static final double RENAME = 0.15;
    private static final double STEP_AFTER_CROSSOVER = 0.5;
    private static final double STEP_AFTER_RENAME = 0.5;
    private static final double SECOND_STEP = 0.4;
    private static final double WIDE_SECOND_STEP = 0.7;
    private static final double THIRD_STEP = 0.25;
    private static final double WIDE_STRETCH = 2;
    private static final double SHORTEST_STEP = 0.3;
    private static final double FIRST_GUESS_SPREAD = 0.15;
    private static final int DONORS = 5;

    /** Knobs that work together: crossover takes all of a part. */
    private static final List<Set<Knob>> PARTS = List.of(
            EnumSet.range(Knob.AGGREGATOR, Knob.TRIM_FRACTION),
            EnumSet.of(Knob.ARCHITECTURE),
            EnumSet.of(Knob.PROXIMAL_MU),
            EnumSet.of(
                    Knob.LR,
                    Knob.COSINE_ETA_MIN,
                    Knob.MOMENTUM,
                    Knob.WEIGHT_DECAY,
                    Knob.CLIP_NORM,
                    Knob.LABEL_SMOOTHING),
            EnumSet.of(Knob.BATCH_SIZE, Knob.LOCAL_EPOCHS, Knob.LOCAL_STEPS));

    private final MutationSurface surface;
    private final Recipe incumbent;
    private final Recipe baseline;
    private final Evidence evidence;
    private final List<Evaluated> donors;
    private final UniformRandomProvider random;
    private final boolean wide;

    /** @param wide whether to look further away */
    Moves(SearchHistory history, Evidence evidence, UniformRandomProvider random, boolean wide) {
        this.surface = history.surface();
        this.incumbent = history.candidate(history.incumbent()).recipe();
        this.baseline = history.inOrder().get(0).recipe();
        this.evidence = evidence;
        this.donors = evidence.donors(DONORS);
        this.random = random;
        this.wide = wide;
    }

    /** A draft; it may equal the incumbent or an earlier recipe, or leave a cap. */
    Recipe draft() {
        double kind = random.nextDouble();
        if (kind < CROSSOVER && !donors.isEmpty()) {
            Recipe crossed = crossover();
            return random.nextDouble() < STEP_AFTER_CROSSOVER ? steps(crossed, 1) : crossed;
        }
        if (kind < CROSSOVER + RENAME) {
            Recipe renamed = rename();
            return wide && random.nextDouble() < STEP_AFTER_RENAME ? steps(renamed, 1) : renamed;
        }
        int axes = 1;
        if (random.nextDouble() < (wide ? WIDE_SECOND_STEP : SECOND_STEP)) {
            axes += random.nextDouble() < THIRD_STEP ? 2 : 1;
        }
        return steps(incumbent, axes);
    }

    private Recipe crossover() {
        Recipe donor = donors.get(random.nextInt(donors.size())).recipe();
        List<Set<Knob>> different = PARTS.stream()
                .filter(part ->
                        part.stream().anyMatch(knob -> !donor.value(knob).equals(incumbent.value(knob))))
                .toList();
        if (different.isEmpty()) {
            return incumbent;
        }
        Set<Knob> part = different.get(random.nextInt(different.size()));
        return incumbent.with(valuesOf(donor, part), baseline);
    }

    private static Map<Knob, KnobValue> valuesOf(Recipe recipe, Set<Knob> knobs) {
        Map<Knob, KnobValue> values = new EnumMap<>(Knob.class);
        knobs.forEach(knob -> recipe.value(knob).ifPresent(value -> values.put(knob, value)));
        return values;
    }

    /** Another name, another local mode, or 0 in and out of use, on one axis where there is such a choice. */
    private Recipe rename() {
        List<Axis> axes = surface.axes(incumbent.aggregator()).stream()
                .filter(axis -> axis.domain() instanceof Domain.Choice
                        || (axis.domain() instanceof Domain.Real real && real.zero())
                        || (axis.knob().isLocalMode()
                                && incumbent.value(axis.knob()).isEmpty()))
                .toList();
        if (axes.isEmpty()) {
            return steps(incumbent, 1);
        }
        Axis axis = pick(axes);
        if (axis.domain() instanceof Domain.Choice choice) {
            List<String> others = choice.names().stream()
                    .filter(name -> !incumbent.value(axis.knob()).equals(Optional.of(KnobValue.of(name))))
                    .toList();
            KnobValue name = KnobValue.of(others.get(random.nextInt(others.size())));
            return axis.knob() == Knob.AGGREGATOR ? newRule(name) : incumbent.with(Map.of(axis.knob(), name));
        }
        boolean inUse = incumbent
                .value(axis.knob())
                .filter(value -> value.number() != 0)
                .isPresent();
        KnobValue value = inUse ? KnobValue.of(0) : new UnitScale(axis.domain()).value(random.nextDouble());
        return incumbent.with(Map.of(axis.knob(), value));
    }

    /** A new server rule with the knobs of the best candidate that had it, else around the middle of their axes. */
    private Recipe newRule(KnobValue name) {
        Aggregator rule = Aggregator.byKey(name.text()).orElseThrow();
        Map<Knob, KnobValue> change = new EnumMap<>(Knob.class);
        for (Axis axis : surface.axes(rule)) {
            if (PARTS.get(0).contains(axis.knob()) && !(axis.domain() instanceof Domain.Choice)) {
                double place = 0.5 + FIRST_GUESS_SPREAD * gaussian();
                change.put(axis.knob(), new UnitScale(axis.domain()).value(reflect(place)));
            }
        }
        evidence.bestWith(Knob.AGGREGATOR, name).ifPresent(best -> change.putAll(valuesOf(best, PARTS.get(0))));
        change.put(Knob.AGGREGATOR, name);
        return incumbent.with(change, baseline);
    }

    /** Gaussian steps on this many numeric axes, or as many as there are. */
    private Recipe steps(Recipe from, int count) {
        List<Axis> open = new ArrayList<>(surface.axes(from.aggregator()));
        open.removeIf(axis -> axis.domain() instanceof Domain.Choice
                || from.value(axis.knob()).isEmpty());
        Recipe recipe = from;
        for (int i = 0; i < count && !open.isEmpty(); i++) {
            Axis axis = pick(open);
            open.remove(axis);
            recipe = recipe.with(
                    Map.of(axis.knob(), step(axis, from.value(axis.knob()).orElseThrow())));
        }
        return recipe;
    }

    private KnobValue step(Axis axis, KnobValue from) {
        double deviation = evidence.step(axis) * (wide ? WIDE_STRETCH : 1);
        double step = deviation * gaussian();
        // A tiny step is a repetition with another name: the noise would hide what it does.
        double least = SHORTEST_STEP * deviation;
        double taken = Math.copySign(Math.max(Math.abs(step), least), step);
        UnitScale scale = new UnitScale(axis.domain());
        return scale.value(reflect(scale.place(from.number()) + taken));
    }

    /** An axis by weight. */
    private Axis pick(List<Axis> axes) {
        double total = axes.stream().mapToDouble(Axis::weight).sum();
        double left = random.nextDouble() * total;
        for (Axis axis : axes) {
            left -= axis.weight();
            if (left < 0) {
                return axis;
            }
        }
        return axes.get(axes.size() - 1);
    }

    /** Box and Muller's transform by {@link StrictMath}: the same bits on every machine. */
    private double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** Back into [0, 1] as a mirror does, so that the ends get their share. */
    private static double reflect(double place) {
        double folded = Math.abs(place) % 2;
        return folded > 1 ? 2 - folded : folded;
    }
}
