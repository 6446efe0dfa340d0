package dev.assay.ledger.report;

import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Status;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;

/**
 * {@code progress.png}: score over candidates in the order of review, with the running best, the kept ones by name and
 * the noise of the baseline.
 */
public final class ProgressPlot {
    /** Pixels. */
    static final int WIDTH = 2000;

    /** Pixels. */
    static final int HEIGHT = 1160;

    /** The chart is laid out at half the size and drawn at twice: fine lines, letters that can be read when printed. */
    private static final double SCALE = 2;

    /** With more kept candidates than this a label is the name alone. */
    private static final int LONG_LABELS = 8;

    private static final Font LABEL = new Font(Font.SANS_SERIF, Font.BOLD, 12);

    private static final Stroke HALO = new BasicStroke(3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private ProgressPlot() {}

    /**
     * Draws the picture, 2000 x 1160 pixels; needs no screen.
     *
     * @throws PlotException if this machine has no fonts to draw with
     */
    public static byte[] png(Report report) {
        try {
            return encode(draw(report));
        } catch (LinkageError | InternalError | NullPointerException e) {
            // What a Java runtime throws, by release, when the system has neither fontconfig nor a font.
            throw new PlotException(
                    "progress.png cannot be drawn: this machine has no fonts for Java (" + e
                            + "); install fontconfig and"
                            + " a font, for example fonts-dejavu-core, and run the report again",
                    e);
        }
    }

    private static BufferedImage draw(Report report) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, WIDTH, HEIGHT);
            graphics.scale(SCALE, SCALE);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            JFreeChart chart = ProgressChart.of(report);
            ChartRenderingInfo info = new ChartRenderingInfo();
            chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH / SCALE, HEIGHT / SCALE), null, info);
            drawLabels(graphics, report, chart.getXYPlot(), info.getPlotInfo().getDataArea());
            return image;
        } finally {
            graphics.dispose();
        }
    }

    /** Names of the kept candidates, placed by {@link LabelPlacement} where they cover neither each other nor a point. */
    private static void drawLabels(Graphics2D graphics, Report report, XYPlot plot, Rectangle2D area) {
        graphics.setFont(LABEL);
        boolean withScores = report.candidates().stream()
                        .filter(c -> c.status() == Status.KEEP)
                        .count()
                <= LONG_LABELS;
        List<LabelPlacement.Label> labels = new ArrayList<>();
        List<double[]> points = new ArrayList<>();
        for (int x = 0; x < report.candidates().size(); x++) {
            CandidateRecord result = report.candidates().get(x);
            if (result.score().isEmpty() || result.status() == Status.CRASH) {
                continue;
            }
            double y = Math.max(
                    result.score().getAsDouble(), plot.getRangeAxis().getRange().getLowerBound());
            double[] point = {
                plot.getDomainAxis().valueToJava2D(x, area, plot.getDomainAxisEdge()),
                plot.getRangeAxis().valueToJava2D(y, area, plot.getRangeAxisEdge())
            };
            points.add(point);
            if (result.status() == Status.KEEP && x > 0) {
                String text = withScores
                        ? result.candidate().name() + "  " + Numbers.score(result.score())
                        : result.candidate().name();
                labels.add(new LabelPlacement.Label(
                        text, point[0], point[1], graphics.getFontMetrics().stringWidth(text)));
            }
        }
        for (LabelPlacement.Placed placed : LabelPlacement.place(
                labels, points, area, graphics.getFontMetrics().getHeight())) {
            drawLabel(graphics, placed);
        }
    }

    private static void drawLabel(Graphics2D graphics, LabelPlacement.Placed placed) {
        Rectangle2D box = placed.box();
        if (placed.isFar()) {
            graphics.setColor(ProgressChart.KEPT);
            graphics.setStroke(new BasicStroke(0.8f));
            graphics.draw(new Line2D.Double(
                    placed.label().x(),
                    placed.label().y(),
                    Math.max(box.getMinX(), Math.min(placed.label().x(), box.getMaxX())),
                    placed.label().y() < box.getMinY() ? box.getMinY() : box.getMaxY()));
        }
        Shape letters = LABEL.createGlyphVector(
                        graphics.getFontRenderContext(), placed.label().text())
                .getOutline((float) (box.getMinX() + LabelPlacement.PADDING), (float)
                        (box.getMaxY() - graphics.getFontMetrics().getDescent()));
        // A halo instead of a box: the line and the band behind the label stay whole.
        graphics.setColor(Color.WHITE);
        graphics.setStroke(HALO);
        graphics.draw(letters);
        graphics.setColor(ProgressChart.KEPT_TEXT);
        graphics.fill(letters);
    }

    private static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            if (!ImageIO.write(image, "png", bytes)) {
                throw new IllegalStateException("this Java runtime cannot write PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
