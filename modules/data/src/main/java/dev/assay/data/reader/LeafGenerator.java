package dev.assay.data.reader;

import dev.assay.data.file.OpenFile;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.learning.seed.RandomPurpose;
import dev.assay.learning.seed.RandomStreams;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Generates the rows that LEAF's synthetic task has, as its published program does with one cluster of tasks:
 *
 * <ul>
 *   <li>a task has min(1000, 5 + s) rows, s the whole part of a log-normal number (3, 2);
 *   <li>a row's features are normal around the task's own centre v ~ N(B, 1), B ~ N(0, 1), with variances i^-1.2;
 *   <li>the task's weights are Q u, u ~ N(mu, 0.1), with one Q ~ N(0, 1) and one mu ~ N(N(0, 1), 1) for all tasks;
 *   <li>a row's class is where softmax of (weights times features, with bias, plus N(0, 0.1)) is largest.
 * </ul>
 *
 * As in that program, the softmax's sum runs over the task's rows, once for each class, not over a row's classes. Each task
 * draws from a stream of its own: the numbers are not those of that program, their distribution is.
 */
final class LeafGenerator implements RowReader {
    private static final int SHARED = 0;
    private static final int TASK = 1;
    private static final int FEWEST_ROWS = 5;
    private static final int MOST_ROWS = 1000;
    private static final double SMALL_DEVIATION = 0.1;

    private final DataFormat.LeafSynthetic format;
    private final FloatRows features = new FloatRows();
    private final IntRows labels = new IntRows();
    private final SiteIndex sites = new SiteIndex();

    LeafGenerator(DataFormat.LeafSynthetic format) {
        this.format = format;
    }

    @Override
    public RawRows read(DataSource source, List<OpenFile> files) {
        NormalNumbers shared =
                new NormalNumbers(RandomStreams.stream(format.seed(), RandomPurpose.SYNTHETIC_DATA, SHARED));
        int classes = source.classes();
        double[][] model = new double[format.features() + 1][classes];
        for (double[] ofFeature : model) {
            for (int c = 0; c < classes; c++) {
                ofFeature[c] = shared.next(0, 1);
            }
        }
        double centre = shared.next(shared.next(0, 1), 1);
        for (int task = 0; task < format.sites(); task++) {
            generate(task, model, centre);
        }
        return new RawRows(
                new Examples(
                        FloatFeatures.adopt(format.rowShape(), features.toArray()), Targets.classes(labels.toArray())),
                sites.names(),
                sites.ofRows(),
                new BitSet());
    }

    private void generate(int task, double[][] model, double centre) {
        NormalNumbers normal =
                new NormalNumbers(RandomStreams.stream(format.seed(), RandomPurpose.SYNTHETIC_DATA, TASK, task));
        int rows = (int) Math.min(MOST_ROWS, FEWEST_ROWS + Math.floor(StrictMath.exp(normal.next(3, 2))));
        double offset = normal.next(0, 1);
        double[] mean = new double[format.features()];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = normal.next(offset, 1);
        }
        double own = normal.next(centre, SMALL_DEVIATION);
        double[][] scores = new double[rows][model[0].length];
        for (double[] score : scores) {
            draw(normal, mean, model, own, score);
        }
        double[] logSums = logSums(scores);
        for (double[] score : scores) {
            labels.add(largest(score, logSums));
            sites.add(String.format(Locale.ROOT, "task-%04d", task + 1));
        }
    }

    /** Draws a row, keeps its features, and fills in how much each class fits. */
    private void draw(NormalNumbers normal, double[] mean, double[][] model, double own, double[] score) {
        for (int c = 0; c < score.length; c++) {
            score[c] = model[0][c] * own;
        }
        for (int i = 0; i < mean.length; i++) {
            double value = normal.next(mean[i], StrictMath.sqrt(StrictMath.pow(i + 1.0, -1.2)));
            features.add((float) value);
            for (int c = 0; c < score.length; c++) {
                score[c] += value * model[i + 1][c] * own;
            }
        }
        for (int c = 0; c < score.length; c++) {
            score[c] += normal.next(0, SMALL_DEVIATION);
        }
    }

    private static double[] logSums(double[][] scores) {
        double[] sums = new double[scores[0].length];
        for (int c = 0; c < sums.length; c++) {
            double most = Double.NEGATIVE_INFINITY;
            for (double[] score : scores) {
                most = Math.max(most, score[c]);
            }
            double sum = 0;
            for (double[] score : scores) {
                sum += StrictMath.exp(score[c] - most);
            }
            sums[c] = most + StrictMath.log(sum);
        }
        return sums;
    }

    private static int largest(double[] score, double[] logSums) {
        int best = 0;
        for (int c = 1; c < score.length; c++) {
            if (score[c] - logSums[c] > score[best] - logSums[best]) {
                best = c;
            }
        }
        return best;
    }
}
