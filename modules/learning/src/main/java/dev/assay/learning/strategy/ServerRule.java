package dev.assay.learning.strategy;

/**
 * What the server does with a round's DIFFs. {@code mean} below is the mean of the sites' DIFFs weighted by their optimizer
 * steps; {@code w} is the global model.
 */
public sealed interface ServerRule {
    /** {@code w += mean}: federated averaging (McMahan et al. 2017, algorithm 1), weighted by optimizer steps. */
    record FedAvg() implements ServerRule {}

    /** {@code v = momentum * v + mean; w += lr * v} (Hsu et al. 2019, section 3). */
    record FedAvgM(double lr, double momentum) implements ServerRule {}

    /**
     * Adaptive server optimizers (Reddi et al. 2021, algorithm 2), with bias correction of both moments:
     * {@code m = beta1 * m + (1 - beta1) * mean}, {@code v} by the rule, {@code w += lr * m^ / (sqrt(v^) + tau)}.
     * Adagrad has no moments to correct, and ignores {@code beta2}.
     */
    record FedOpt(Adaptive adaptive, double lr, double beta1, double beta2, double tau) implements ServerRule {}

    /** {@code w += mean}, with the sites' drift corrected by control variates (Karimireddy et al. 2020, algorithm 1). */
    record Scaffold() implements ServerRule {}

    /** {@code w += median} of the DIFFs, coordinate by coordinate (Yin et al. 2018, algorithm 1, option I). */
    record Median() implements ServerRule {}

    /**
     * {@code w +=} the mean of what is left when the {@code floor(fraction * sites)} smallest and as many largest values of
     * each coordinate are dropped (Yin et al. 2018, algorithm 1, option II).
     *
     * @param fraction at least 0 and below 0.5
     */
    record TrimmedMean(double fraction) implements ServerRule {}

    /** How {@link FedOpt} accumulates squares. */
    enum Adaptive {
        /** {@code v = beta2 * v + (1 - beta2) * mean^2}. */
        ADAM,
        /** {@code v = v - (1 - beta2) * mean^2 * sign(v - mean^2)}. */
        YOGI,
        /** {@code v = v + mean^2}. */
        ADAGRAD
    }
}
