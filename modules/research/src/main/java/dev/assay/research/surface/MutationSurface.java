package dev.assay.research.surface;

import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import java.util.List;
import java.util.Optional;

/** Everything that a candidate may change, and how far. A knob that is on no axis keeps the baseline's value. */
public record MutationSurface(List<Axis> axes) {
    public MutationSurface {
        axes = List.copyOf(axes);
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
