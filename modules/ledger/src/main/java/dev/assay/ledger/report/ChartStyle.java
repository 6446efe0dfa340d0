package dev.assay.ledger.report;

import dev.assay.learning.metric.Direction;
import dev.assay.research.program.Arm;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.VerticalAlignment;

/** Colours, shapes, letters and axes of all pictures: what is the same in two of them looks the same. */
final class ChartStyle {
    static final Color KEPT = new Color(0x1a9850);
    static final Color KEPT_TEXT = new Color(0x0b6b35);
    static final Color DISCARDED = new Color(0x9aa0a6);
    static final Color CRASHED = new Color(0xd73027);
    static final Color OPEN = new Color(0x4575b4);
    static final Color NOISE = new Color(0x4575b4);
    static final Color RANDOM = new Color(0x8e44ad);
    static final Color SCALAR = new Color(0xe08214);
    static final Color INK = new Color(0x202124);
    private static final Color GRID = new Color(0xe3e5e8);

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    private static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    static final Shape DOT = new Ellipse2D.Double(-4, -4, 8, 8);
    static final Shape BIG_DOT = new Ellipse2D.Double(-5.5, -5.5, 11, 11);
    static final Shape CROSS = cross(4.5);
    static final Stroke THIN = new BasicStroke(1f);
    static final Stroke LINE = new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final Stroke HOLLOW = new BasicStroke(1.6f);

    private ChartStyle() {}

    static Color colour(Arm arm) {
        return switch (arm) {
            case AGENT -> DISCARDED;
            case RANDOM -> RANDOM;
            case SCALAR -> SCALAR;
        };
    }

    static Shape shape(Arm arm) {
        return switch (arm) {
            case AGENT -> DOT;
            case RANDOM -> diamond(5.2);
            case SCALAR -> new Rectangle2D.Double(-4, -4, 8, 8);
        };
    }

    /** Title, lines below it, the plot, and the keys at the bottom. */
    static JFreeChart chart(Plot plot, String title, List<String> subtitles, LegendItemCollection legend) {
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(14, 14, 10, 22));
        LegendTitle keys = new LegendTitle(() -> legend);
        keys.setPosition(RectangleEdge.BOTTOM);
        keys.setItemFont(AXIS);
        keys.setItemPaint(INK);
        keys.setFrame(BlockBorder.NONE);
        keys.setItemLabelPadding(new RectangleInsets(2, 4, 2, 16));
        keys.setPadding(new RectangleInsets(8, 0, 0, 0));
        chart.setTitle(title(title, TITLE));
        subtitles.forEach(words -> chart.addSubtitle(title(words, SUBTITLE)));
        chart.addSubtitle(keys);
        return chart;
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

    static NumberAxis axis(String words) {
        NumberAxis axis = new NumberAxis(words);
        axis.setLabelFont(AXIS);
        axis.setLabelPaint(INK);
        axis.setTickLabelFont(TICK);
        axis.setTickLabelPaint(INK);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        return axis;
    }

    static NumberAxis scoreAxis(Report report, ScoreRange range) {
        String better = report.run().direction() == Direction.MAXIMIZE ? "" : ", less is better";
        NumberAxis axis = axis("Selection score (" + report.run().metric() + better + ")");
        axis.setRange(range.lower(), range.upper());
        axis.setAutoRangeIncludesZero(false);
        // Wide insets make the axis choose fewer lines.
        axis.setTickLabelInsets(new RectangleInsets(9, 4, 9, 4));
        return axis;
    }

    static void plain(XYPlot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(THIN);
        plot.setAxisOffset(new RectangleInsets(4, 4, 4, 4));
    }

    static XYLineAndShapeRenderer points(Shape shape, Color colour, boolean hollow) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setSeriesShape(0, shape);
        renderer.setSeriesPaint(0, hollow ? Color.WHITE : colour);
        renderer.setSeriesShapesFilled(0, true);
        renderer.setSeriesOutlinePaint(0, hollow ? colour : Color.WHITE);
        renderer.setUseOutlinePaint(shape != CROSS);
        renderer.setDrawOutlines(shape != CROSS);
        renderer.setSeriesOutlineStroke(0, hollow ? HOLLOW : THIN);
        return renderer;
    }

    static LegendItem key(String name, Shape shape, Color colour, boolean hollow) {
        return hollow
                ? new LegendItem(name, null, null, null, shape, HOLLOW, colour)
                : new LegendItem(name, null, null, null, shape, colour);
    }

    private static Shape cross(double radius) {
        Path2D path = new Path2D.Double();
        path.moveTo(-radius, -radius);
        path.lineTo(radius, radius);
        path.moveTo(-radius, radius);
        path.lineTo(radius, -radius);
        return new BasicStroke(2.2f).createStrokedShape(path);
    }

    private static Shape diamond(double radius) {
        return polygon(0, -radius, radius, 0, 0, radius, -radius, 0);
    }

    /** For candidates whose score lies beyond the worse end of the axis: {@code random search, below this axis}. */
    static String beyondWords(Direction direction, Arm arm) {
        return (arm == Arm.AGENT ? "discarded" : arm.words()) + ", "
                + (direction == Direction.MAXIMIZE ? "below" : "above") + " this axis";
    }

    /** A triangle that points to where the worse scores are. */
    static Shape towardsWorse(Direction direction) {
        double down = direction == Direction.MAXIMIZE ? 5 : -5;
        return polygon(-5, -down, 5, -down, 0, down);
    }

    private static Shape polygon(double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0], corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(corners[i], corners[i + 1]);
        }
        path.closePath();
        return path;
    }
}
