package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * What the picture's score axis shows. A candidate far below the baseline would press everything else into a line at the
 * top, so what lies further below the baseline than the best lies above it, and then half as much again, is drawn at the
 * floor.
 *
 * @param lower the axis' lower end
 * @param floor where crashes and scores below the axis are drawn
 * @param upper the axis' upper end, with room for labels
 */
record ScoreRange(double lower, double floor, double upper) {
    private static final double SPANS_BELOW = 1.5;
    private static final double LEAST_SPAN = 0.005;

    static ScoreRange of(Report report) {
        List<Double> scores = report.candidates().stream()
                .filter(c -> c.status() != Status.CRASH)
                .map(CandidateRecord::score)
                .filter(score -> score.isPresent() && Double.isFinite(score.getAsDouble()))
                .map(score -> score.getAsDouble())
                .toList();
        if (scores.isEmpty()) {
            return new ScoreRange(0, 0.03, 1);
        }
        DoubleSummaryStatistics all =
                scores.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        double deviation = report.noise().map(Report.BaselineNoise::deviation).orElse(0.0);
        double middle = report.noise().map(Report.BaselineNoise::mean).orElse(scores.get(0));
        double top = Math.max(all.getMax(), middle + deviation);
        double span = Math.max(Math.max(top - middle, 2 * deviation), LEAST_SPAN);
        double bottom = scores.stream()
                .filter(score -> score >= middle - SPANS_BELOW * span)
                .reduce(middle - deviation, Math::min);
        double height = Math.max(top - bottom, LEAST_SPAN);
        return new ScoreRange(bottom - 0.12 * height, bottom - 0.07 * height, top + 0.14 * height);
    }

    double clamp(double score) {
        return Double.isFinite(score) ? Math.max(score, floor) : floor;
    }
}
