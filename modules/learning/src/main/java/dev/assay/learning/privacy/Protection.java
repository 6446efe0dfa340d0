package dev.assay.learning.privacy;

import java.util.Optional;

/**
 * What a site did to an update before it left, as the site says.
 *
 * @param clipNorm Euclidean norm to which DIFFs were bounded, above 0
 * @param clipped whether this one was longer
 * @param noise what was added then, if anything was
 */
public record Protection(double clipNorm, boolean clipped, Optional<Noise> noise) {

    /**
     * Gaussian noise on every value, of a deviation that is {@code multiplier} times the clip norm. It cannot be drawn again.
     *
     * @param multiplier above 0
     * @param epsilon of all that the site has given away of its data with this update: epsilon of
     *     (epsilon, delta)-differential privacy, see {@link PrivacyLoss}
     * @param delta above 0 and below 1
     */
    public record Noise(double multiplier, double epsilon, double delta) {}

    /** What is wrong with the numbers; they may be anybody's. */
    public Optional<String> problem() {
        Optional<String> wrong = notPositive("clip norm", clipNorm);
        return wrong.isPresent()
                ? wrong
                : noise.flatMap(added -> notPositive("noise multiplier", added.multiplier)
                        .or(() -> notPositive("epsilon", added.epsilon))
                        .or(() -> notPositive("delta", added.delta)));
    }

    private static Optional<String> notPositive(String name, double value) {
        return value > 0 && Double.isFinite(value)
                ? Optional.empty()
                : Optional.of("a " + name + " of " + value + ", must be above 0 and finite");
    }
}
