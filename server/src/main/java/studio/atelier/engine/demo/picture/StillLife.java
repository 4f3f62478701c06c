package studio.atelier.engine.demo.picture;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.SplittableRandom;

/// Turned vessels, fruit and a branch on a table, by the light of one window.
final class StillLife implements Scene {

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette = reading.palette();
        double edge = canvas.height * random.nextDouble(0.64, 0.72);
        boolean left = random.nextBoolean();
        room(canvas, palette, random, edge, left);
        double foot = edge + (canvas.height - edge) * 0.32;
        double middle = canvas.width * (left ? 0.44 : 0.56);
        double size = Math.min(0.46, canvas.width * 0.5);
        var table = new Table(canvas, palette, random, left ? 1 : -1);
        Lab[] glaze = glazes(palette);
        int first = random.nextInt(glaze.length);
        table.vessel(
                middle - size * 0.46,
                foot - 0.03,
                size * random.nextDouble(0.78, 1.0),
                glaze[(first + 1) % glaze.length]);
        double tall = size * random.nextDouble(0.95, 1.2);
        if (!reading.has("cup") || reading.has("flowers")) {
            double mouth = foot - tall * 0.97;
            table.bouquet(reading, middle, mouth, size);
            table.vessel(middle, foot, tall, glaze[first]);
        }
        if (reading.has("cup")) {
            table.cup(middle + size * 0.2, foot + 0.045, size * 0.36, glaze[(first + 2) % glaze.length]);
        }
        int fruit = reading.has("fruit") ? random.nextInt(5, 8) : random.nextInt(2, 4);
        for (int i = 0; i < fruit; i++) {
            double x = middle + size * (0.42 - i * 0.23) + random.nextDouble(-0.02, 0.02);
            double y = foot + 0.035 + (i % 2) * 0.04 + random.nextDouble(0.012);
            Lab peel = (i % 3 == 0
                            ? palette.accent()
                            : i % 3 == 1 ? palette.second() : palette.accent().turn(28))
                    .saturate(1.05);
            table.fruit(x, y, size * random.nextDouble(0.1, 0.135), peel);
        }
        if (reading.has("cat")) {
            new Stage(canvas, palette, random).standingAt(reading, canvas.width * (left ? 0.82 : 0.18), foot);
        }
    }

    private static Lab[] glazes(Palette palette) {
        return new Lab[] {
            palette.paper().lift(-0.04),
            palette.second(),
            palette.far(),
            palette.accent().mix(palette.paper(), 0.35),
            palette.near().lift(0.12)
        };
    }

    private static void room(Canvas canvas, Palette palette, SplittableRandom random, double edge, boolean left) {
        Noise noise = new Noise(random);
        Lab wall = palette.dark() ? palette.sky().lift(0.05) : palette.sky().mix(palette.paper(), 0.35);
        Ramp plaster = new Ramp(
                wall.mix(palette.near(), 0.5), wall.mix(palette.near(), 0.16), wall, wall.mix(palette.light(), 0.5));
        Lab wood = palette.far().mix(palette.paper(), palette.dark() ? 0.05 : 0.3);
        Ramp board = new Ramp(
                wood.mix(palette.near(), 0.62), wood.mix(palette.near(), 0.12), wood.mix(palette.light(), 0.35));
        double lamp = left ? 0 : canvas.width;
        canvas.fill((x, y, out) -> {
            double far = Math.hypot((x - lamp) * 0.8, y - canvas.height * 0.2);
            if (y < edge) {
                plaster.at(
                        0.95 - far * 0.62 + noise.layers(x * 3, y * 3, 5) * 0.07 + noise.at(x * 70, y * 70) * 0.012,
                        out);
            } else {
                double down = (y - edge) / (canvas.height - edge);
                double grain = noise.layers(x * 1.3, y * 38 + noise.at(x * 2, y * 9), 4) * 0.06;
                board.at(0.86 - far * 0.42 - down * 0.1 + grain + Math.exp(-down * 26) * 0.12, out);
            }
        });
        window(canvas, palette, random, left);
    }

    /// The light of a window lies slanting on the wall.
    private static void window(Canvas canvas, Palette palette, SplittableRandom random, boolean left) {
        double x = canvas.width * (left ? random.nextDouble(0.42, 0.55) : random.nextDouble(0.05, 0.16));
        double y = canvas.height * random.nextDouble(0.06, 0.14);
        double wide = 0.17;
        double tall = canvas.height * 0.4;
        double slant = left ? 0.12 : -0.12;
        Path2D panes = new Path2D.Double();
        for (int column = 0; column < 2; column++) {
            for (int row = 0; row < 3; row++) {
                double px = x + column * (wide + 0.018) + slant * (row / 3.0);
                double py = y + row * (tall / 3) + column * slant * 0.55;
                panes.append(
                        Figures.path(String.format(
                                java.util.Locale.ROOT,
                                "M %f %f L %f %f L %f %f L %f %f Z",
                                px,
                                py,
                                px + wide,
                                py + slant * 0.55,
                                px + wide + slant * 0.3,
                                py + slant * 0.55 + tall / 3 - 0.016,
                                px + slant * 0.3,
                                py + tall / 3 - 0.016)),
                        false);
            }
        }
        float[] warm = palette.light().linear();
        canvas.over(Mask.of(canvas, panes, 0.05).blur(canvas, 0.009), palette.dark() ? 0.22 : 0.5, (px, py, out) -> {
            int i = canvas.index(px, py);
            for (int c = 0; c < 3; c++) {
                out[c] = Math.min(1.1f, canvas.light[i + c] * 1.25f + warm[c] * 0.22f);
            }
        });
    }

    /// Sets things down and gives each its shadow.
    ///
    /// @param lamp 1 when the light comes from the left, -1 from the right
    private record Table(Canvas canvas, Palette palette, SplittableRandom random, double lamp) {

        void shadow(double x, double y, double wide, double tall) {
            Path2D fall = new Path2D.Double();
            fall.append(new Ellipse2D.Double(x - wide * 0.55, y - wide * 0.13, wide * 1.1, wide * 0.26), false);
            fall.append(
                    Figures.path(String.format(
                            java.util.Locale.ROOT,
                            "M %f %f L %f %f Q %f %f %f %f L %f %f Z",
                            x - wide * 0.45,
                            y,
                            x + lamp * tall * 0.75 - wide * 0.3,
                            y - tall * 0.1,
                            x + lamp * tall * 0.95,
                            y - tall * 0.12,
                            x + lamp * tall * 0.8 + wide * 0.3,
                            y + wide * 0.02,
                            x + wide * 0.45,
                            y + wide * 0.1)),
                    false);
            fall.setWindingRule(Path2D.WIND_NON_ZERO);
            float[] keep = palette.near().lift(0.18).linear();
            canvas.shade(Mask.of(canvas, fall, 0.08).blur(canvas, 0.022), keep, 0.62);
            var contact = new Ellipse2D.Double(x - wide * 0.46, y - wide * 0.09, wide * 0.92, wide * 0.18);
            canvas.shade(Mask.of(canvas, contact, 0.04).blur(canvas, 0.008), keep, 0.6);
        }

        void vessel(double x, double y, double tall, Lab glaze) {
            List<Double> profile = profile();
            double wide = tall * random.nextDouble(0.44, 0.6);
            shadow(x, y, wide * 0.72, tall);
            Path2D shape = new Path2D.Double();
            int steps = 80;
            for (int i = 0; i <= steps; i++) {
                double up = (double) i / steps;
                double half = wide / 2 * radius(profile, up);
                if (i == 0) {
                    shape.moveTo(x - half, y);
                } else {
                    shape.lineTo(x - half, y - up * tall);
                }
            }
            double mouth = wide / 2 * radius(profile, 1);
            shape.quadTo(x, y - tall - mouth * 0.24, x + mouth, y - tall);
            for (int i = steps; i >= 0; i--) {
                double up = (double) i / steps;
                shape.lineTo(x + wide / 2 * radius(profile, up), y - up * tall);
            }
            shape.quadTo(x, y + wide * radius(profile, 0) * 0.13, x - wide / 2 * radius(profile, 0), y);
            shape.closePath();
            var form = new Turned(x, y, tall, wide, profile);
            glaze(shape, form, glaze);
            var opening = new Ellipse2D.Double(x - mouth * 0.94, y - tall - mouth * 0.13, mouth * 1.88, mouth * 0.26);
            canvas.over(Mask.of(canvas, opening), 1, glaze.mix(palette.near(), 0.72));
        }

        private record Turned(double x, double y, double tall, double wide, List<Double> profile) {}

        private void glaze(Shape shape, Turned form, Lab glaze) {
            Noise noise = new Noise(random);
            boolean banded = random.nextInt(3) == 0;
            boolean speckled = random.nextInt(3) == 0;
            Lab band = glaze.mix(palette.near(), 0.42);
            Ramp tone = new Ramp(
                    glaze.mix(palette.near(), 0.86),
                    glaze.mix(palette.near(), 0.5),
                    glaze,
                    glaze.mix(palette.light(), 0.55));
            Ramp stripe = new Ramp(
                    band.mix(palette.near(), 0.8), band.mix(palette.near(), 0.4), band, band.mix(palette.light(), 0.4));
            canvas.over(Mask.of(canvas, shape), 1, (px, py, out) -> {
                double up = Math.clamp((form.y() - py) / form.tall(), 0, 1);
                double half = form.wide() / 2 * radius(form.profile(), up);
                double across = Math.clamp((px - form.x()) / half, -1, 1);
                double toward = Math.sqrt(Math.max(0, 1 - across * across));
                double swell = (radius(form.profile(), Math.min(1, up + 0.02))
                                - radius(form.profile(), Math.max(0, up - 0.02)))
                        * form.wide()
                        / form.tall()
                        * 10;
                double light = 0.3 - across * lamp * 0.4 + toward * 0.24 - swell * 0.09;
                double bounce = Math.pow(Math.max(0, across * lamp), 4) * 0.12;
                double brush =
                        noise.layers(across * 0.9, up * 16, 3) * 0.035 + noise.layers(px * 18, py * 18, 3) * 0.04;
                double gloss = Math.exp(-Math.pow((across * lamp + 0.42) * 8.5, 2))
                        * Sky.smooth(0.12, 0.5, up)
                        * (1 - Sky.smooth(0.8, 0.97, up))
                        * 0.3;
                boolean painted = banded && ((up > 0.42 && up < 0.56) || (up > 0.6 && up < 0.62));
                double dot = speckled && noise.at(px * 130, py * 130) > 0.52 ? -0.18 : 0;
                (painted ? stripe : tone).at(light + bounce + brush + gloss + dot, out);
            });
        }

        private List<Double> profile() {
            List<List<Double>> known = List.of(
                    List.of(0.42, 0.78, 1.0, 0.96, 0.6, 0.3, 0.26, 0.36),
                    List.of(0.5, 0.62, 0.72, 0.8, 0.84, 0.8, 0.6, 0.66),
                    List.of(0.46, 0.92, 1.0, 0.72, 0.3, 0.2, 0.2, 0.26),
                    List.of(0.36, 0.5, 0.74, 0.96, 1.0, 0.82, 0.5, 0.58),
                    List.of(0.6, 0.6, 0.6, 0.6, 0.58, 0.3, 0.17, 0.2));
            return known.get(random.nextInt(known.size()));
        }

        /// A smooth curve through the points of a profile (Catmull-Rom).
        private static double radius(List<Double> profile, double up) {
            double place = up * (profile.size() - 1);
            int i = Math.min((int) place, profile.size() - 2);
            double t = place - i;
            double a = profile.get(Math.max(0, i - 1));
            double b = profile.get(i);
            double c = profile.get(i + 1);
            double d = profile.get(Math.min(profile.size() - 1, i + 2));
            return 0.5
                    * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
        }

        void cup(double x, double y, double tall, Lab glaze) {
            double wide = tall * 1.25;
            shadow(x, y, wide * 0.8, tall);
            var handle = Figures.stroke(
                    Figures.path(String.format(
                            java.util.Locale.ROOT,
                            "M %f %f C %f %f %f %f %f %f",
                            x + wide * 0.44,
                            y - tall * 0.8,
                            x + wide * 0.82,
                            y - tall * 0.85,
                            x + wide * 0.76,
                            y - tall * 0.2,
                            x + wide * 0.36,
                            y - tall * 0.22)),
                    tall * 0.1);
            canvas.over(Mask.of(canvas, handle), 1, glaze.mix(palette.near(), lamp > 0 ? 0.35 : 0.08));
            var form = new Turned(x, y, tall, wide, List.of(0.55, 0.78, 0.9, 0.96, 1.0));
            var body = Figures.path(String.format(
                    java.util.Locale.ROOT,
                    "M %f %f C %f %f %f %f %f %f L %f %f C %f %f %f %f %f %f Q %f %f %f %f Z",
                    x - wide * 0.28,
                    y,
                    x - wide * 0.44,
                    y - tall * 0.2,
                    x - wide * 0.5,
                    y - tall * 0.6,
                    x - wide * 0.5,
                    y - tall,
                    x + wide * 0.5,
                    y - tall,
                    x + wide * 0.5,
                    y - tall * 0.6,
                    x + wide * 0.44,
                    y - tall * 0.2,
                    x + wide * 0.28,
                    y,
                    x,
                    y + wide * 0.06,
                    x - wide * 0.28,
                    y));
            glaze(body, form, glaze);
            var rim = new Ellipse2D.Double(x - wide * 0.5, y - tall - wide * 0.11, wide, wide * 0.22);
            canvas.over(Mask.of(canvas, rim), 1, glaze.mix(palette.light(), 0.35));
            var drink = new Ellipse2D.Double(x - wide * 0.45, y - tall - wide * 0.085, wide * 0.9, wide * 0.18);
            canvas.over(Mask.of(canvas, drink), 1, Lab.lch(0.27, 0.06, 50));
            var steam = Figures.path(String.format(
                    java.util.Locale.ROOT,
                    "M %f %f C %f %f %f %f %f %f",
                    x,
                    y - tall * 1.15,
                    x - 0.06,
                    y - tall * 1.6,
                    x + 0.07,
                    y - tall * 1.9,
                    x - 0.01,
                    y - tall * 2.5));
            canvas.over(Mask.of(canvas, Figures.stroke(steam, 0.014), 0.05).blur(canvas, 0.012), 0.3, palette.paper());
        }

        void fruit(double x, double y, double radius, Lab peel) {
            shadow(x, y + radius * 0.06, radius * 1.7, radius * 1.6);
            Noise noise = new Noise(random);
            double middle = y - radius * 0.86;
            Ramp tone = new Ramp(
                    peel.mix(palette.near(), 0.82),
                    peel.mix(palette.near(), 0.36),
                    peel,
                    peel.mix(palette.light(), 0.45),
                    palette.light());
            canvas.over(Mask.of(canvas, Figures.circle(x, middle, radius)), 1, (px, py, out) -> {
                double u = (px - x) / radius;
                double v = (py - middle) / radius;
                double w = Math.sqrt(Math.max(0, 1 - u * u - v * v));
                double light = 0.26 - u * lamp * 0.34 - v * 0.32 + w * 0.2;
                double gloss = Math.pow(Math.clamp(-u * lamp * 0.5 - v * 0.55 + w * 0.66, 0, 1), 22) * 0.4;
                double skin = noise.layers(u * 3.5, v * 3.5, 3) * 0.06 + noise.at(px * 150, py * 150) * 0.025;
                double bounce = Math.pow(Math.max(0, v), 3) * 0.1;
                tone.at(light * 0.86 + gloss + skin + bounce, out);
            });
            var stem = Figures.path(String.format(
                    java.util.Locale.ROOT,
                    "M %f %f Q %f %f %f %f",
                    x,
                    middle - radius * 0.92,
                    x + radius * 0.06,
                    middle - radius * 1.12,
                    x + radius * 0.18,
                    middle - radius * 1.22));
            canvas.over(
                    Mask.line(canvas, stem, radius * 0.075), 1, palette.near().lift(0.08));
        }

        void bouquet(Reading reading, double x, double y, double size) {
            var plants = new Plants(canvas, palette, random);
            int stems = reading.has("flowers") ? random.nextInt(6, 9) : random.nextInt(4, 6);
            for (int i = 0; i < stems; i++) {
                double lean = (i - (stems - 1) / 2.0) / stems * 1.15 + random.nextDouble(-0.12, 0.12);
                double tall = Math.min(y * 0.9, size * random.nextDouble(0.55, 0.95));
                double tipX = x + lean * size * 0.8;
                double tipY = y - tall * (1 - Math.abs(lean) * 0.45);
                boolean flower = reading.has("flowers") ? i % 4 != 3 : i % 2 == 0;
                plants.stem(x + lean * 0.03, y + 0.02, tipX, tipY, flower ? 0.5 : 1);
                if (flower) {
                    plants.flower(tipX, tipY, size * random.nextDouble(0.085, 0.14));
                }
            }
        }
    }
}
