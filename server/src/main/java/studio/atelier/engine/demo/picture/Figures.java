package studio.atelier.engine.demo.picture;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/// Outlines of things, drawn in a box one unit high that stands on `y = 0` and looks up (negative `y`).
final class Figures {

    private Figures() {}

    static Shape circle(double x, double y, double radius) {
        return new Ellipse2D.Double(x - radius, y - radius, radius * 2, radius * 2);
    }

    /// A closed outline from numbers: `M x y`, `L x y`, `Q cx cy x y`, `C ax ay bx by x y`, `Z`.
    static Path2D path(String outline) {
        Path2D path = new Path2D.Double();
        String[] parts = outline.trim().split("\\s+", -1);
        int i = 0;
        while (i < parts.length) {
            String verb = parts[i++];
            double[] n = new double
                    [switch (verb) {
                        case "M", "L" -> 2;
                        case "Q" -> 4;
                        case "C" -> 6;
                        default -> 0;
                    }];
            for (int k = 0; k < n.length; k++) {
                n[k] = Double.parseDouble(parts[i++]);
            }
            switch (verb) {
                case "M" -> path.moveTo(n[0], n[1]);
                case "L" -> path.lineTo(n[0], n[1]);
                case "Q" -> path.quadTo(n[0], n[1], n[2], n[3]);
                case "C" -> path.curveTo(n[0], n[1], n[2], n[3], n[4], n[5]);
                default -> path.closePath();
            }
        }
        return path;
    }

    /// @param x      middle of the foot
    /// @param height of the figure, in units of the canvas
    static Shape place(Shape figure, double x, double y, double height, boolean mirrored) {
        var move = AffineTransform.getTranslateInstance(x, y);
        move.scale(mirrored ? -height : height, height);
        return move.createTransformedShape(figure);
    }

    static Shape stroke(Shape line, double thickness) {
        return new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                .createStrokedShape(line);
    }

    static Shape boatHull() {
        return path("M -0.36 -0.14 L 0.4 -0.17 Q 0.33 0.02 0.2 0.02 L -0.22 0.02 Q -0.33 0 -0.36 -0.14 Z");
    }

    static Shape boatSails() {
        Area sails = new Area(path("M 0.02 -1 Q 0.34 -0.6 0.33 -0.23 L 0.02 -0.22 Z"));
        sails.add(new Area(path("M -0.03 -0.93 Q -0.14 -0.5 -0.33 -0.22 L -0.03 -0.22 Z")));
        return sails;
    }

    static Shape lighthouse() {
        Area all = new Area(path("M -0.1 0 L -0.065 -0.78 L 0.065 -0.78 L 0.1 0 Z"));
        all.add(new Area(new Rectangle2D.Double(-0.09, -0.8, 0.18, 0.025)));
        all.add(new Area(new Rectangle2D.Double(-0.045, -0.9, 0.09, 0.11)));
        all.add(new Area(path("M -0.065 -0.9 Q 0 -1.0 0.065 -0.9 Z")));
        return all;
    }

    static Shape balloon() {
        return path(
                "M 0 -0.12 C -0.12 -0.25 -0.36 -0.42 -0.36 -0.66 C -0.36 -0.88 -0.18 -1 0 -1 C 0.18 -1 0.36 -0.88 0.36 -0.66"
                        + " C 0.36 -0.42 0.12 -0.25 0 -0.12 Z");
    }

    static Shape balloonStripe(double inner, double outer) {
        return path(String.format(
                java.util.Locale.ROOT,
                "M 0 -0.12 C %1$f -0.25 %2$f -0.42 %2$f -0.66 C %2$f -0.88 %1$f -1 0 -1 C %3$f -1 %4$f -0.88 %4$f -0.66 C %4$f -0.42 %3$f -0.25 0 -0.12 Z",
                inner * 0.5,
                inner,
                outer * 0.5,
                outer));
    }

    static Shape basket() {
        Area all = new Area(path("M -0.05 -0.07 L 0.05 -0.07 L 0.04 0 L -0.04 0 Z"));
        all.add(new Area(stroke(path("M -0.045 -0.07 L -0.07 -0.2 M 0.045 -0.07 L 0.07 -0.2"), 0.006)));
        return all;
    }

    static Shape bird(double lift) {
        return path(String.format(
                java.util.Locale.ROOT,
                "M -0.5 %1$f Q -0.25 %2$f 0 -0.02 Q 0.25 %2$f 0.5 %1$f Q 0.24 %3$f 0 0.06 Q -0.24 %3$f -0.5 %1$f Z",
                -0.12 - lift,
                -0.3 - lift * 0.6,
                -0.16 - lift * 0.5));
    }

    static Shape cabin() {
        Area all = new Area(new Rectangle2D.Double(-0.55, -0.52, 1.1, 0.52));
        all.add(new Area(path("M -0.68 -0.48 L -0.3 -1 L 0.42 -1 L 0.68 -0.48 Z")));
        all.add(new Area(new Rectangle2D.Double(0.2, -1.2, 0.12, 0.3)));
        return all;
    }

