package dev.assay.bench;

import org.openjdk.jmh.annotations.Benchmark;

public class TmpBenchmark {
    @Benchmark
    public double run() {
        return Math.sqrt(2);
    }
}
