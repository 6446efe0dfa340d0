package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;

/** {@link Metric#TOKEN_ACCURACY} and {@link Metric#PERPLEXITY}. */
final class TokenScorer implements Scorer {
    private final boolean perplexity;
    private long tokens;
    private long hits;
    private double surprise;

    private TokenScorer(boolean perplexity) {
        this.perplexity = perplexity;
    }

    static TokenScorer accuracy() {
        return new TokenScorer(false);
    }

    static TokenScorer perplexity() {
        return new TokenScorer(true);
    }

    @Override
    public void add(float[] outputs, Targets targets) {
        int length = targets.length();
        int vocabulary = Outputs.width(outputs, Math.multiplyExact(targets.rows(), length), "positions");
        for (int row = 0; row < targets.rows(); row++) {
            for (int position = 0; position < length; position++) {
                int token = targets.token(row, position);
                if (token != Targets.NO_TOKEN) {
                    Outputs.requireClass(token, vocabulary);
                    count(outputs, (row * length + position) * vocabulary, vocabulary, token);
                }
            }
        }
    }

    private void count(float[] outputs, int from, int vocabulary, int token) {
        tokens++;
        if (perplexity) {
            double max = Outputs.max(outputs, from, vocabulary);
            surprise += max - outputs[from + token] + Outputs.logSum(outputs, from, vocabulary, max);
        } else if (Outputs.prediction(outputs, from, vocabulary) == token) {
            hits++;
        }
    }

    @Override
    public double score() {
        Outputs.requireSome(tokens, "position with a token");
        if (!perplexity) {
            return (double) hits / tokens;
        }
        double score = StrictMath.exp(surprise / tokens);
        return Double.isNaN(score) ? Double.POSITIVE_INFINITY : score;
    }

    static boolean hasToken(Targets rows) {
        for (int row = 0; row < rows.rows(); row++) {
            for (int position = 0; position < rows.length(); position++) {
                if (rows.token(row, position) != Targets.NO_TOKEN) {
                    return true;
                }
            }
        }
        return false;
    }
}
