package dev.assay.research.label;

import dev.assay.research.cost.RelativeCost;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import java.util.Optional;

/**
 * All that a label rests on. Gains are oriented: above 0 is better, whether the metric is maximized or minimized.
 *
 * @param baseline the recipe that every gain is measured against
 * @param recipe the win's
 * @param step the earlier candidate that the recipe was changed from; empty where that is the baseline
 * @param gain over the baseline on the seeds of the search
 * @param cost relative to the baseline; empty where it is not known
 * @param random what blind draws reached; empty while or where the arm has no candidate that was judged
 * @param scalar what tuning reached, likewise
 * @param agentCandidates that the agent had, as many as an arm of the same budget would have
 * @param confirmation on fresh seeds and the hold-out; empty for all but the final winner, and for it while it is to come
 */
public record Evidence(
        Recipe baseline,
        Recipe recipe,
        Optional<Step> step,
        Comparison gain,
        Optional<RelativeCost> cost,
        Optional<Reached> random,
        Optional<Reached> scalar,
        int agentCandidates,
        Optional<Confirmation> confirmation) {

    /** Where a win came from: the name and the recipe of its parent. */
    public record Step(String parent, Recipe recipe) {}

    /**
     * What a control arm came to.
     *
     * @param best name of its best candidate with all its seeds; empty where none scored better than the baseline
     * @param gain that candidate's mean gain over the baseline, on the seeds of the search; 0 for none
     * @param candidates that the arm had
     * @param judged how many of them were scored with all their seeds at equal cost, at least 1: the others say nothing
     * @param beyond the win against that candidate, or against the baseline, on the same seeds
     */
    public record Reached(Optional<String> best, double gain, int candidates, int judged, Comparison beyond) {
        public Reached {
            if (judged < 1 || judged > candidates) {
                throw new IllegalArgumentException("judged is " + judged + ", must be 1 to " + candidates
                        + ", the candidates of the arm: one that judged none has reached nothing");
            }
        }

        /** Whether the arm reached the win as well, as far as can be told: the interval of the difference is not above 0. */
        boolean asWell() {
            return beyond.lower() <= 0;
        }

        /** Whether the arm's best scored at least what the win did. */
        boolean noWorse() {
            return beyond.meanGain() <= 0;
        }
    }

    /** How a confirmation that was asked for has ended. */
    public sealed interface Confirmation {}

    /**
     * The confirmation's verdict.
     *
     * @param selection gain over the baseline on fresh seeds
     * @param holdOut gain on the hold-out
     */
    public record Confirmed(boolean confirmed, Comparison selection, Comparison holdOut) implements Confirmation {}

    /**
     * A confirmation that came to no number: it carries nothing.
     *
     * @param reason what went wrong, the end of a sentence without its full stop
     */
    public record Unmeasured(String reason) implements Confirmation {}
}
