package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.report.Picture.Marked;
import dev.assay.ledger.report.Picture.Marks;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/**
 * {@code cost.png}: score against what one trial spends, in sample passes, optimizer steps and bytes, with the baseline, the
 * kept ones by name, the control arms, and the border beyond which a score no longer ranks beside the baseline's.
 */
public final class CostPlot {
    private CostPlot() {}

    /**
     * Draws the picture, 2000 x 1160 pixels; needs no screen.
     *
     * @throws PlotException if this machine has no fonts to draw with
     */
    public static byte[] png(Report report) {
        CostChart chart = new CostChart(report);
        return Picture.png(ReportFiles.COST_PLOT, chart::build, layout -> marks(report, chart, layout));
    }

    private static List<Marks.Area> marks(Report report, CostChart chart, PlotRenderingInfo layout) {
        List<Marks.Area> areas = new ArrayList<>();
        for (int i = 0; i < chart.panels().size(); i++) {
            Rectangle2D area = layout.getSubplotInfo(i).getDataArea();
            areas.add(new Marks.Area(area, marked(report, chart, chart.panels().get(i), area)));
        }
        return areas;
    }

    private static List<Marked> marked(Report report, CostChart chart, CostChart.Panel panel, Rectangle2D area) {
        XYPlot plot = panel.plot();
        List<Marked> points = new ArrayList<>();
        for (CandidateRecord result : report.candidates()) {
            if (!chart.isShown(result)) {
                continue;
            }
            boolean isBaseline = result.candidate().number() == 0;
            boolean named = result.status() == Status.KEEP;
            points.add(new Marked(
                    plot.getDomainAxis().valueToJava2D(chart.cost(panel, result), area, plot.getDomainAxisEdge()),
                    chart.scores().valueToJava2D(chart.score(result), area, plot.getRangeAxisEdge()),
                    !named ? "" : isBaseline ? "baseline" : result.candidate().name(),
                    isBaseline ? ChartStyle.NOISE : ChartStyle.KEPT_TEXT));
        }
        return points;
    }
}
