package studio.atelier.engine.demo.picture;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/// Stems, leaves and flowers, each a few brush strokes with light on one side.
///
/// @param palette greens come from `second`, petals from `accent`
record Plants(Canvas canvas, Palette palette, SplittableRandom random) {

    private Lab green() {
        Lab base = Lab.lch(palette.dark() ? 0.36 : 0.5, 0.075, 145);
        return base.mix(palette.second(), 0.4).mix(palette.near(), random.nextDouble(0.05, 0.5));
    }

    /// A bent stem with leaves along it.
    ///
    /// @param leafy 0 bare to 1 full
    void stem(double footX, double footY, double tipX, double tipY, double leafy) {
        double bendX = footX + (tipX - footX) * 0.18;
        double bendY = footY + (tipY - footY) * 0.62;
        Lab tone = green();
        Path2D line = new Path2D.Double();
        line.moveTo(footX, footY);
        line.quadTo(bendX, bendY, tipX, tipY);
        double length = Math.hypot(tipX - footX, tipY - footY);
        int count = (int) (length * 34 * leafy);
        for (int i = 0; i < count; i++) {
            double t = 0.22 + 0.78 * (i + 0.5) / Math.max(1, count);
            double x = quad(footX, bendX, tipX, t);
            double y = quad(footY, bendY, tipY, t);
            double along = Math.atan2(quad(footY, bendY, tipY, t + 0.01) - y, quad(footX, bendX, tipX, t + 0.01) - x);
            double side = i % 2 == 0 ? 1 : -1;
            double size = length * random.nextDouble(0.13, 0.2) * (1.15 - t * 0.55);
            leaf(
                    new Leaf(x, y, along + side * random.nextDouble(0.55, 1.0), size, random.nextDouble(0.2, 0.3)),
                    green());
        }
        if (leafy > 0.7) {
            double end = Math.atan2(tipY - bendY, tipX - bendX);
            leaf(new Leaf(tipX, tipY, end, length * 0.12, 0.25), tone);
        }
        canvas.over(Mask.line(canvas, line, Math.max(0.0025, length * 0.009)), 1, tone.mix(palette.near(), 0.3));
    }

    private static double quad(double a, double b, double c, double t) {
        return (1 - t) * (1 - t) * a + 2 * (1 - t) * t * b + t * t * c;
    }

    /// @param angle radians; 0 points right, positive turns down
    /// @param slim  half its width as a share of its length
    record Leaf(double x, double y, double angle, double length, double slim) {}

    void leaf(Leaf leaf, Lab tone) {
        double bow = random.nextDouble(-0.16, 0.16);
        Path2D outline = new Path2D.Double();
        outline.moveTo(0, 0);
        outline.curveTo(0.24, -leaf.slim() * 1.25, 0.68, -leaf.slim() * 1.05 + bow * 0.5, 1, bow);
        outline.curveTo(0.7, leaf.slim() * 0.95 + bow * 0.5, 0.26, leaf.slim() * 1.2, 0, 0);
        outline.closePath();
        var place = AffineTransform.getTranslateInstance(leaf.x(), leaf.y());
        place.rotate(leaf.angle());
        place.scale(leaf.length(), leaf.length());
        Ramp upper = new Ramp(tone.mix(palette.near(), 0.45), tone, tone.mix(palette.light(), 0.34));
        Ramp lower = new Ramp(
                tone.mix(palette.near(), 0.62), tone.mix(palette.near(), 0.26), tone.mix(palette.light(), 0.1));
        double cos = Math.cos(leaf.angle()) / leaf.length();
        double sin = Math.sin(leaf.angle()) / leaf.length();
        boolean flip = Math.cos(leaf.angle()) < 0;
        canvas.over(Mask.of(canvas, place.createTransformedShape(outline)), 1, (px, py, out) -> {
            double u = (px - leaf.x()) * cos + (py - leaf.y()) * sin;
            double v = (py - leaf.y()) * cos - (px - leaf.x()) * sin - bow * u * u;
            double vein = Math.abs(Math.sin((u * 1.0 - Math.abs(v) * 1.15) * 26));
            boolean sunny = v < 0 != flip;
            double light = 0.28 + u * 0.5 - Math.pow(1 - vein, 7) * 0.13 + Math.abs(v) * 0.35;
            double rib = Math.exp(-Math.pow(v * leaf.length() * canvas.scale * 0.75, 2)) * 0.22;
            (sunny ? upper : lower).at(light + rib, out);
        });
    }

    /// A flower seen half from the side.
    void flower(double x, double y, double radius) {
        Lab petal = switch (random.nextInt(4)) {
            case 0 -> palette.accent().mix(palette.paper(), 0.55);
            case 1 -> palette.accent().turn(random.nextDouble(-25, 35));
            default -> palette.accent();
        };
        double tilt = random.nextDouble(0.6, 0.95);
        double turn = random.nextDouble(Math.PI);
        int rings = random.nextInt(2, 5);
        for (int ring = 0; ring < rings; ring++) {
            double share = 1 - ring * (0.62 / rings);
            int count = 5 + (rings - ring) * 2;
            Lab tone = petal.mix(palette.near(), 0.2 - ring * 0.07).mix(palette.light(), ring * 0.09);
            for (int i = 0; i < count; i++) {
                double angle = turn + ring * 0.37 + Math.PI * 2 * i / count + random.nextDouble(-0.1, 0.1);
                petal(x, y, angle, radius * share * random.nextDouble(0.88, 1.08), tilt, tone);
            }
        }
        heart(x, y, radius * 0.2, tilt);
    }

    private void petal(double x, double y, double angle, double length, double tilt, Lab tone) {
        Path2D outline = new Path2D.Double();
        outline.moveTo(0, 0);
        outline.curveTo(0.3, -0.34, 0.84, -0.44, 1, -0.05);
        outline.curveTo(0.98, 0.36, 0.34, 0.34, 0, 0);
        outline.closePath();
        var place = AffineTransform.getTranslateInstance(x, y);
        place.scale(length, length * tilt);
        place.rotate(angle);
        Ramp silk = new Ramp(
                tone.mix(palette.near(), 0.48), tone.mix(palette.near(), 0.1), tone, tone.mix(palette.light(), 0.5));
        double sky = 0.14 * -Math.sin(angle);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        canvas.over(Mask.of(canvas, place.createTransformedShape(outline)), 0.97, (px, py, out) -> {
            double dx = (px - x) / length;
            double dy = (py - y) / (length * tilt);
            double u = dx * cos + dy * sin;
            double v = dy * cos - dx * sin;
            double fine = Math.sin(Math.atan2(v, u + 0.05) * 30) * 0.045;
            silk.at(0.12 + u * 0.66 - Math.abs(v) * 0.22 + sky + fine, out);
        });
    }

    private void heart(double x, double y, double radius, double tilt) {
        Lab dark = palette.near().mix(palette.accent(), 0.25);
        float[] gold = Lab.lch(0.83, 0.14, 82).linear();
        canvas.over(Mask.of(canvas, Figures.circle(x, y, radius), 0.01).blur(canvas, radius * 0.35), 0.85, dark);
        for (int i = 0; i < 34; i++) {
            double angle = i * 2.399963;
            double far = radius * Math.sqrt((i + 0.5) / 34) * 1.15;
            canvas.spark(x + Math.cos(angle) * far, y + Math.sin(angle) * far * tilt, radius * 0.13, gold, 0.7);
        }
    }
}
