package dev.assay.ledger.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Places labels beside their points: the first of a list of positions at which a label covers no point and no other label.
 * One that fits nowhere is left out, because a label that cannot be read helps nobody.
 */
final class LabelPlacement {
    static final double PADDING = 3;
    private static final double POINT_RADIUS = 6;
    private static final double GAP = 7;
    private static final int RINGS = 7;

    private LabelPlacement() {}

    /** A text of a width, for the point at x, y. */
    record Label(String text, double x, double y, double width, Color colour) {}

    /** Where a label goes; one that is far from its point wants a line to it. */
    record Placed(Label label, Rectangle2D box, boolean isFar) {}

    /** Places the labels from the last to the first: the last ones are the best candidates. */
    static List<Placed> place(List<Label> labels, List<double[]> points, Rectangle2D area, double height) {
        List<Placed> placed = new ArrayList<>();
        for (int i = labels.size() - 1; i >= 0; i--) {
            place(labels.get(i), placed, points, area, height).ifPresent(placed::add);
        }
        return placed;
    }

    private static Optional<Placed> place(
            Label label, List<Placed> others, List<double[]> points, Rectangle2D area, double height) {
        double width = label.width() + 2 * PADDING;
        for (int ring = 0; ring < RINGS; ring++) {
            double distance = GAP + ring * height * 0.8;
            double above = label.y() - distance - height;
            double below = label.y() + distance;
            double[] lefts = {label.x() - width / 2, label.x() - width + GAP, label.x() - GAP};
            if (ring == 1) {
                Optional<Placed> aside = aside(label, width, others, points, area, height);
                if (aside.isPresent()) {
                    return aside;
                }
            }
            for (double top : new double[] {above, below}) {
                for (double left : lefts) {
                    Rectangle2D box = new Rectangle2D.Double(left, top, width, height);
                    if (isFree(box, others, points, area)) {
                        return Optional.of(new Placed(label, box, ring > 0));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** To the left or the right of its point: where points stand on a line upwards, that is what is left. */
    private static Optional<Placed> aside(
            Label label, double width, List<Placed> others, List<double[]> points, Rectangle2D area, double height) {
        for (double left : new double[] {label.x() - GAP - width, label.x() + GAP}) {
            Rectangle2D box = new Rectangle2D.Double(left, label.y() - height / 2, width, height);
            if (isFree(box, others, points, area)) {
                return Optional.of(new Placed(label, box, false));
            }
        }
        return Optional.empty();
    }

    private static boolean isFree(Rectangle2D box, List<Placed> others, List<double[]> points, Rectangle2D area) {
        return area.contains(box)
                && others.stream().noneMatch(other -> other.box().intersects(box))
                && points.stream()
                        .noneMatch(point -> box.intersects(
                                point[0] - POINT_RADIUS, point[1] - POINT_RADIUS, 2 * POINT_RADIUS, 2 * POINT_RADIUS));
    }
}
