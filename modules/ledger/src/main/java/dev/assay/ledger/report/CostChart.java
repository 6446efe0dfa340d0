package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import dev.assay.research.cost.MeanCost;
import dev.assay.research.cost.RelativeCost;
import dev.assay.research.program.Arm;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CombinedRangeXYPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * The chart behind {@code cost.png}: three panels with one score axis, for sample passes, steps and bytes. A candidate that
 * spends too much of anything is hollow in all three.
 */
final class CostChart {
    private static final Color TOO_MUCH = new Color(215, 48, 39, 26);
    private static final Color BASELINE_LINE = new Color(0x8a9bb5);
    private static final double MILLION = 1e6;
    private static final double ROOM = 0.08;

    private final Report report;
    private final ScoreRange range;
    private final NumberAxis scores;
    private final LegendItemCollection legend = new LegendItemCollection();
    private final List<Panel> panels;

    /** One panel: what lies on its cost axis. */
    record Panel(XYPlot plot, String words, ToDoubleFunction<MeanCost> part) {}

    CostChart(Report report) {
        this.report = report;
        this.range = ScoreRange.of(report);
        this.scores = ChartStyle.scoreAxis(report, range);
        this.panels = List.of(
                new Panel(new XYPlot(), "Sample passes of a trial (rows)", MeanCost::samples),
                new Panel(new XYPlot(), "Optimizer steps of a trial", MeanCost::steps),
                new Panel(new XYPlot(), "MB to and from the sites in a trial", cost -> cost.bytes() / MILLION));
    }

    List<Panel> panels() {
        return panels;
    }

    NumberAxis scores() {
        return scores;
    }

    /** Whether the candidate has a point: a score, and a trial that says what it spends. */
    boolean isShown(CandidateRecord result) {
        return result.status() != Status.CRASH
                && result.score().isPresent()
                && report.costs().containsKey(result.candidate().number());
    }

    double cost(Panel panel, CandidateRecord result) {
        return panel.part()
                .applyAsDouble(report.costs().get(result.candidate().number()).perTrial());
    }

    double score(CandidateRecord result) {
        return range.clamp(result.score().orElseThrow());
    }

    JFreeChart build() {
        CombinedRangeXYPlot all = new CombinedRangeXYPlot(scores);
        all.setGap(18);
        for (Panel panel : panels) {
            fill(panel);
            all.add(panel.plot());
        }
        all.setFixedLegendItems(legend);
        legend();
        return ChartStyle.chart(all, report.run().task() + ": score against cost", subtitles(), legend);
    }

    private List<String> subtitles() {
        long dearer = report.candidates().stream()
                .filter(c -> isShown(c) && !report.hasEqualCost(c))
                .count();
        return List.of("What one trial spends, the mean over a candidate's trials. Equal cost: at most "
                + Numbers.percent(RelativeCost.TOLERANCE) + " more of anything than the baseline; " + dearer
                + (dearer == 1 ? " candidate spends more." : " candidates spend more."));
    }

    private void fill(Panel panel) {
        XYPlot plot = panel.plot();
        ChartStyle.plain(plot);
        NumberAxis axis = ChartStyle.axis(panel.words());
        double largest = report.candidates().stream()
                .filter(this::isShown)
                .mapToDouble(c -> cost(panel, c))
                .max()
                .orElse(1);
        double end = Math.max(largest, Double.MIN_NORMAL) * (1 + 2 * ROOM);
        axis.setRange(-ROOM / 2 * end, end);
        plot.setDomainAxis(axis);
        baseline().ifPresent(baseline -> {
            double cost = cost(panel, baseline);
            IntervalMarker tooMuch = new IntervalMarker(cost * (1 + RelativeCost.TOLERANCE), Math.max(end, 2 * cost));
            tooMuch.setPaint(TOO_MUCH);
            tooMuch.setOutlinePaint(null);
            plot.addDomainMarker(tooMuch, Layer.BACKGROUND);
            plot.addDomainMarker(
                    new ValueMarker(
                            cost,
                            BASELINE_LINE,
                            new BasicStroke(
                                    1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {5, 4}, 0)),
                    Layer.BACKGROUND);
        });
        int dataset = 0;
        for (Kind kind : kinds()) {
            for (boolean equal : new boolean[] {true, false}) {
                XYSeries series = new XYSeries(kind.name(), false);
                report.candidates().stream()
                        .filter(c -> isShown(c) && kind.which().test(c) && report.hasEqualCost(c) == equal)
                        .forEach(c -> series.add(cost(panel, c), score(c)));
                plot.setDataset(dataset, new XYSeriesCollection(series));
                plot.setRenderer(dataset, ChartStyle.points(kind.shape(), kind.colour(), !equal));
                dataset++;
            }
        }
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    }

    private Optional<CandidateRecord> baseline() {
        return report.candidates().stream()
                .filter(c -> c.candidate().number() == 0 && isShown(c))
                .findFirst();
    }

    /** What is drawn alike, in the order in which it is drawn. */
    private record Kind(String name, Predicate<CandidateRecord> which, Shape shape, Color colour) {}

    private List<Kind> kinds() {
        return List.of(
                new Kind(
                        "discarded",
                        c -> c.status() == Status.DISCARD && !isBeyond(c),
                        ChartStyle.DOT,
                        ChartStyle.DISCARDED),
                control(Arm.RANDOM),
                control(Arm.SCALAR),
                beyond(Arm.AGENT),
                beyond(Arm.RANDOM),
                beyond(Arm.SCALAR),
                new Kind(
                        "not yet reviewed",
                        c -> c.status() == Status.CANDIDATE && !isBeyond(c),
                        ChartStyle.DOT,
                        ChartStyle.OPEN),
                new Kind(
                        "kept",
                        c -> c.status() == Status.KEEP && c.candidate().number() != 0,
                        ChartStyle.BIG_DOT,
                        ChartStyle.KEPT),
                new Kind("baseline", c -> c.candidate().number() == 0, ChartStyle.BIG_DOT, ChartStyle.NOISE));
    }

    private Kind control(Arm arm) {
        return new Kind(
                arm.words(),
                c -> c.status() == Status.CONTROL && c.candidate().arm() == arm && !isBeyond(c),
                ChartStyle.shape(arm),
                ChartStyle.colour(arm));
    }

    private Kind beyond(Arm arm) {
        return new Kind(
                ChartStyle.beyondWords(report.run().direction(), arm),
                c -> c.candidate().arm() == arm
                        && c.candidate().number() != 0
                        && c.status() != Status.KEEP
                        && isBeyond(c),
                ChartStyle.towardsWorse(report.run().direction()),
                ChartStyle.colour(arm));
    }

    private boolean isBeyond(CandidateRecord result) {
        return range.isBeyond(result.score().orElseThrow());
    }

    private void legend() {
        for (Kind kind : kinds()) {
            if (report.candidates().stream()
                    .anyMatch(c -> isShown(c) && kind.which().test(c))) {
                legend.add(ChartStyle.key(kind.name(), kind.shape(), kind.colour(), false));
            }
        }
        if (report.candidates().stream().anyMatch(c -> isShown(c) && !report.hasEqualCost(c))) {
            legend.add(ChartStyle.key("hollow: spends more than the baseline", ChartStyle.DOT, ChartStyle.INK, true));
        }
        legend.add(new LegendItem(
                "more than the baseline",
                null,
                null,
                null,
                new Rectangle2D.Double(-9, -5, 18, 10),
                new Color(TOO_MUCH.getRed(), TOO_MUCH.getGreen(), TOO_MUCH.getBlue(), 60)));
    }
}
