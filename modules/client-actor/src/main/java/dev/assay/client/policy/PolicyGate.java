package dev.assay.client.policy;

import dev.assay.client.policy.SitePolicy.Clipping;
import dev.assay.client.policy.SitePolicy.Noise;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.privacy.GaussianMechanism;
import dev.assay.learning.privacy.PrivacyLoss;
import dev.assay.learning.privacy.Protection;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.Recipe;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * The way out of a client node: no update leaves it but through here. Noise is drawn from the machine's own secure source, and
 * never from a campaign's seed, which the server knows. Thread-safe.
 */
public final class PolicyGate {
    private final SitePolicy policy;
    private final Optional<PrivacyAccount> account;
    private final RandomGenerator random;

    private PolicyGate(SitePolicy policy, Optional<PrivacyAccount> account, RandomGenerator random) {
        this.policy = policy;
        this.account = account;
        this.random = random;
    }

    /** Lets everything through. */
    public static PolicyGate open() {
        return new PolicyGate(SitePolicy.NONE, Optional.empty(), new SecureRandom());
    }

    /** @throws IOException when the account of what was given away cannot be read */
    public static PolicyGate of(SitePolicy policy) throws IOException {
        Optional<Noise> noise = policy.clipping().flatMap(Clipping::noise);
        Optional<PrivacyAccount> account =
                noise.isPresent() ? Optional.of(PrivacyAccount.open(noise.get().account())) : Optional.empty();
        return new PolicyGate(policy, account, new SecureRandom());
    }

    /** Why a trial may not train here; see {@link SitePolicy#refusal}. */
    public Optional<String> refusal(String trialId, Profile profile, Recipe recipe) {
        return policy.refusal(trialId, profile, recipe);
    }

    /**
     * An update as it leaves.
     *
     * @param protection what was done to it, if anything was
     */
    public record Released(LocalUpdate update, Optional<Protection> protection) {}

    /**
     * Does to an update what the policy asks for. With noise, its mean loss is told as 0, as it is another number made of the
     * rows.
     *
     * @param data digest of the site's rows, to which what is given away is charged
     * @throws RefusedByPolicy when it may not leave
     * @throws IOException when what it gives away cannot be put down; it does not leave then
     */
    public Released release(LocalUpdate update, Digest data) throws RefusedByPolicy, IOException {
        if (policy.clipping().isEmpty()) {
            requireNorm("DIFF", update.diff());
            if (update.controlDelta().isPresent()) {
                requireNorm("control delta", update.controlDelta().get());
            }
            return new Released(update, Optional.empty());
        }
        if (update.controlDelta().isPresent() || keepsVectors(update)) {
            throw new RefusedByPolicy("by its site policy: what the site keeps would leave beside a clipped update");
        }
        return clipped(update, data, policy.clipping().get());
    }

    private static boolean keepsVectors(LocalUpdate update) {
        return update.state().momentum().isPresent() || update.state().control().isPresent();
    }

    private void requireNorm(String what, ModelVector vector) throws RefusedByPolicy {
        OptionalDouble most = policy.maxNorm();
        if (most.isEmpty()) {
            return;
        }
        double norm = vector.norm();
        if (!(norm <= most.getAsDouble())) {
            throw new RefusedByPolicy("by its site policy: a " + what + " of norm " + norm + ", at most "
                    + most.getAsDouble() + " may leave");
        }
    }

    private Released clipped(LocalUpdate update, Digest data, Clipping clipping) throws RefusedByPolicy, IOException {
        boolean finite = update.diff().isFinite();
        if (!finite && clipping.noise().isEmpty()) {
            throw new RefusedByPolicy(
                    "by its site policy: a DIFF with values that are not finite, which cannot be clipped");
        }
        // A refusal would tell of the rows what no noise is on: under noise, values that ran away leave as zeros.
        ModelVector diff = finite
                ? GaussianMechanism.clip(update.diff(), clipping.norm())
                : ModelVector.zeros(update.diff().size());
        if (clipping.noise().isEmpty()) {
            boolean changed = !diff.equals(update.diff());
            return new Released(
                    with(update, diff, update.meanLoss()),
                    Optional.of(new Protection(clipping.norm(), changed, Optional.empty())));
        }
        Noise noise = clipping.noise().get();
        PrivacyLoss spent = account.orElseThrow()
                .charge(data, PrivacyLoss.ofGaussian(noise.multiplier()), all -> requireEpsilon(all, noise));
        ModelVector noised = GaussianMechanism.withNoise(diff, noise.multiplier() * clipping.norm(), random);
        return new Released(
                with(update, noised, 0),
                Optional.of(new Protection(
                        clipping.norm(),
                        // Whether it was clipped would be one more bit of the rows.
                        false,
                        Optional.of(new Protection.Noise(
                                noise.multiplier(), spent.epsilon(noise.delta()), noise.delta())))));
    }

    private static void requireEpsilon(PrivacyLoss all, Noise noise) throws RefusedByPolicy {
        double epsilon = all.epsilon(noise.delta());
        if (noise.maxEpsilon().isPresent() && epsilon > noise.maxEpsilon().getAsDouble()) {
            throw new RefusedByPolicy("by its site policy: with this update epsilon would be " + epsilon + " at delta "
                    + noise.delta() + ", at most " + noise.maxEpsilon().getAsDouble() + " may be given away");
        }
    }

    private static LocalUpdate with(LocalUpdate update, ModelVector diff, double meanLoss) {
        return new LocalUpdate(diff, update.controlDelta(), update.steps(), update.samples(), meanLoss, update.state());
    }
}
