package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.function.Predicate;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.renderer.xy.XYStepRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.VerticalAlignment;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The chart behind {@code progress.png}: its series, axes, colours and legend. */
final class ProgressChart {
    static final Color KEPT = new Color(0x1a9850);
    static final Color KEPT_TEXT = new Color(0x0b6b35);
    private static final Color DISCARDED = new Color(0x9aa0a6);
    private static final Color CRASHED = new Color(0xd73027);
    private static final Color OPEN = new Color(0x4575b4);
    private static final Color NOISE = new Color(0x4575b4);
    private static final Color INK = new Color(0x202124);
    private static final Color GRID = new Color(0xe3e5e8);

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    private static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private static final Shape DOT = new Ellipse2D.Double(-4, -4, 8, 8);
    private static final Shape BIG_DOT = new Ellipse2D.Double(-5.5, -5.5, 11, 11);
    private static final Shape CROSS = cross(4.5);
    private static final Shape DOWN = downwards(5);
    private static final Stroke THIN = new BasicStroke(1f);
    private static final Stroke LINE = new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private final Report report;
    private final ScoreRange range;
    private final XYPlot plot = new XYPlot();
    private final LegendItemCollection legend = new LegendItemCollection();
    private int datasets;

    private ProgressChart(Report report) {
        this.report = report;
        this.range = ScoreRange.of(report);
    }

    static JFreeChart of(Report report) {
        return new ProgressChart(report).build();
    }

    private JFreeChart build() {
        axes();
        noiseBand();
        runningBest();
        scores("discarded", c -> c.status() == Status.DISCARD && !isBelow(c), DOT, DISCARDED, false);
        below();
        scores("not yet reviewed", c -> c.status() == Status.CANDIDATE, DOT, OPEN, true);
        crashes();
        scores("kept", c -> c.status() == Status.KEEP, BIG_DOT, KEPT, false);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setFixedLegendItems(legend);
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(14, 14, 10, 22));
        titles(chart);
        return chart;
    }

    private void titles(JFreeChart chart) {
        LegendTitle keys = new LegendTitle(() -> legend);
        keys.setPosition(RectangleEdge.BOTTOM);
        keys.setItemFont(AXIS);
        keys.setItemPaint(INK);
        keys.setFrame(BlockBorder.NONE);
        keys.setItemLabelPadding(new RectangleInsets(2, 4, 2, 16));
        keys.setPadding(new RectangleInsets(8, 0, 0, 0));
        chart.setTitle(title(report.run().task() + ": " + PlotWords.title(report), TITLE));
        PlotWords.subtitles(report).forEach(words -> chart.addSubtitle(title(words, SUBTITLE)));
        chart.addSubtitle(keys);
    }

    private static TextTitle title(String words, Font font) {
        return new TextTitle(
                words,
                font,
                INK,
                RectangleEdge.TOP,
                HorizontalAlignment.LEFT,
                VerticalAlignment.TOP,
                new RectangleInsets(1, 6, 3, 6));
    }

    private void axes() {
        NumberAxis x = new NumberAxis("Candidate, in the order of review (0 is the baseline)");
        x.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        x.setRange(-0.6, Math.max(report.candidates().size() - 1, 4) + 0.6);
        NumberAxis y = new NumberAxis("Selection score (" + report.run().metric() + ")");
        y.setRange(range.lower(), range.upper());
        y.setAutoRangeIncludesZero(false);
        for (NumberAxis axis : new NumberAxis[] {x, y}) {
            axis.setLabelFont(AXIS);
            axis.setLabelPaint(INK);
            axis.setTickLabelFont(TICK);
            axis.setTickLabelPaint(INK);
            axis.setAxisLineVisible(false);
            axis.setTickMarksVisible(false);
        }
        // Wide insets make the axis choose fewer lines.
        y.setTickLabelInsets(new RectangleInsets(9, 4, 9, 4));
        plot.setDomainAxis(x);
        plot.setRangeAxis(y);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(THIN);
        plot.setAxisOffset(new RectangleInsets(4, 4, 4, 4));
    }

    private void noiseBand() {
        report.noise().ifPresent(noise -> {
            Color fill = new Color(NOISE.getRed(), NOISE.getGreen(), NOISE.getBlue(), 38);
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
        renderer.setSeriesPaint(0, KEPT);
        renderer.setSeriesStroke(0, LINE);
        renderer.setDefaultShapesVisible(false);
        add(best, renderer);
        legend.add(new LegendItem("running best", null, null, null, new Line2D.Double(-10, 0, 10, 0), LINE, KEPT));
    }

    private void scores(String name, Predicate<CandidateRecord> which, Shape shape, Color colour, boolean hollow) {
        XYSeries series = new XYSeries(name, false);
        for (int x = 0; x < report.candidates().size(); x++) {
            CandidateRecord result = report.candidates().get(x);
            if (which.test(result) && result.score().isPresent()) {
                series.add(x, range.clamp(result.score().getAsDouble()));
            }
        }
        points(series, name, shape, colour, hollow);
    }

    private void crashes() {
        XYSeries series = new XYSeries("crashed", false);
        for (int x = 0; x < report.candidates().size(); x++) {
            if (report.candidates().get(x).status() == Status.CRASH) {
                series.add(x, range.floor());
            }
        }
        points(series, "crashed, no score", CROSS, CRASHED, false);
    }

    private void below() {
        XYSeries series = new XYSeries("below", false);
        for (int x = 0; x < report.candidates().size(); x++) {
            CandidateRecord result = report.candidates().get(x);
            if (result.status() == Status.DISCARD && isBelow(result)) {
                series.add(x, range.floor());
            }
        }
        points(series, "discarded, below this axis", DOWN, DISCARDED, false);
    }

    private boolean isBelow(CandidateRecord result) {
        return result.score().orElse(0) < range.floor();
    }

    private void points(XYSeries series, String name, Shape shape, Color colour, boolean hollow) {
        if (series.isEmpty()) {
            return;
        }
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setSeriesShape(0, shape);
        renderer.setSeriesPaint(0, colour);
        renderer.setSeriesShapesFilled(0, !hollow);
        renderer.setSeriesOutlinePaint(0, hollow ? colour : Color.WHITE);
        renderer.setUseOutlinePaint(shape != CROSS);
        renderer.setDrawOutlines(shape != CROSS);
        renderer.setSeriesOutlineStroke(0, THIN);
        add(series, renderer);
        legend.add(
                hollow
                        ? new LegendItem(name, null, null, null, shape, THIN, colour)
                        : new LegendItem(name, null, null, null, shape, colour));
    }

    private void add(XYSeries series, XYItemRenderer renderer) {
        plot.setDataset(datasets, new XYSeriesCollection(series));
        plot.setRenderer(datasets, renderer);
        datasets++;
    }

    private static Shape cross(double radius) {
        Path2D path = new Path2D.Double();
        path.moveTo(-radius, -radius);
        path.lineTo(radius, radius);
        path.moveTo(-radius, radius);
        path.lineTo(radius, -radius);
        return new BasicStroke(2.2f).createStrokedShape(path);
    }

    private static Shape downwards(double radius) {
        Path2D path = new Path2D.Double();
        path.moveTo(-radius, -radius);
        path.lineTo(radius, -radius);
        path.lineTo(0, radius);
        path.closePath();
        return path;
    }
}
