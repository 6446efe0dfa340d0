package dev.assay.research.surface;

import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.Recipe;
import java.util.List;
import java.util.Optional;

/** Everything that a candidate may change, and how far. A knob that is on no axis keeps the baseline's value. */
public record MutationSurface(List<Axis> axes) {
    public MutationSurface {
        axes = List.copyOf(axes);
    }

    /**
     * The part of the surface that only tunes a recipe: numbers that it uses, on axes of its server rule. No name is changed,
     * nothing is switched on or off.
     */
    public MutationSurface tuning(Recipe recipe) {
        return new MutationSurface(axes(recipe.aggregator()).stream()
                .filter(axis -> !(axis.domain() instanceof Domain.Choice) && recipe.uses(axis.knob()))
                .map(MutationSurface::staysOn)
                .toList());
    }

    /** The axis without the value that switches its knob off, and what would be rounded to it. */
    private static Axis staysOn(Axis axis) {
        if (axis.knob().off().isEmpty() || !(axis.domain() instanceof Domain.Real real)) {
            return axis;
        }
        double off = axis.knob().off().get().number();
        double margin = (real.max() - real.min()) / 1000;
        Domain on = new Domain.Real(
                real.min() == off ? real.min() + margin : real.min(),
                real.max() == off ? real.max() - margin : real.max(),
                real.scale(),
                false);
        return new Axis(axis.knob(), axis.aggregators(), on, axis.weight());
    }

    /** The axis of a knob under a server rule; empty when the knob may not be changed there. */
    public Optional<Axis> axis(Knob knob, Aggregator aggregator) {
        return axes.stream()
                .filter(axis -> axis.knob() == knob && axis.aggregators().contains(aggregator))
                .findFirst();
    }

    /** The axes that hold under a server rule, in the profile's order. */
    public List<Axis> axes(Aggregator aggregator) {
        return axes.stream()
                .filter(axis -> axis.aggregators().contains(aggregator))
                .toList();
    }
}
