package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A score of predictions on rows that were not trained on.
 *
 * <p>Classes are predicted by the largest output, the first of equal ones; a single output is the log odds of class 1, which
 * is predicted above 0. Outputs that are NaN never win: such a row or position is a miss where hits are counted, and elsewhere
 * the whole score is the worst that the metric has.
 */
public enum Metric {
    /** The share of rows whose class is predicted: 0 to 1. */
    ACCURACY("accuracy", Direction.MAXIMIZE, Targets.Kind.CLASS, HitScorer::new),

    /** The mean over the classes that have rows of the share of them that is predicted: 0 to 1. */
    BALANCED_ACCURACY("balanced_accuracy", Direction.MAXIMIZE, Targets.Kind.CLASS, ConfusionScorer::balancedAccuracy),

    /**
     * The area under the ROC curve: the share of pairs of a row of the class and a row of another in which the first has the
     * higher output, equal ones counting half: 0 to 1. With one or two outputs for class 1; with more the mean over the
     * classes, each against the rest by its probability, of those that have rows. Needs rows of at least two classes.
     */
    AUROC("auroc", Direction.MAXIMIZE, Targets.Kind.CLASS, RankScorer::new),

    /**
     * The harmonic mean of precision and recall: 0 to 1. With one or two outputs that of class 1, and 0 when it is neither
     * there nor predicted; with more the mean over the classes that are there or predicted.
     */
    F1("f1", Direction.MAXIMIZE, Targets.Kind.CLASS, ConfusionScorer::f1),

    /** The share of positions whose token is predicted, among those that have one: 0 to 1. */
    TOKEN_ACCURACY("token_accuracy", Direction.MAXIMIZE, Targets.Kind.TOKENS, TokenScorer::accuracy),

    /**
     * The exponential of the mean, over the positions that have a token, of minus the log probability of that token: 1 to
     * infinity, a uniform guess having the size of the vocabulary.
     */
    PERPLEXITY("perplexity", Direction.MINIMIZE, Targets.Kind.TOKENS, TokenScorer::perplexity),

    /**
     * Harrell's concordance index, as lifelines and FLamby count it: the share of comparable pairs of rows in which the one
     * whose event came first has the higher output, equal outputs counting half: 0 to 1. Comparable are pairs where the earlier
     * time is that of an event, and pairs of equal times with an event in only one of them, which then counts as the first.
     * Needs one such pair.
     */
    CONCORDANCE_INDEX("concordance_index", Direction.MAXIMIZE, Targets.Kind.SURVIVAL, ConcordanceScorer::new),

    /** The root of the mean squared difference of output and value: 0 to infinity. */
    RMSE("rmse", Direction.MINIMIZE, Targets.Kind.VALUE, RegressionScorer::rmse),

    /**
     * The coefficient of determination: 1 minus the squared differences of output and value by those of the values' mean and
     * value; minus infinity to 1. When all values are equal it is 1 for outputs without an error, otherwise 0.
     */
    R2("r2", Direction.MAXIMIZE, Targets.Kind.VALUE, RegressionScorer::r2);

    private final String profileName;
    private final Direction direction;
    private final Targets.Kind targets;
    private final Supplier<Scorer> scorers;

    Metric(String profileName, Direction direction, Targets.Kind targets, Supplier<Scorer> scorers) {
        this.profileName = profileName;
        this.direction = direction;
        this.targets = targets;
        this.scorers = scorers;
    }

    /** The name in profiles, events and tables. */
    public String profileName() {
        return profileName;
    }

    /** Which of two scores is the better one. */
    public Direction direction() {
        return direction;
    }

    /** Whether rows with such targets can be scored by it. */
    public boolean takes(Targets.Kind kind) {
        return kind == targets;
    }

    /**
     * Why the metric has no value on these rows, whatever a network makes of them; empty when it has one. Told before anything
     * is trained.
     */
    public Optional<String> problem(Targets rows) {
        if (rows.rows() == 0) {
            return Optional.of("there is no row to score by");
        }
        return switch (this) {
            case AUROC ->
                Arrays.stream(rows.strata()).distinct().count() < 2
                        ? Optional.of("all " + rows.rows() + " rows are of one class, auroc needs two")
                        : Optional.empty();
            case TOKEN_ACCURACY, PERPLEXITY ->
                TokenScorer.hasToken(rows) ? Optional.empty() : Optional.of("no position has a token");
            case CONCORDANCE_INDEX ->
                ConcordanceScorer.hasComparablePair(rows)
                        ? Optional.empty()
                        : Optional.of("no two of " + rows.rows()
                                + " rows are comparable, concordance_index needs such a pair");
            case ACCURACY, BALANCED_ACCURACY, F1, RMSE, R2 -> Optional.empty();
        };
    }

    /** Starts a score of rows that come in pieces. */
    public Scorer scorer() {
        return scorers.get();
    }

    /**
     * The score of rows that are all there.
     *
     * @param outputs the network's outputs, row after row, the same number for each
     * @param rows at least one
     * @throws IllegalArgumentException as {@link Scorer#add} and {@link Scorer#score}
     */
    public double score(float[] outputs, Targets rows) {
        Scorer scorer = scorer();
        scorer.add(outputs, rows);
        return scorer.score();
    }
}
