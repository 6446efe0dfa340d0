package dev.assay.learning.training;

import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;

/**
 * The learning rate over a whole trial: constant, or along half a cosine from {@code lr} to {@code lr * etaMin}
 * (Loshchilov and Hutter 2017, equation 5, without restarts). Its unit is the epoch or, when a site counts its work in steps,
 * the optimizer step; units count on across rounds.
 *
 * @param lr the rate of unit 0
 * @param etaMin the share of {@code lr} that the cosine falls to; 1 = constant
 * @param units units of the whole trial, at least 1
 */
public record LearningRate(double lr, double etaMin, int units) {
    public LearningRate {
        if (units < 1) {
            throw new IllegalArgumentException("a schedule needs at least one unit, not " + units);
        }
    }

    /** The schedule of a site that trains this many rounds by this rule. */
    public static LearningRate of(ClientRule rule, int rounds) {
        return new LearningRate(
                rule.lr(), rule.cosineEtaMin().orElse(1), Math.multiplyExact(rounds, unitsPerRound(rule.compute())));
    }

    /** Epochs or steps of one round. */
    public static int unitsPerRound(LocalCompute compute) {
        if (compute instanceof LocalCompute.Epochs epochs) {
            return epochs.count();
        }
        return ((LocalCompute.Steps) compute).count();
    }

    /**
     * The rate of one unit.
     *
     * @param unit from 0 to below {@link #units()}
     */
    public double at(int unit) {
        if (unit < 0 || unit >= units) {
            throw new IllegalArgumentException("the schedule has units 0 to " + (units - 1) + ", not " + unit);
        }
        double fall = (1 + StrictMath.cos(Math.PI * unit / units)) / 2;
        return lr * (etaMin + (1 - etaMin) * fall);
    }
}
