package dev.assay.bench;

import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Reads numbers off results. */
final class Figures {
    private Figures() {}

    /** The median of a benchmark, by the name of its method; NaN when it did not run. */
    static double median(List<RunResult> results, String name) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + name))
                .mapToDouble(result -> median(result))
                .findFirst()
                .orElse(Double.NaN);
    }

    static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    /** The largest value of a counter beside the time; NaN when there is none. */
    static double most(RunResult result, String counter) {
        Result<?> counted = result.getSecondaryResults().get(counter);
        return counted == null ? Double.NaN : counted.getStatistics().getMax();
    }
}
