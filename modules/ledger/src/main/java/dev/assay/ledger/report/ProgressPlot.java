package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.report.Picture.Marked;
import dev.assay.ledger.report.Picture.Marks;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;

/**
 * {@code progress.png}: score over candidates in the order of review, with the agent's running best, its kept ones by name, the
 * control arms and the noise of the baseline.
 */
public final class ProgressPlot {
    /** With more kept candidates than this a label is the name alone. */
    private static final int LONG_LABELS = 8;

    private ProgressPlot() {}

    /**
     * Draws the picture, 2000 x 1160 pixels; needs no screen.
     *
     * @throws PlotException if this machine has no fonts to draw with
     */
    public static byte[] png(Report report) {
        ProgressChart progress = new ProgressChart(report);
        JFreeChart[] chart = new JFreeChart[1];
        return Picture.png(
                ReportFiles.PLOT,
                () -> chart[0] = progress.build(),
                layout -> List.of(new Marks.Area(
                        layout.getDataArea(), marked(report, chart[0].getXYPlot(), layout.getDataArea()))));
    }

    private static List<Marked> marked(Report report, XYPlot plot, Rectangle2D area) {
        boolean withScores = report.candidates().stream()
                        .filter(c -> c.status() == Status.KEEP)
                        .count()
                <= LONG_LABELS;
        List<Marked> points = new ArrayList<>();
        for (int x = 0; x < report.candidates().size(); x++) {
            CandidateRecord result = report.candidates().get(x);
            if (result.score().isEmpty() || result.status() == Status.CRASH) {
                continue;
            }
            String name = result.candidate().name();
            boolean named = result.status() == Status.KEEP && x > 0;
            double score =
                    plot.getRangeAxis().getRange().constrain(result.score().getAsDouble());
            points.add(new Marked(
                    plot.getDomainAxis().valueToJava2D(x, area, plot.getDomainAxisEdge()),
                    plot.getRangeAxis().valueToJava2D(score, area, plot.getRangeAxisEdge()),
                    named ? withScores ? name + "  " + Numbers.score(result.score()) : name : "",
                    ChartStyle.KEPT_TEXT));
        }
        return points;
    }
}
