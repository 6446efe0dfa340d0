package dev.assay.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs benchmarks by JMH and prints each one's figure as a sentence. Arguments are JMH's: names first, then options. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(args);
        ChainedOptionsBuilder builder = new OptionsBuilder().parent(options);
        if (options.getIncludes().isEmpty()) {
            builder.include("dev\\.assay\\.bench\\..*");
        }
        Collection<RunResult> results = new Runner(builder.build()).run();
        System.out.println();
        figures(List.copyOf(results)).forEach(System.out::println);
    }

    static List<String> figures(List<RunResult> results) {
        List<String> lines = new ArrayList<>();
        lines.addAll(RoundOverheadBenchmark.figures(of(results, RoundOverheadBenchmark.class)));
        lines.addAll(ClusterRoundBenchmark.figures(of(results, ClusterRoundBenchmark.class)));
        lines.addAll(ManySitesBenchmark.figures(of(results, ManySitesBenchmark.class)));
        lines.addAll(AggregationBenchmark.figures(of(results, AggregationBenchmark.class)));
        lines.addAll(LocalTrainingBenchmark.figures(of(results, LocalTrainingBenchmark.class)));
        lines.addAll(ReplayBenchmark.figures(of(results, ReplayBenchmark.class)));
        lines.addAll(AppendBenchmark.figures(of(results, AppendBenchmark.class)));
        lines.addAll(VerifyBenchmark.figures(of(results, VerifyBenchmark.class)));
        lines.addAll(OpenCampaignBenchmark.figures(of(results, OpenCampaignBenchmark.class)));
        lines.addAll(TransferBenchmark.figures(of(results, TransferBenchmark.class)));
        lines.addAll(HeartbeatBenchmark.figures(of(results, HeartbeatBenchmark.class)));
        return lines;
    }

    private static List<RunResult> of(List<RunResult> results, Class<?> benchmark) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().startsWith(benchmark.getName() + "."))
                .toList();
    }
}
