package dev.assay.bench;

import dev.assay.learning.aggregation.ExactSum;
import dev.assay.learning.model.ModelVector;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/**
 * The exact weighted mean of the DIFFs of 8 sites, beside a copy of the same bytes (the limit that memory sets) and a plain
 * sum in doubles (what the same bits in any order cost on top).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class AggregationBenchmark {
    private static final int SITES = 8;
    private static final double GOAL = 0.5;

    /** Parameters of the model. */
    @Param("1000000")
    public int size;

    private List<ModelVector> diffs;
    private float[] copy;
    private double[] sums;

    @Setup
    public void prepare() {
        diffs = IntStream.range(0, SITES).mapToObj(this::diff).toList();
        copy = new float[size];
        sums = new double[size];
    }

    @Benchmark
    public ModelVector exactMean() {
        ExactSum sum = new ExactSum(size);
        for (int site = 0; site < SITES; site++) {
            sum.add(diffs.get(site), weight(site));
        }
        return sum.meanAsFloat();
    }

    @Benchmark
    public float[] copy() {
        for (ModelVector diff : diffs) {
            diff.read(0, copy, size);
        }
        return copy;
    }

    @Benchmark
    public double[] plainSum() {
        Arrays.fill(sums, 0);
        for (int site = 0; site < SITES; site++) {
            diffs.get(site).read(0, copy, size);
            addTo(sums, copy, weight(site));
        }
        return sums;
    }

    private static void addTo(double[] sums, float[] values, double weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * values[i];
        }
    }

    private static int weight(int site) {
        return 10 + site;
    }

    private ModelVector diff(int site) {
        Random random = new Random(site);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * 1e-2);
        }
        return ModelVector.adopt(values);
    }

    static List<String> figures(List<RunResult> results) {
        double exact = millis(results, "exactMean");
        double copy = millis(results, "copy");
        double plain = millis(results, "plainSum");
        if (Double.isNaN(exact)) {
            return List.of();
        }
        return List.of(String.format(
                Locale.ROOT,
                "Exact mean: %.2f ms for %d sites = %.0f %% of the copy rate (%.2f ms; goal: %.0f %%),"
                        + " %.1f times the time of a plain sum (%.2f ms)",
                exact,
                SITES,
                100 * copy / exact,
                copy,
                100 * GOAL,
                exact / plain,
                plain));
    }

    /** The median; NaN when the benchmark did not run. */
    private static double millis(List<RunResult> results, String name) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + name))
                .mapToDouble(result -> result.getPrimaryResult().getStatistics().getPercentile(50))
                .findFirst()
                .orElse(Double.NaN);
    }
}
