package dev.assay.research.review;

/**
 * A candidate against the incumbent on the same seeds: the numbers that decide.
 *
 * @param pairs seeds that both were run with
 * @param meanGain mean over the pairs of how much better the candidate's score is, in score: above 0 is better, whether the
 *     metric is maximized or minimized
 * @param halfWidth half of the confidence interval's width, in score
 * @param lower {@code meanGain - halfWidth}
 * @param upper {@code meanGain + halfWidth}
 */
public record Comparison(int pairs, double meanGain, double halfWidth, double lower, double upper) {}
