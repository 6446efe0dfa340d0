#!/usr/bin/env bash
# Builds what the benchmarks need and runs them: modules/bench/run.sh [NAME] [JMH options], NAME being a part of a
# benchmark's name, for example RoundOverhead; all of them without one. The figures stand at the end as sentences.
set -euo pipefail
root="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

(cd "$root" && ./mvnw -q -B -pl modules/bench -am package -Dmaven.test.skip=true -Dchecks.skip=true)

# One thread inside the engine for each site.
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
export MKL_NUM_THREADS="${MKL_NUM_THREADS:-1}"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$root/modules/bench/target/lib/*" dev.assay.bench.Benchmarks "$@"
