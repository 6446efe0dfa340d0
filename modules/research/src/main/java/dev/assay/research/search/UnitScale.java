package dev.assay.research.search;

import dev.assay.research.recipe.KnobValue;
import dev.assay.research.surface.Domain;
import dev.assay.research.surface.Domain.Scale;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Maps the values of a numeric axis to [0, 1] and back, so that one density fits them all. Bent as the
 * axis' scale says; where 0 is allowed beside a range, it has the first {@value #ZERO_SHARE} of the scale.
 */
final class UnitScale {
    private static final double ZERO_SHARE = 0.15;

    private static final double HALF = 0.5;

    /** Three digits are finer than any noise, and keep recipes readable. */
    private static final MathContext DIGITS = new MathContext(3);

    private final Domain domain;
    private final double min;
    private final double max;
    private final Scale scale;
    private final double start;

    UnitScale(Domain domain) {
        this.domain = domain;
        if (domain instanceof Domain.Real real) {
            min = real.min();
            max = real.max();
            scale = real.scale();
            start = real.zero() && real.min() > 0 ? ZERO_SHARE : 0;
        } else if (domain instanceof Domain.Whole whole) {
            // Half a step beyond both ends, so that every whole number has its share of the scale.
            min = whole.min() - HALF;
            max = whole.max() + HALF;
            scale = whole.scale();
            start = 0;
        } else {
            throw new IllegalArgumentException("no scale for " + domain);
        }
    }

    private double bend(double number) {
        return switch (scale) {
            case LINEAR -> number;
            case LOG -> StrictMath.log(number);
            case LOG_COMPLEMENT -> -StrictMath.log(1 - number);
        };
    }

    private double straighten(double bent) {
        return switch (scale) {
            case LINEAR -> bent;
            case LOG -> StrictMath.exp(bent);
            case LOG_COMPLEMENT -> 1 - StrictMath.exp(-bent);
        };
    }

    /** The place of a number; numbers outside the range are at its ends. */
    double place(double number) {
        if (number < min && start > 0) {
            return start / 2;
        }
        double inside = Math.min(max, Math.max(min, number));
        double share = (bend(inside) - bend(min)) / (bend(max) - bend(min));
        return start + (1 - start) * share;
    }

    /** A value at a place from 0 to 1, on the axis. */
    KnobValue value(double place) {
        if (place < start) {
            return KnobValue.of(0);
        }
        double share = Math.min(1, (place - start) / (1 - start));
        double number = straighten(bend(min) + share * (bend(max) - bend(min)));
        if (domain instanceof Domain.Whole whole) {
            return KnobValue.of(Math.min(whole.max(), Math.max(whole.min(), Math.rint(number))));
        }
        double rounded = new BigDecimal(number).round(DIGITS).doubleValue();
        return KnobValue.of(Math.min(max, Math.max(min, rounded)));
    }
}
