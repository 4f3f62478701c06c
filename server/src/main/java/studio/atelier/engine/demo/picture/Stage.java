package studio.atelier.engine.demo.picture;

import java.awt.Shape;
import java.util.SplittableRandom;

/// Puts small things into a landscape: what the prompt named, or birds for scale.
///
/// @param palette colours of the picture
record Stage(Canvas canvas, Palette palette, SplittableRandom random) {

    /// What stands on the ground, at a third of the width.
    ///
    /// @param crest height of the ground per column
    void standing(Reading reading, double[] crest) {
        double x = canvas.width * (random.nextBoolean() ? random.nextDouble(0.24, 0.4) : random.nextDouble(0.6, 0.76));
        double y = Math.min(crest[Math.min(crest.length - 1, (int) (x * canvas.scale))] + 0.006, canvas.height * 0.985);
        standingAt(reading, x, y);
    }

    void standingAt(Reading reading, double x, double y) {
        Lab dark = palette.near().lift(palette.dark() ? 0 : -0.04);
        boolean turned = random.nextBoolean();
        if (reading.has("lighthouse")) {
            lighthouse(x, y);
        }
        if (reading.has("cabin")) {
            cabin(x, y, dark);
        }
        if (reading.has("tree")) {
            figure(Figures.tree(random), x, y, 0.3, dark);
        }
        if (reading.has("deer")) {
            canvas.over(Mask.of(canvas, Figures.place(Figures.deer(), x + 0.08, y, 0.085, turned)), 1, dark);
        }
        if (reading.has("person")) {
            figure(Figures.person(), x - 0.05, y, 0.085, dark);
        }
        if (reading.has("cat")) {
            canvas.over(Mask.of(canvas, Figures.place(Figures.cat(), x, y + 0.004, 0.16, turned)), 1, dark);
        }
    }

    void figure(Shape figure, double x, double y, double height, Lab colour) {
        canvas.over(Mask.of(canvas, Figures.place(figure, x, y, height, false)), 1, colour);
    }

    private void cabin(double x, double y, Lab dark) {
        double size = 0.055;
        figure(Figures.cabin(), x, y + 0.004, size, dark);
        Lab lamp = Lab.lch(0.88, 0.13, 78);
        for (double across : new double[] {-0.28, 0.16}) {
            var pane = new java.awt.geom.Rectangle2D.Double(across, -0.38, 0.17, 0.2);
            figure(pane, x, y + 0.004, size, lamp);
            canvas.glow(x + (across + 0.08) * size, y - 0.28 * size, 0.022, lamp, 0.3);
        }
    }

    private void lighthouse(double x, double y) {
        double height = 0.24;
        Lab body = palette.near().mix(palette.paper(), palette.dark() ? 0.28 : 0.72);
        var tower = Mask.of(canvas, Figures.place(Figures.lighthouse(), x, y, height, false));
        Ramp round = new Ramp(body.lift(0.08), body, body.mix(palette.near(), 0.6));
        canvas.over(tower, 1, (px, _, out) -> round.at((px - x) / height * 6 + 0.5, out));
        for (int band = 0; band < 2; band++) {
            double low = -0.2 - band * 0.28;
            double half = 0.1 + low * 0.045;
            var stripe = Figures.path(String.format(
                    java.util.Locale.ROOT,
                    "M %f %f L %f %f L %f %f L %f %f Z",
                    -half,
                    low,
                    half,
                    low,
                    half - 0.006,
                    low - 0.13,
                    -half + 0.006,
                    low - 0.13));
            figure(stripe, x, y, height, palette.accent().mix(palette.near(), palette.dark() ? 0.55 : 0.15));
        }
        double lampY = y - 0.845 * height;
        Lab beam = Lab.lch(0.95, 0.09, 90);
        canvas.glow(x, lampY, 0.03, beam, 0.9);
        for (int side = -1; side <= 1; side += 2) {
            var ray = Figures.path(
                    String.format(java.util.Locale.ROOT, "M 0 0 L %f -0.09 L %f 0.05 Z", side * 0.75, side * 0.75));
            double far = side;
            var mask = Mask.of(canvas, Figures.place(ray, x, lampY, 1, false), 0.02)
                    .blur(canvas, 0.006);
            float[] rgb = beam.linear();
            canvas.over(mask, 0.34, (px, py, out) -> {
                int i = canvas.index(px, py);
                double fade = Math.exp(-Math.abs(px - x) * 3.2) * (far > 0 ? 1 : 0.7);
                for (int c = 0; c < 3; c++) {
                    out[c] = (float) (canvas.light[i + c] + rgb[c] * fade);
                }
            });
        }
    }

