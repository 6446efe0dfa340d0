package dev.assay.research.surface;

import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import java.util.List;

/**
 * One direction in which recipes may differ from the baseline.
 *
 * @param knob what is changed
 * @param aggregators the server rules under which this axis holds: those under which the knob has an effect, or fewer when
 *     the profile gives different ranges to different rules
 * @param domain the values allowed
 * @param weight how often the search turns to this axis, relative to the others; above 0
 */
public record Axis(Knob knob, List<Aggregator> aggregators, Domain domain, double weight) {
    public Axis {
        aggregators = List.copyOf(aggregators);
    }

    /** The axis' name: the knob, with the server rules when they are fewer than those that the knob applies to. */
    public String name() {
        boolean all = aggregators.containsAll(knob.aggregators());
        return knob.key()
                + (all
                        ? ""
                        : "["
                                + String.join(
                                        ",",
                                        aggregators.stream()
                                                .map(Aggregator::key)
                                                .toList()) + "]");
    }
}
