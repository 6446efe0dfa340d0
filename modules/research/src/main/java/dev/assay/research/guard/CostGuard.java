package dev.assay.research.guard;

import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.research.cost.Cost;
import dev.assay.research.profile.CostCaps;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** What a trial will spend, and whether the profile's caps allow it. Pure. */
public final class CostGuard {
    private static final MathContext SHOWN = new MathContext(4);

    private CostGuard() {}

    /**
     * What a trial of the recipe spends, as far as a profile tells without its data: sites are taken to be of equal size.
     * Samples are exact in epochs and an upper bound in steps, where a site's last batch of a pass may be smaller; steps are
     * exact in steps and a lower bound in epochs, where each site's last batch is a step more; bytes are exact. Seconds are
     * not known.
     */
    public static Cost planned(Profile profile, Recipe recipe) {
        int sites = profile.partition().sites();
        ClientRule rule = recipe.clientRule();
        long perRound;
        long samples;
        if (rule.compute() instanceof LocalCompute.Epochs epochs) {
            samples = times(profile.nominalTrainingRows(), epochs.count());
            perRound = times(Math.max(sites, profile.nominalTrainingRows() / rule.batchSize()), epochs.count());
        } else {
            perRound = times(((LocalCompute.Steps) rule.compute()).count(), sites);
            samples = times(perRound, rule.batchSize());
        }
        return trial(profile, recipe, samples, perRound);
    }

    /** What a trial of the recipe spends on sites with these training rows, exactly; seconds are not known. */
    public static Cost planned(Profile profile, Recipe recipe, List<Integer> siteRows) {
        ClientRule rule = recipe.clientRule();
        long samples = 0;
        long steps = 0;
        for (int rows : siteRows) {
            samples += rule.compute().samplesPerRound(rows, rule.batchSize());
            steps += rule.compute().stepsPerRound(rows, rule.batchSize());
        }
        return trial(profile, recipe, samples, steps);
    }

    /**
     * The caps that a cost is above, planned or spent.
     *
     * @param trainingRows of the task, which a sample pass is counted in
     */
    public static List<Violation> check(CostCaps caps, Cost cost, long trainingRows) {
        List<Violation> violations = new ArrayList<>();
        double passes = (double) cost.samples() / trainingRows;
        caps.maxSamplePasses().ifPresent(cap -> above(violations, "max_sample_passes", passes, cap));
        caps.maxSteps().ifPresent(cap -> above(violations, "max_steps", cost.steps(), cap));
        long bytes = plus(cost.bytesUp(), cost.bytesDown());
        caps.maxBytes().ifPresent(cap -> above(violations, "max_bytes", bytes, cap));
        caps.maxSeconds().ifPresent(cap -> above(violations, "max_seconds", cost.seconds(), cap));
        return List.copyOf(violations);
    }

    private static Cost trial(Profile profile, Recipe recipe, long samplesPerRound, long stepsPerRound) {
        int rounds = profile.budget().rounds();
        long updates = times(profile.partition().sites(), rounds);
        // One vector each way, two where control variates travel too; none of an architecture that the task does not
        // have.
        int size = profile.architectures().containsKey(recipe.architecture())
                ? profile.network(recipe).schema().size()
                : 0;
        long vector = (long) size * Float.BYTES;
        long control = recipe.scaffold() ? vector : 0;
        return new Cost(
                times(samplesPerRound, rounds),
                times(stepsPerRound, rounds),
                times(vector + control, updates),
                times(profile.updates().diffBytes(size) + control, updates),
                0);
    }

    private static void above(List<Violation> violations, String key, double value, double cap) {
        if (value > cap) {
            violations.add(new Violation(
                    key,
                    new BigDecimal(value).round(SHOWN).stripTrailingZeros().toPlainString(),
                    "at most " + KnobValue.of(cap)));
        }
    }

    /** Whole numbers are compared and shown as they are. */
    private static void above(List<Violation> violations, String key, long value, long cap) {
        if (value > cap) {
            violations.add(new Violation(key, String.valueOf(value), "at most " + cap));
        }
    }

    /** A product that does not fit is above every cap. */
    private static long times(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        return high == 0 && low >= 0 ? low : Long.MAX_VALUE;
    }

    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
