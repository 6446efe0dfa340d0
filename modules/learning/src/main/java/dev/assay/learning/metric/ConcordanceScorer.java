package dev.assay.learning.metric;

import dev.assay.learning.data.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** {@link Metric#CONCORDANCE_INDEX}: keeps the rows, and compares each with each. */
final class ConcordanceScorer implements Scorer {
    private final List<Row> rows = new ArrayList<>();

    private record Row(float time, boolean event, float risk) {
        /** Whether this row's event is known to have come before the other's. */
        boolean isBefore(Row other) {
            return event && (time < other.time || (time == other.time && !other.event));
        }
    }

    @Override
    public void add(float[] outputs, Targets targets) {
        Outputs.requireOne(outputs, targets);
        for (int row = 0; row < targets.rows(); row++) {
            rows.add(new Row(targets.time(row), targets.event(row), outputs[row]));
        }
    }

    @Override
    public double score() {
        Outputs.requireSome(rows.size(), "row");
        long pairs = 0;
        long halves = 0;
        for (Row first : rows) {
            for (Row second : rows) {
                if (first.isBefore(second)) {
                    pairs++;
                    halves += first.risk > second.risk ? 2 : first.risk == second.risk ? 1 : 0;
                }
            }
        }
        if (pairs == 0) {
            throw new IllegalArgumentException(
                    "none of the " + rows.size()
                            + " rows has an event that came before another row's time; the concordance index has nothing to compare");
        }
        boolean ranAway = rows.stream().anyMatch(row -> Float.isNaN(row.risk));
        return ranAway ? 0 : halves / 2.0 / pairs;
    }

    /** Whether any outputs could be right or wrong: some row's event is known to have come before another's. */
    static boolean hasComparablePair(Targets targets) {
        List<Row> rows = IntStream.range(0, targets.rows())
                .mapToObj(row -> new Row(targets.time(row), targets.event(row), 0))
                .toList();
        return rows.stream().filter(Row::event).anyMatch(first -> rows.stream().anyMatch(first::isBefore));
    }
}
