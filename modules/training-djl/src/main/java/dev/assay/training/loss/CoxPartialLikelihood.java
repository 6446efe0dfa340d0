package dev.assay.training.loss;

import dev.assay.learning.data.Targets;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Minus Cox's log partial likelihood over the rows of a batch, as FLamby defines it for Fed-TCGA-BRCA: rows sorted by falling
 * time, equal times in the batch's order, so that the rows at risk at row i are those up to i. With outputs s and
 * {@code L_i = log sum_{j <= i} exp(s_j)} the loss is the mean over all rows of {@code event_i * (L_i - s_i)}, and its
 * derivative by s_k the mean's share of {@code exp(s_k) * sum_{i >= k} event_i * exp(-L_i) - event_k}. Without events both are
 * 0.
 */
final class CoxPartialLikelihood implements RowLoss {
    @Override
    public double meanAndGradient(float[] outputs, Targets targets, int[] rows, float[] gradient) {
        int[] order = IntStream.range(0, rows.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -targets.time(rows[i])))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] atRisk = new double[order.length];
        double log = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < order.length; i++) {
            log = logSum(log, outputs[order[i]]);
            atRisk[i] = log;
            if (targets.event(rows[order[i]])) {
                sum += log - outputs[order[i]];
            }
        }
        double later = Double.NEGATIVE_INFINITY;
        for (int k = order.length - 1; k >= 0; k--) {
            boolean event = targets.event(rows[order[k]]);
            if (event) {
                later = logSum(later, -atRisk[k]);
            }
            double share = StrictMath.exp(outputs[order[k]] + later) - (event ? 1 : 0);
            gradient[order[k]] = (float) (share / rows.length);
        }
        return sum / rows.length;
    }

    /** {@code log(exp(a) + exp(b))} without overflow. */
    private static double logSum(double a, double b) {
        if (a == Double.NEGATIVE_INFINITY) {
            return b;
        }
        return Math.max(a, b) + StrictMath.log1p(StrictMath.exp(-Math.abs(a - b)));
    }
}
