package dev.assay.research.search;

import dev.assay.research.recipe.KnobValue;
import dev.assay.research.surface.Axis;
import dev.assay.research.surface.Domain;
import java.util.List;
import java.util.Optional;

/**
 * Where on one axis a set of candidates lies (the Parzen estimator of Bergstra et al. 2011, section 4.2): for numbers a
 * uniform prior and one Gaussian kernel a candidate, for names smoothed frequencies. A prior weighs as much as one candidate.
 */
final class AxisDensity {
    private static final double KERNEL_WIDTH = 0.2;
    private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

    private final Axis axis;
    private final List<KnobValue> values;
    private final Optional<UnitScale> scale;

    /** @param values the set's values on this axis */
    AxisDensity(Axis axis, List<KnobValue> values) {
        this.axis = axis;
        this.values = values;
        this.scale =
                axis.domain() instanceof Domain.Choice ? Optional.empty() : Optional.of(new UnitScale(axis.domain()));
    }

    /** The density at a value, relative to the uniform one. */
    double at(KnobValue value) {
        double sum = 1;
        for (KnobValue other : values) {
            sum += scale.isPresent() ? kernel(scale.get(), value, other) : same(value, other);
        }
        return sum / (1 + values.size());
    }

    private static double kernel(UnitScale scale, KnobValue value, KnobValue other) {
        double distance = (scale.place(value.number()) - scale.place(other.number())) / KERNEL_WIDTH;
        return StrictMath.exp(-distance * distance / 2) / (KERNEL_WIDTH * SQRT_TWO_PI);
    }

    private double same(KnobValue value, KnobValue other) {
        return value.equals(other) ? ((Domain.Choice) axis.domain()).names().size() : 0;
    }
}
