package dev.assay.learning.aggregation;

import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ServerRule;
import java.util.BitSet;
import java.util.Optional;

/**
 * One round on the server: folds the sites' updates as they arrive and turns the state before the round into the state after
 * it. The result does not depend on the order of arrival, and is right for any subset of the sites (a quorum): means are
 * over the sites that were folded.
 *
 * <p>Means are exact sums, so memory does not depend on the number of sites; median and trimmed mean need all DIFFs at once
 * and hold them, one a site. Used by one thread at a time.
 */
public final class RoundAggregation {
    private static final int BLOCK = 1_024;

    private final ServerRule rule;
    private final int size;
    private final int sites;
    private final BitSet folded = new BitSet();
    private final DiffReduction diffs;
    private final Optional<ExactSum> controlDeltas;

    private RoundAggregation(ServerRule rule, int size, int sites) {
        this.rule = rule;
        this.size = size;
        this.sites = sites;
        this.diffs = reductionFor(rule, size, sites);
        this.controlDeltas = rule instanceof ServerRule.Scaffold ? Optional.of(new ExactSum(size)) : Optional.empty();
    }

    /**
     * @param size values of the model
     * @param sites sites of the trial; a site's index is below it
     */
    public static RoundAggregation begin(ServerRule rule, int size, int sites) {
        if (size < 1 || sites < 1) {
            throw new IllegalArgumentException(
                    "a round needs at least one value and one site, not " + size + " and " + sites);
        }
        return new RoundAggregation(rule, size, sites);
    }

    /**
     * Takes one site's update in.
     *
     * @param diff local minus global model; finite values
     * @param weight what it counts in means, at least 1
     * @param controlDelta change of the site's control variate, under SCAFFOLD and only there
     * @throws IllegalArgumentException for a site that is unknown or already folded, or an update that does not fit; nothing
     *     is folded then
     */
    public void fold(int site, ModelVector diff, int weight, Optional<ModelVector> controlDelta) {
        if (site < 0 || site >= sites) {
            throw new IllegalArgumentException("site " + site + " is none of the sites 0 to " + (sites - 1));
        }
        if (folded.get(site)) {
            throw new IllegalArgumentException("site " + site + " was folded already in this round");
        }
        if (weight < 1) {
            throw new IllegalArgumentException("site " + site + " has weight " + weight + "; at least 1 is needed");
        }
        if (controlDelta.isPresent() != controlDeltas.isPresent()) {
            throw new IllegalArgumentException("site " + site + " sent " + (controlDelta.isPresent() ? "a" : "no")
                    + " control delta under " + rule);
        }
        requireUsable(site, "DIFF", diff);
        controlDelta.ifPresent(delta -> requireUsable(site, "control delta", delta));
        diffs.fold(site, diff, weight);
        controlDelta.ifPresent(delta -> controlDeltas.orElseThrow().add(delta, weight));
        folded.set(site);
    }

    /**
     * The state after this round; the argument is unchanged, and so is this round.
     *
     * @param before the state that the sites' updates started from
     * @throws IllegalStateException when no site was folded
     * @throws IllegalArgumentException when the state is of another rule or size
     */
    public ServerState next(ServerState before) {
        if (folded.isEmpty()) {
            throw new IllegalStateException("no site was folded in this round");
        }
        if (before.global().size() != size || !before.fits(rule)) {
            throw new IllegalArgumentException("a state of " + before.global().size()
                    + " values does not belong to a round of " + size + " values under " + rule);
        }
        ServerStep step = ServerStep.of(rule, before);
        double[] pseudoGradient = new double[Math.min(BLOCK, size)];
        for (int from = 0; from < size; from += BLOCK) {
            int length = Math.min(BLOCK, size - from);
            diffs.read(from, pseudoGradient, length);
            step.apply(from, pseudoGradient, length);
        }
        return step.finish(
                controlDeltas.map(deltas -> movedControl(before.control().orElseThrow(), deltas)));
    }

    /**
     * The global control variate after Karimireddy et al. 2020, algorithm 1, line 17, {@code c + |S| / N * mean(delta)} over
     * the sites S that came out of all N: sites that are missing count as unchanged. It deviates from that line in one thing:
     * the mean is weighted as that of the DIFFs is, where the paper weighs all sites equally. With equal weights both are the
     * same.
     */
    private ModelVector movedControl(ModelVector control, ExactSum deltas) {
        double share = (double) folded.cardinality() / sites;
        float[] moved = control.toArray();
        double[] mean = new double[Math.min(BLOCK, size)];
        for (int from = 0; from < size; from += BLOCK) {
            int length = Math.min(BLOCK, size - from);
            deltas.readMean(from, mean, length);
            for (int i = 0; i < length; i++) {
                moved[from + i] = (float) (moved[from + i] + share * mean[i]);
            }
        }
        return ModelVector.adopt(moved);
    }

    private void requireUsable(int site, String what, ModelVector vector) {
        if (vector.size() != size) {
            throw new IllegalArgumentException(
                    "the " + what + " of site " + site + " has " + vector.size() + " values, the model " + size);
        }
        if (!vector.isFinite()) {
            throw new IllegalArgumentException("the " + what + " of site " + site + " has a value that is not finite");
        }
    }

    private static DiffReduction reductionFor(ServerRule rule, int size, int sites) {
        if (rule instanceof ServerRule.Median) {
            return new OrderStatistics(sites, OrderStatistics::median);
        }
        if (rule instanceof ServerRule.TrimmedMean trimmed) {
            return new OrderStatistics(sites, sorted -> OrderStatistics.trimmedMean(sorted, trimmed.fraction()));
        }
        return new DiffReduction.WeightedMean(new ExactSum(size));
    }
}