    void boatOn(Reading reading, double y) {
        if (!reading.has("boat")) {
            return;
        }
        double x =
                canvas.width * (random.nextBoolean() ? random.nextDouble(0.26, 0.42) : random.nextDouble(0.58, 0.74));
        double size = 0.13;
        boolean turned = random.nextBoolean();
        Lab sail = palette.dark() ? palette.light().mix(palette.zenith(), 0.35) : palette.paper();
        Lab hull = palette.near();
        var mirror = java.awt.geom.AffineTransform.getTranslateInstance(x, y + size * 0.03);
        mirror.scale(turned ? -size : size, -size * 0.8);
        canvas.over(
                Mask.of(canvas, mirror.createTransformedShape(Figures.boatSails()), 0.01)
                        .blur(canvas, 0.004),
                0.3,
                sail);
        canvas.over(
                Mask.of(canvas, mirror.createTransformedShape(Figures.boatHull()), 0.01)
                        .blur(canvas, 0.003),
                0.55,
                hull);
        Ramp cloth = new Ramp(sail, sail.mix(palette.far(), 0.35));
        canvas.over(
                Mask.of(canvas, Figures.place(Figures.boatSails(), x, y, size, turned)),
                1,
                (px, _, out) -> cloth.at((px - x) / size + 0.5, out));
        canvas.over(Mask.of(canvas, Figures.place(Figures.boatHull(), x, y, size, turned)), 1, hull);
        var mast = Figures.stroke(Figures.path("M -0.005 -1.05 L -0.005 -0.14"), 0.014);
        canvas.over(Mask.of(canvas, Figures.place(mast, x, y, size, turned)), 1, hull);
    }

    void balloons(double low) {
        int count = random.nextInt(3, 6);
        Lab[] cloth = {palette.accent(), palette.second(), palette.accent().mix(palette.light(), 0.5), palette.paper()};
        for (int i = 0; i < count; i++) {
            double size = (0.2 - i * 0.034) * random.nextDouble(0.85, 1.1);
            double x = canvas.width * ((i * 0.381 + 0.3 + random.nextDouble(-0.06, 0.06)) % 1 * 0.8 + 0.1);
            double y = Math.max(size * 1.15, low * random.nextDouble(0.4, 0.92));
            balloon(x, y, size, cloth[i % cloth.length], i * 0.11);
        }
    }

    private void balloon(double x, double y, double size, Lab cloth, double away) {
        Lab own = cloth.mix(palette.horizon(), away);
        Lab stripe = own.mix(palette.paper(), 0.75);
        figure(Figures.basket(), x, y, size, palette.near().mix(palette.horizon(), away));
        for (int part = 0; part < 6; part++) {
            double inner = -0.36 + 0.72 * (0.5 - 0.5 * Math.cos(Math.PI * part / 6));
            double outer = -0.36 + 0.72 * (0.5 - 0.5 * Math.cos(Math.PI * (part + 1) / 6));
            Lab tone = part % 2 == 0 ? own : stripe;
            Ramp round = new Ramp(tone.lift(0.07), tone, tone.mix(palette.near(), 0.42));
            var gore = Mask.of(canvas, Figures.place(Figures.balloonStripe(inner, outer), x, y, size, false));
            canvas.over(
                    gore,
                    1,
                    (px, py, out) -> round.at(0.5 + (px - x) / size * 0.9 + (py - y + size * 0.62) / size * 0.55, out));
        }
    }

    void birds(double x, double y) {
        int count = random.nextInt(4, 9);
        Lab dark = palette.near().mix(palette.sky(), 0.25);
        for (int i = 0; i < count; i++) {
            double away = random.nextDouble(0.5, 1);
            double side = i % 2 == 0 ? 1 : -1;
            var bird = Figures.place(
                    Figures.bird(random.nextDouble(-0.06, 0.16)),
                    x + side * i * random.nextDouble(0.018, 0.034) + random.nextDouble(-0.04, 0.04),
                    y - i * 0.011 + random.nextDouble(-0.02, 0.02),
                    0.026 * away,
                    false);
            canvas.over(Mask.of(canvas, bird), 0.85, dark);
        }
    }

    void weather(Reading reading) {
        if (reading.has("snow")) {
            float[] white = {0.95f, 0.97f, 1f};
            for (int i = 0; i < 420; i++) {
                double near = Math.pow(random.nextDouble(), 6);
                canvas.spark(
                        random.nextDouble(canvas.width),
                        random.nextDouble(canvas.height),
                        0.001 + near * 0.0042,
                        white,
                        0.2 + 0.35 * random.nextDouble());
            }
        }
        if (reading.has("rain")) {
            Lab drop = palette.light().mix(palette.sky(), 0.4);
            var lines = new java.awt.geom.Path2D.Double();
            for (int i = 0; i < 420; i++) {
                double x = random.nextDouble(-0.1, canvas.width);
                double y = random.nextDouble(-0.1, canvas.height);
                double length = random.nextDouble(0.02, 0.06);
                lines.moveTo(x, y);
                lines.lineTo(x + length * 0.16, y + length);
            }
            canvas.over(Mask.line(canvas, lines, 0.0011), 0.3, drop);
        }
    }
}
