package dev.assay.research.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a trial spends as a multiple of what a trial of the baseline spends. Two scores rank beside each other only at equal
 * cost: when no part is more than {@value #TOLERANCE} above the baseline's. Less is always allowed.
 *
 * @param samples of rows that went forward and backward
 * @param steps of optimizer steps
 * @param bytes of payload bytes, both ways
 */
public record RelativeCost(double samples, double steps, double bytes) {
    /**
     * How much more than the baseline still counts as equal, as a share: room for last batches that are not full,
     * not for a larger model, another pass or states that travel along.
     */
    public static final double TOLERANCE = 0.05;

    public static RelativeCost of(MeanCost candidate, MeanCost baseline) {
        return new RelativeCost(
                ratio(candidate.samples(), baseline.samples()),
                ratio(candidate.steps(), baseline.steps()),
                ratio(candidate.bytes(), baseline.bytes()));
    }

    /** What was spent where the baseline spent nothing is not comparable, whatever it is. */
    private static double ratio(double candidate, double baseline) {
        if (baseline == 0) {
            return candidate == 0 ? 1 : Double.POSITIVE_INFINITY;
        }
        return candidate / baseline;
    }

    /** Whether scores compare: no part is above the tolerance. */
    public boolean isEqual() {
        return excess().isEmpty();
    }

    /** Every part that is above the tolerance, for people: {@code 2.00 times the baseline's bytes}. */
    public List<String> excess() {
        List<String> parts = new ArrayList<>();
        add(parts, samples, "sample passes");
        add(parts, steps, "optimizer steps");
        add(parts, bytes, "bytes");
        return List.copyOf(parts);
    }

    private static void add(List<String> parts, double ratio, String what) {
        if (ratio > 1 + TOLERANCE) {
            parts.add(String.format(Locale.ROOT, "%.2f times the baseline's %s", ratio, what));
        }
    }
}
