package dev.assay.data.reader;

import org.apache.commons.rng.UniformRandomProvider;

/** Normally distributed numbers by Marsaglia's polar method; the strict functions give the same bits on every machine. */
final class NormalNumbers {
    private final UniformRandomProvider uniform;
    private double spare = Double.NaN;

    NormalNumbers(UniformRandomProvider uniform) {
        this.uniform = uniform;
    }

    double next(double mean, double deviation) {
        return mean + deviation * standard();
    }

    private double standard() {
        if (!Double.isNaN(spare)) {
            double kept = spare;
            spare = Double.NaN;
            return kept;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * uniform.nextDouble() - 1;
            y = 2 * uniform.nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spare = y * factor;
        return x * factor;
    }
}
