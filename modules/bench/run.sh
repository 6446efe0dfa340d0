#!/usr/bin/env bash
# Builds what the benchmarks need and runs them: modules/bench/run.sh [NAME] [JMH options], NAME being a part of a
# benchmark's name, for example RoundOverhead; all of them without one. The figures stand at the end as sentences.
set -euo pipefail
root="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

(cd "$root" && ./mvnw -q -B -pl modules/bench -am package -Dmaven.test.skip=true -Dchecks.skip=true)

# One thread inside the engine for each site.
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
export MKL_NUM_THREADS="${MKL_NUM_THREADS:-1}"
# As in the launcher.
export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-2147483648}"
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-33554432}"
export MALLOC_TOP_PAD_="${MALLOC_TOP_PAD_:-67108864}"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$root/modules/bench/target/lib/*" dev.assay.bench.Benchmarks "$@"
