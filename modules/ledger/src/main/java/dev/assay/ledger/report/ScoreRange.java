package dev.assay.ledger.report;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * What a picture's score axis shows. A candidate far worse than the baseline would press everything else into a line at the
 * other end, so what is worse than the baseline by more than the best is better, and then half as much again, is drawn at the
 * edge.
 *
 * @param lower the axis' lower end
 * @param edge where crashes and scores beyond the axis are drawn, near the worse end
 * @param upper the axis' upper end
 * @param direction which end is the better one
 */
record ScoreRange(double lower, double edge, double upper, Direction direction) {
    private static final double SPANS_BELOW = 1.5;
    private static final double LEAST_SPAN = 0.005;

    static ScoreRange of(Report report) {
        Direction direction = report.run().direction();
        // Gains over nothing: upwards is better, whatever the metric.
        List<Double> scores = report.candidates().stream()
                .filter(c -> c.status() != Status.CRASH)
                .map(CandidateRecord::score)
                .filter(score -> score.isPresent() && Double.isFinite(score.getAsDouble()))
                .map(score -> direction.gain(score.getAsDouble(), 0))
                .toList();
        if (scores.isEmpty()) {
            return new ScoreRange(0, direction == Direction.MAXIMIZE ? 0.03 : 0.97, 1, direction);
        }
        DoubleSummaryStatistics all =
                scores.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        double deviation = report.noise().map(Report.BaselineNoise::deviation).orElse(0.0);
        double middle =
                report.noise().map(noise -> direction.gain(noise.mean(), 0)).orElse(scores.get(0));
        double top = Math.max(all.getMax(), middle + deviation);
        double span = Math.max(Math.max(top - middle, 2 * deviation), LEAST_SPAN);
        double bottom = scores.stream()
                .filter(score -> score >= middle - SPANS_BELOW * span)
                .reduce(middle - deviation, Math::min);
        double height = Math.max(top - bottom, LEAST_SPAN);
        double worst = direction.gain(bottom - 0.12 * height, 0);
        double best = direction.gain(top + 0.14 * height, 0);
        return new ScoreRange(
                Math.min(worst, best), direction.gain(bottom - 0.07 * height, 0), Math.max(worst, best), direction);
    }

    /** Whether the score lies beyond the worse end of the axis. */
    boolean isBeyond(double score) {
        return !Double.isFinite(score) || direction.gain(score, edge) < 0;
    }

    double clamp(double score) {
        return isBeyond(score) ? edge : score;
    }
}
