package dev.assay.ledger.report;

import dev.assay.ledger.report.LabelPlacement.Label;
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
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.PlotRenderingInfo;

/** A chart as PNG, with labels beside its points. Needs no screen. */
final class Picture {
    /** Pixels. */
    static final int WIDTH = 2000;

    /** Pixels. */
    static final int HEIGHT = 1160;

    /** The chart is laid out at half the size and drawn at twice: fine lines, letters that can be read when printed. */
    private static final double SCALE = 2;

    private static final Font LABEL = new Font(Font.SANS_SERIF, Font.BOLD, 12);
    private static final Stroke HALO = new BasicStroke(3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private Picture() {}

    /** A point that a label must not cover, with a label or an empty text, where the chart has drawn it. */
    record Marked(double x, double y, String label, Color colour) {}

    /** What is marked in a chart once it is laid out: lists of points, each with the area that it lies in. */
    interface Marks {
        List<Area> in(PlotRenderingInfo layout);

        /** Points in one area of the chart. */
        record Area(Rectangle2D bounds, List<Marked> points) {}
    }

    /**
     * Draws a chart.
     *
     * @param file the file's name, for the message
     * @throws PlotException if this machine has no fonts to draw with
     */
    static byte[] png(String file, Supplier<JFreeChart> chart, Marks marks) {
        try {
            return encode(draw(chart.get(), marks));
        } catch (LinkageError | InternalError | NullPointerException e) {
            // What a Java runtime throws, by release, when the system has neither fontconfig nor a font.
            throw new PlotException(
                    file + " cannot be drawn: this machine has no fonts for Java (" + e
                            + "); install fontconfig and"
                            + " a font, for example fonts-dejavu-core, and run the report again",
                    e);
        }
    }

    private static BufferedImage draw(JFreeChart chart, Marks marks) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, WIDTH, HEIGHT);
            graphics.scale(SCALE, SCALE);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            ChartRenderingInfo info = new ChartRenderingInfo();
            chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH / SCALE, HEIGHT / SCALE), null, info);
            marks.in(info.getPlotInfo()).forEach(area -> drawLabels(graphics, area));
            return image;
        } finally {
            graphics.dispose();
        }
    }

    /** Placed by {@link LabelPlacement} where they cover neither each other nor a point. */
    private static void drawLabels(Graphics2D graphics, Marks.Area area) {
        graphics.setFont(LABEL);
        List<Label> labels = new ArrayList<>();
        List<double[]> points = new ArrayList<>();
        for (Marked point : area.points()) {
            points.add(new double[] {point.x(), point.y()});
            if (!point.label().isEmpty()) {
                labels.add(new Label(
                        point.label(),
                        point.x(),
                        point.y(),
                        graphics.getFontMetrics().stringWidth(point.label()),
                        point.colour()));
            }
        }
        for (LabelPlacement.Placed placed : LabelPlacement.place(
                labels, points, area.bounds(), graphics.getFontMetrics().getHeight())) {
            drawLabel(graphics, placed);
        }
    }

    private static void drawLabel(Graphics2D graphics, LabelPlacement.Placed placed) {
        Rectangle2D box = placed.box();
        if (placed.isFar()) {
            graphics.setColor(placed.label().colour());
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
        graphics.setColor(placed.label().colour());
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