    static Shape person() {
        Area all = new Area(circle(0, -0.91, 0.075));
        all.add(new Area(path(
                "M -0.06 -0.83 Q -0.15 -0.8 -0.15 -0.66 L -0.13 -0.4 L -0.085 -0.4 L -0.075 0 L -0.01 0 L 0.005 -0.36"
                        + " L 0.025 0 L 0.09 0 L 0.09 -0.42 L 0.135 -0.42 L 0.14 -0.68 Q 0.13 -0.8 0.06 -0.83 Z")));
        return all;
    }

    static Shape cat() {
        Area all = new Area(
                path("M -0.2 0 C -0.32 -0.12 -0.25 -0.4 -0.12 -0.55 L 0.14 -0.55 C 0.24 -0.36 0.26 -0.12 0.2 0 Z"));
        all.add(new Area(circle(0.02, -0.68, 0.175)));
        all.add(
                new Area(
                        path(
                                "M -0.145 -0.7 L -0.125 -0.98 Q -0.04 -0.9 0.0 -0.83 L 0.05 -0.83 Q 0.09 -0.9 0.165 -0.98 L 0.185 -0.7 Z")));
        all.add(new Area(stroke(path("M -0.17 -0.05 C -0.42 0.0 -0.5 -0.14 -0.44 -0.3"), 0.07)));
        return all;
    }

    static Shape deer() {
        Area all = new Area(
                path(
                        "M -0.34 -0.5 Q -0.1 -0.6 0.14 -0.52 L 0.25 -0.74 L 0.38 -0.7 L 0.4 -0.64 L 0.28 -0.6 L 0.22 -0.34"
                                + " L 0.19 0 L 0.155 0 L 0.14 -0.3 L -0.2 -0.3 L -0.25 0 L -0.285 0 L -0.28 -0.28 L -0.37 -0.36 Z"));
        all.add(new Area(
                path("M 0.12 -0.3 L 0.1 0 L 0.07 0 L 0.06 -0.32 Z M -0.26 -0.3 L -0.34 0 L -0.37 0 L -0.34 -0.32 Z")));
        all.add(new Area(stroke(
                path(
                        "M 0.27 -0.73 Q 0.2 -0.86 0.24 -1 M 0.23 -0.84 L 0.14 -0.92 M 0.24 -0.9 L 0.32 -0.97 M 0.3 -0.73 Q 0.38 -0.82 0.42 -0.96"
                                + " M 0.36 -0.81 L 0.48 -0.86"),
                0.018)));
        return all;
    }

    /// A conifer with ragged boughs.
    static Shape pine(SplittableRandom random) {
        Path2D path = new Path2D.Double();
        int boughs = random.nextInt(8, 13);
        double wide = random.nextDouble(0.13, 0.22);
        path.moveTo(0, -1);
        for (int i = 1; i <= boughs; i++) {
            double down = (double) i / boughs;
            double reach = wide * Math.pow(down, 0.85) * random.nextDouble(0.72, 1.12);
            path.lineTo(reach, -1 + down * 0.92);
            path.lineTo(reach * 0.45, -1 + down * 0.92 - 0.012);
        }
        path.lineTo(0.022, -0.08);
        path.lineTo(0.022, 0.02);
        path.lineTo(-0.022, 0.02);
        path.lineTo(-0.022, -0.08);
        for (int i = boughs; i >= 1; i--) {
            double down = (double) i / boughs;
            double reach = wide * Math.pow(down, 0.85) * random.nextDouble(0.72, 1.12);
            path.lineTo(-reach * 0.45, -1 + down * 0.92 - 0.012);
            path.lineTo(-reach, -1 + down * 0.92);
        }
        path.closePath();
        return path;
    }

    /// A broad tree: forked boughs and a crown of many small rounds.
    static Shape tree(SplittableRandom random) {
        Area all = new Area(path("M -0.045 0.02 Q -0.02 -0.3 -0.03 -0.5 L 0.03 -0.5 Q 0.02 -0.3 0.05 0.02 Z"));
        all.add(new Area(stroke(path("M 0 -0.36 Q 0.08 -0.5 0.2 -0.6 M 0 -0.4 Q -0.1 -0.52 -0.22 -0.6"), 0.03)));
        Path2D crown = new Path2D.Double(Path2D.WIND_NON_ZERO);
        for (int i = 0; i < 90; i++) {
            double angle = random.nextDouble(Math.PI * 2);
            double far = Math.sqrt(random.nextDouble());
            double x = Math.cos(angle) * far * 0.4;
            double y = -0.7 + Math.sin(angle) * far * (Math.sin(angle) > 0 ? 0.16 : 0.28);
            crown.append(circle(x, y, random.nextDouble(0.03, 0.075)), false);
        }
        all.add(new Area(crown));
        return all;
    }
}
