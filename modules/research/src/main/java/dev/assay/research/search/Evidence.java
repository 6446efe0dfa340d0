package dev.assay.research.search;

import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.Axis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a search has learned from the reviewed candidates, and from those that still run. */
final class Evidence {
    private static final double GOOD_SHARE = 0.25;
    private static final int LEAST_GOOD = 2;

    private static final double FIRST_STEP = 0.15;
    private static final double SMALLEST_STEP = 0.04;
    private static final double LARGEST_STEP = 0.3;
    private static final double AFTER_KEEP = 1.15;
    private static final double AFTER_DISCARD = 0.92;

    private final SearchHistory history;
    private final List<Evaluated> ranked;
    private final List<Evaluated> good;
    private final List<Recipe> bad;
    private final Map<Axis, AxisDensity> goodDensities = new HashMap<>();
    private final Map<Axis, AxisDensity> badDensities = new HashMap<>();
    private final Map<Axis, Double> steps = new HashMap<>();

    /** @param running recipes without a review yet: they count as bad, which keeps a batch from being one idea often */
    Evidence(SearchHistory history, List<Recipe> running) {
        this.history = history;
        ranked = history.inOrder().stream()
                .filter(evaluated -> evaluated.gainOverBaseline().isPresent())
                .sorted(Comparator.comparingDouble((Evaluated evaluated) ->
                                -evaluated.gainOverBaseline().orElseThrow())
                        .thenComparing(Evaluated::number))
                .toList();
        int size = Math.max(LEAST_GOOD, (int) Math.ceil(GOOD_SHARE * ranked.size()));
        good = ranked.subList(0, Math.min(ranked.size(), size));
        bad = new ArrayList<>(history.inOrder().stream()
                .filter(evaluated -> !good.contains(evaluated))
                .map(Evaluated::recipe)
                .toList());
        bad.addAll(running);
    }

    int good() {
        return good.size();
    }

    int bad() {
        return bad.size();
    }

    /** The best candidates that beat the baseline and are not the incumbent, best first. */
    List<Evaluated> donors(int most) {
        return ranked.stream()
                .filter(evaluated -> evaluated.gainOverBaseline().orElseThrow() > 0)
                .filter(evaluated -> evaluated.number() != history.incumbent())
                .limit(most)
                .toList();
    }

    /** The best candidate whose recipe has this value. */
    Optional<Recipe> bestWith(Knob knob, KnobValue value) {
        return ranked.stream()
                .map(Evaluated::recipe)
                .filter(recipe -> recipe.value(knob).equals(Optional.of(value)))
                .findFirst();
    }

    /** The logarithm of good to bad density of a recipe, summed over the axes that hold for it. */
    double logRatio(Recipe recipe) {
        double sum = 0;
        for (Axis axis : history.surface().axes(recipe.aggregator())) {
            Optional<KnobValue> value = recipe.value(axis.knob());
            if (value.isPresent()) {
                AxisDensity likely = goodDensities.computeIfAbsent(
                        axis,
                        key -> density(key, good.stream().map(Evaluated::recipe).toList()));
                AxisDensity unlikely = badDensities.computeIfAbsent(axis, key -> density(key, bad));
                sum += StrictMath.log(likely.at(value.get())) - StrictMath.log(unlikely.at(value.get()));
            }
        }
        return sum;
    }

    private static AxisDensity density(Axis axis, List<Recipe> recipes) {
        return new AxisDensity(
                axis,
                recipes.stream()
                        .filter(recipe -> axis.aggregators().contains(recipe.aggregator()))
                        .flatMap(recipe -> recipe.value(axis.knob()).stream())
                        .toList());
    }

    /**
     * The standard deviation of a step on a numeric axis, on its unit scale: smaller after each discarded candidate that
     * stepped on it, larger after each kept one.
     */
    double step(Axis axis) {
        return steps.computeIfAbsent(axis, this::learnStep);
    }

    private double learnStep(Axis axis) {
        Map<Integer, Recipe> recipes = new HashMap<>();
        double step = FIRST_STEP;
        for (Evaluated evaluated : history.inOrder()) {
            recipes.put(evaluated.number(), evaluated.recipe());
            Recipe parent = recipes.get(evaluated.parent());
            if (parent != null && stepped(axis, parent, evaluated.recipe())) {
                step *= evaluated.kept() ? AFTER_KEEP : AFTER_DISCARD;
                step = Math.min(LARGEST_STEP, Math.max(SMALLEST_STEP, step));
            }
        }
        return step;
    }

    private static boolean stepped(Axis axis, Recipe parent, Recipe child) {
        Optional<KnobValue> before = parent.value(axis.knob());
        Optional<KnobValue> after = child.value(axis.knob());
        return axis.aggregators().contains(child.aggregator())
                && axis.aggregators().contains(parent.aggregator())
                && before.isPresent()
                && after.isPresent()
                && !before.equals(after);
    }
}
