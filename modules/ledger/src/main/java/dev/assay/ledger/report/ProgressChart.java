package dev.assay.ledger.report;

import static dev.assay.ledger.report.ChartStyle.BIG_DOT;
import static dev.assay.ledger.report.ChartStyle.CROSS;
import static dev.assay.ledger.report.ChartStyle.DOT;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import dev.assay.research.program.Arm;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.function.Predicate;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYStepRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The chart behind {@code progress.png}: its series, axes and legend. */
final class ProgressChart {
    private final Report report;
    private final ScoreRange range;
    private final XYPlot plot = new XYPlot();
    private final LegendItemCollection legend = new LegendItemCollection();
    private int datasets;

    ProgressChart(Report report) {
        this.report = report;
        this.range = ScoreRange.of(report);
    }

    JFreeChart build() {
        axes();
        noiseBand();
        runningBest();
        scores("discarded", c -> c.status() == Status.DISCARD && !isBeyond(c), DOT, ChartStyle.DISCARDED, false);
        controls(Arm.RANDOM);
        controls(Arm.SCALAR);
        for (Arm arm : Arm.values()) {
            beyond(arm);
        }
        scores("not yet reviewed", c -> c.status() == Status.CANDIDATE, DOT, ChartStyle.OPEN, true);
        crashes();
        scores("kept", c -> c.status() == Status.KEEP, BIG_DOT, ChartStyle.KEPT, false);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setFixedLegendItems(legend);
        return ChartStyle.chart(
                plot, report.run().task() + ": " + PlotWords.title(report), PlotWords.subtitles(report), legend);
    }

    private void axes() {
        NumberAxis x = ChartStyle.axis("Candidate, in the order of review (0 is the baseline)");
        x.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        x.setRange(-0.6, Math.max(report.candidates().size() - 1, 4) + 0.6);
        plot.setDomainAxis(x);
        plot.setRangeAxis(ChartStyle.scoreAxis(report, range));
        ChartStyle.plain(plot);
    }

    private void noiseBand() {
        report.noise().ifPresent(noise -> {
            Color colour = ChartStyle.NOISE;
            Color fill = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 38);
            plot.addRangeMarker(
                    new IntervalMarker(noise.mean() - noise.deviation(), noise.mean() + noise.deviation(), fill),
                    Layer.BACKGROUND);
            legend.add(new LegendItem(
                    "baseline mean \u00b1 1 sd (" + noise.seeds() + " seeds)",
                    null,
                    null,
                    null,
                    new Rectangle2D.Double(-9, -5, 18, 10),
                    fill));
        });
    }

    private void runningBest() {
        XYSeries best = new XYSeries("best", false);
        double score = Double.NaN;
        for (int x = 0; x < report.candidates().size(); x++) {
            CandidateRecord result = report.candidates().get(x);
            if (result.status() == Status.KEEP) {
                score = result.score().orElseThrow();
            }
            if (!Double.isNaN(score)) {
                best.add(x, score);
            }
        }
        if (best.isEmpty()) {
            return;
        }
        XYStepRenderer renderer = new XYStepRenderer();
        renderer.setSeriesPaint(0, ChartStyle.KEPT);
        renderer.setSeriesStroke(0, ChartStyle.LINE);
        renderer.setDefaultShapesVisible(false);
        add(best, renderer);
        legend.add(new LegendItem(
                "running best", null, null, null, new Line2D.Double(-10, 0, 10, 0), ChartStyle.LINE, ChartStyle.KEPT));
    }

    private void controls(Arm arm) {
        scores(
                arm.words(),
                c -> c.status() == Status.CONTROL && c.candidate().arm() == arm && !isBeyond(c),
                ChartStyle.shape(arm),
                ChartStyle.colour(arm),
                false);
    }

    private void beyond(Arm arm) {
        Direction direction = report.run().direction();
        scores(
                ChartStyle.beyondWords(direction, arm),
                c -> c.candidate().arm() == arm
                        && (c.status() == Status.DISCARD || c.status() == Status.CONTROL)
                        && isBeyond(c),
                ChartStyle.towardsWorse(direction),
                ChartStyle.colour(arm),
                false);
    }

    private void crashes() {
        points("crashed, no score", c -> c.status() == Status.CRASH, CROSS, ChartStyle.CRASHED, false);
    }

    private void scores(String name, Predicate<CandidateRecord> which, Shape shape, Color colour, boolean hollow) {
        points(name, c -> which.test(c) && c.score().isPresent(), shape, colour, hollow);
    }

    private boolean isBeyond(CandidateRecord result) {
        return result.score().isPresent() && range.isBeyond(result.score().getAsDouble());
    }

    private void points(String name, Predicate<CandidateRecord> which, Shape shape, Color colour, boolean hollow) {
        XYSeries series = new XYSeries(name, false);
        for (int x = 0; x < report.candidates().size(); x++) {
            CandidateRecord result = report.candidates().get(x);
            if (which.test(result)) {
                boolean crashed = result.status() == Status.CRASH;
                series.add(
                        x, crashed ? range.edge() : range.clamp(result.score().orElseThrow()));
            }
        }
        if (!series.isEmpty()) {
            add(series, ChartStyle.points(shape, colour, hollow));
            legend.add(ChartStyle.key(name, shape, colour, hollow));
        }
    }

    private void add(XYSeries series, XYItemRenderer renderer) {
        plot.setDataset(datasets, new XYSeriesCollection(series));
        plot.setRenderer(datasets, renderer);
        datasets++;
    }
}
