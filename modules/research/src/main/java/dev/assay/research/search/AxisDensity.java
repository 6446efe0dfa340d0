package dev.assay.research.search;

import dev.assay.research.recipe.KnobValue;
import dev.assay.research.surface.Axis;
import dev.assay.research.surface.Domain;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Where on one axis a set of candidates lies: for numbers a mixture of a uniform prior and one Gaussian kernel a candidate,
 * cut at the ends; for names smoothed frequencies. The kernels narrow as candidates come in (Bergstra et al. 2011, section 4,
 * the Parzen estimator, with a width that falls with the number of observations).
 */
final class AxisDensity {
    private static final double WIDEST = 0.25;
    private static final double NARROWEST = 0.05;
    private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

    private final Axis axis;
    private final List<KnobValue> values;
    private final double prior;
    private final double width;

    /**
     * @param values the set's values on this axis
     * @param evidence candidates that have been reviewed on this axis, in this set or not
     * @param prior weight of the uniform part, in candidates
     * @param stretch above 1 to look further away
     */
    AxisDensity(Axis axis, List<KnobValue> values, int evidence, double prior, double stretch) {
        this.axis = axis;
        this.values = values;
        this.prior = prior;
        this.width = stretch * Math.max(NARROWEST, WIDEST / Math.sqrt(1 + evidence / 4.0));
    }

    /** The density, relative to the uniform one. */
    double at(KnobValue value) {
        double sum = prior;
        if (axis.domain() instanceof Domain.Choice choice) {
            int names = choice.names().size();
            for (KnobValue other : values) {
                sum += other.equals(value) ? names : 0;
            }
        } else {
            UnitScale scale = new UnitScale(axis.domain());
            double place = scale.place(value.number());
            for (KnobValue other : values) {
                double distance = (place - scale.place(other.number())) / width;
                sum += StrictMath.exp(-distance * distance / 2) / (width * SQRT_TWO_PI);
            }
        }
        return sum / (prior + values.size());
    }

    /** Draws a value. */
    KnobValue sample(UniformRandomProvider random) {
        double pick = random.nextDouble() * (prior + values.size());
        boolean fromPrior = pick < prior;
        KnobValue center = fromPrior ? null : values.get(Math.min(values.size() - 1, (int) (pick - prior)));
        if (axis.domain() instanceof Domain.Choice choice) {
            return fromPrior ? KnobValue.of(choice.names().get(random.nextInt(choice.names().size()))) : center;
        }
        UnitScale scale = new UnitScale(axis.domain());
        double place = fromPrior ? random.nextDouble() : scale.place(center.number()) + width * gaussian(random);
        return scale.value(reflect(place));
    }

    /** Box and Muller's transform, by {@link StrictMath}: the same bits on every machine. */
    private static double gaussian(UniformRandomProvider random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** Back into [0, 1] as a mirror does, so that the ends get their share. */
    private static double reflect(double place) {
        double folded = Math.abs(place) % 2;
        return folded > 1 ? 2 - folded : folded;
    }
}
