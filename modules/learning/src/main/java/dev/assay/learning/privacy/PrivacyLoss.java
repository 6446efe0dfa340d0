package dev.assay.learning.privacy;

/**
 * What Gaussian mechanisms have given away of one data set, all together: {@code rho} of zero-concentrated differential
 * privacy. Neighbours are the data set and none, whose vector is zero; so a vector of norm C at most has sensitivity C.
 *
 * <p>The Gaussian mechanism with deviation z C is (1 / (2 z^2))-zCDP (Bun and Steinke, Concentrated Differential Privacy,
 * TCC 2016, Proposition 1.6); rho adds up over releases, also where each depends on those before it (Lemma 1.7). Every release
 * uses all data, so nothing is gained by subsampling. In terms of Rényi differential privacy the same curve is
 * epsilon(alpha) = rho alpha (Mironov, Rényi Differential Privacy, CSF 2017, Corollary 3 and Proposition 1).
 *
 * @param rho at least 0; infinite once a vector was released without noise
 */
public record PrivacyLoss(double rho) {
    public static final PrivacyLoss NONE = new PrivacyLoss(0);

    public PrivacyLoss {
        if (!(rho >= 0)) {
            throw new IllegalArgumentException("rho is " + rho + ", must be at least 0");
        }
    }

    /**
     * One release by the Gaussian mechanism.
     *
     * @param noiseMultiplier deviation of the noise as a multiple of the sensitivity, above 0
     */
    public static PrivacyLoss ofGaussian(double noiseMultiplier) {
        if (!(noiseMultiplier > 0)) {
            throw new IllegalArgumentException("the noise multiplier is " + noiseMultiplier + ", must be above 0");
        }
        return new PrivacyLoss(1 / (2 * noiseMultiplier * noiseMultiplier));
    }

    /** Both together, in whatever order and however one depends on the other. */
    public PrivacyLoss plus(PrivacyLoss other) {
        return new PrivacyLoss(rho + other.rho);
    }

    /**
     * An epsilon for which (epsilon, delta)-differential privacy holds: {@code rho + 2 sqrt(rho ln(1 / delta))} (Bun and
     * Steinke, Proposition 1.3), which is also the least over alpha of Mironov's Proposition 3. Exact accounts of the Gaussian
     * come to somewhat less, never to more.
     *
     * @param delta above 0 and below 1
     */
    public double epsilon(double delta) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta is " + delta + ", must be between 0 and 1");
        }
        return rho + 2 * Math.sqrt(rho * Math.log(1 / delta));
    }
}
