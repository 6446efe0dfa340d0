package dev.assay.learning.strategy;

/**
 * What the server does with a round's DIFFs. {@code mean} below is the mean of the sites' DIFFs by the recipe's
 * {@link Weighting}; {@code w} is the global model.
 */
public sealed interface ServerRule {
    /** {@code w += mean}: federated averaging (McMahan et al. 2017, algorithm 1). */
    record FedAvg() implements ServerRule {}

    /** {@code v = momentum * v + mean; w += lr * v} (Hsu et al. 2019, section 3). */
    record FedAvgM(double lr, double momentum) implements ServerRule {
        public FedAvgM {
            require(lr > 0 && Double.isFinite(lr), "lr", lr, "above 0");
            require(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and below 1");
        }
    }

    /**
     * Adaptive server optimizers (Reddi et al. 2021, algorithm 2): {@code m = beta1 * m + (1 - beta1) * mean}, {@code v} by
     * the rule, {@code w += lr * m^ / (sqrt(v^) + tau)}. Adagrad's {@code v} is a plain sum: it is not corrected and ignores
     * {@code beta2}.
     *
     * @param biasCorrection whether {@code m^} and {@code v^} are the moments divided by {@code 1 - beta^round} (Kingma and Ba
     *     2015), as PyTorch's Adam has it; otherwise they are {@code m} and {@code v}, as algorithm 2 itself has it
     */
    record FedOpt(Adaptive adaptive, double lr, double beta1, double beta2, double tau, boolean biasCorrection)
            implements ServerRule {
        /** With bias correction. */
        public FedOpt(Adaptive adaptive, double lr, double beta1, double beta2, double tau) {
            this(adaptive, lr, beta1, beta2, tau, true);
        }

        public FedOpt {
            require(lr > 0 && Double.isFinite(lr), "lr", lr, "above 0");
            require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "at least 0 and below 1");
            require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "at least 0 and below 1");
            require(tau > 0 && Double.isFinite(tau), "tau", tau, "above 0");
        }
    }

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
    record TrimmedMean(double fraction) implements ServerRule {
        public TrimmedMean {
            require(fraction >= 0 && fraction < 0.5, "fraction", fraction, "at least 0 and below 0.5");
        }
    }

    /** How {@link FedOpt} accumulates squares. */
    enum Adaptive {
        /** {@code v = beta2 * v + (1 - beta2) * mean^2}. */
        ADAM,
        /** {@code v = v - (1 - beta2) * mean^2 * sign(v - mean^2)}. */
        YOGI,
        /** {@code v = v + mean^2}. */
        ADAGRAD
    }

    private static void require(boolean allowed, String what, double value, String limit) {
        if (!allowed) {
            throw new IllegalArgumentException("server " + what + " must be " + limit + ", not " + value);
        }
    }
}
