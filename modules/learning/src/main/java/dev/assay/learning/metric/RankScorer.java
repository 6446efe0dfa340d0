package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** {@link Metric#AUROC}: keeps a number a row, or one a class of the row when there are more than two. */
final class RankScorer implements Scorer {
    private final List<int[]> labels = new ArrayList<>();
    private final List<double[]> scores = new ArrayList<>();
    private int classes;

    @Override
    public void add(float[] outputs, Targets targets) {
        int width = Outputs.width(outputs, targets);
        classes = Outputs.classes(width);
        labels.add(IntStream.range(0, targets.rows())
                .map(row -> Outputs.requireClass(targets.label(row), classes))
                .toArray());
        scores.add(classes == 2 ? logOdds(outputs, width) : logProbabilities(outputs, width));
    }

    @Override
    public double score() {
        Outputs.requireSome(labels.size(), "row");
        int[] label = labels.stream().flatMapToInt(Arrays::stream).toArray();
        double[] score = scores.stream().flatMapToDouble(Arrays::stream).toArray();
        int[] present = Arrays.stream(label).distinct().sorted().toArray();
        if (present.length < 2) {
            throw new IllegalArgumentException("all " + label.length + " rows are of class " + present[0]
                    + "; auroc needs rows of at least two classes");
        }
        if (Arrays.stream(score).anyMatch(Double::isNaN)) {
            return 0;
        }
        if (classes == 2) {
            return area(label, 1, score, 1, 0);
        }
        return Arrays.stream(present)
                .mapToDouble(c -> area(label, c, score, classes, c))
                .average()
                .orElseThrow();
    }

    private static double[] logOdds(float[] outputs, int width) {
        double[] odds = new double[outputs.length / width];
        for (int row = 0; row < odds.length; row++) {
            odds[row] = width == 1 ? outputs[row] : (double) outputs[2 * row + 1] - outputs[2 * row];
        }
        return odds;
    }

    private static double[] logProbabilities(float[] outputs, int width) {
        double[] logs = new double[outputs.length];
        for (int from = 0; from < logs.length; from += width) {
            double max = Outputs.max(outputs, from, width);
            double sum = Outputs.logSum(outputs, from, width, max);
            for (int c = 0; c < width; c++) {
                logs[from + c] = outputs[from + c] - max - sum;
            }
        }
        return logs;
    }

    /**
     * The area of one class against the rest.
     *
     * @param score of row r at {@code r * stride + offset}
     */
    private static double area(int[] label, int positive, double[] score, int stride, int offset) {
        double[] positives = sorted(label, l -> l == positive, score, stride, offset);
        double[] negatives = sorted(label, l -> l != positive, score, stride, offset);
        double won = 0;
        int below = 0;
        int upTo = 0;
        for (double value : positives) {
            while (below < negatives.length && negatives[below] < value) {
                below++;
            }
            while (upTo < negatives.length && negatives[upTo] <= value) {
                upTo++;
            }
            won += below + (upTo - below) / 2.0;
        }
        return won / ((double) positives.length * negatives.length);
    }

    private static double[] sorted(int[] label, IntPredicate which, double[] score, int stride, int offset) {
        return IntStream.range(0, label.length)
                .filter(row -> which.test(label[row]))
                .mapToDouble(row -> score[row * stride + offset])
                .sorted()
                .toArray();
    }
}
