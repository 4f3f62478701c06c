package studio.atelier.engine.demo.picture;

import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/// Walls with openings, one behind the other, each lit a little differently; sky or water at the end.
final class Arcade implements Scene {

    /// One wall of the row.
    ///
    /// @param depth 0 nearest to 1 farthest
    private record Wall(double x, double floor, double half, double tall, double depth) {}

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette = reading.palette();
        boolean left = random.nextBoolean();
        double vanishX = canvas.width * (left ? random.nextDouble(0.55, 0.64) : random.nextDouble(0.36, 0.45));
        double vanishY = canvas.height * random.nextDouble(0.54, 0.6);
        end(canvas, reading, random, vanishX, vanishY);
        int count = random.nextInt(4, 6);
        double wide = Math.min(canvas.width * 0.39, 0.4);
        double tall = canvas.height * random.nextDouble(0.66, 0.76);
        boolean round = random.nextInt(4) != 0;
        Noise noise = new Noise(random);
        for (int i = count - 1; i >= 0; i--) {
            double away = 1 / (1 + i * 0.52);
            double x = vanishX + (canvas.width * 0.5 - vanishX) * away + (left ? 1 : -1) * 0.02 * i;
            double floor = vanishY + (canvas.height * 0.92 - vanishY) * away;
            var wall = new Wall(x, floor, wide * away, tall * away, i / (double) count);
            floor(canvas, palette, noise, wall, left);
            wall(canvas, palette, noise, wall, left, round);
            if (i == 1) {
                guests(canvas, reading, random, wall, left);
            }
        }
    }

    private static void end(Canvas canvas, Reading reading, SplittableRandom random, double x, double y) {
        var sky = new Sky(
                y, x + random.nextDouble(-0.05, 0.05), y - random.nextDouble(0.06, 0.2), palette(reading) ? 0.15 : 0.4);
        sky.paint(canvas, reading, random);
        new Water(y, 0.4, sky.lampX()).paint(canvas, reading.palette(), new Noise(random));
    }

    private static boolean palette(Reading reading) {
        return reading.palette().dark();
    }

    private static Lab plaster(Palette palette, double depth) {
        Lab base = palette.dark()
                ? palette.far().mix(palette.accent(), 0.3).lift(0.12)
                : palette.accent().mix(palette.horizon(), 0.42);
        return base.turn(depth * 30 - 8).mix(palette.horizon(), depth * 0.5);
    }

    private static void floor(Canvas canvas, Palette palette, Noise noise, Wall wall, boolean left) {
        Lab base = plaster(palette, wall.depth()).mix(palette.paper(), palette.dark() ? 0.05 : 0.35);
        Ramp tone =
                new Ramp(base.mix(palette.near(), 0.6), base.mix(palette.near(), 0.2), base.mix(palette.light(), 0.5));
        double behind = wall.floor() - 0.05 * (1 - wall.depth()) - 0.012;
        var ground = new java.awt.geom.Rectangle2D.Double(0, behind, canvas.width, canvas.height - behind + 0.01);
        canvas.over(Mask.of(canvas, ground), 1, (x, y, out) -> {
            double down = y - behind;
            double pool = Math.exp(-Math.pow((x - wall.x() + (left ? -1 : 1) * down * 0.6) / (wall.half() * 0.9), 4));
            double grain = noise.layers(x * 4, y * 30, 4) * 0.05 + noise.at(x * 120, y * 120) * 0.02;
            tone.at(0.22 + pool * 0.62 - down * 0.4 + grain, out);
        });
    }

    private static void wall(Canvas canvas, Palette palette, Noise noise, Wall wall, boolean left, boolean round) {
        Lab base = plaster(palette, wall.depth());
        Ramp tone = new Ramp(
                base.mix(palette.near(), 0.66), base.mix(palette.near(), 0.28), base, base.mix(palette.light(), 0.4));
        double lamp = left ? 0 : canvas.width;
        Path2D opening = opening(wall, round, 0, 0);
        Path2D all = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        all.append(new java.awt.geom.Rectangle2D.Double(-0.01, -0.01, canvas.width + 0.02, wall.floor() + 0.01), false);
        all.append(opening, false);
        canvas.over(Mask.of(canvas, all), 1, (x, y, out) -> {
            double far = Math.hypot((x - lamp) * 0.9, y * 0.8);
            double stain =
                    noise.layers(x * 2.4 + wall.depth() * 40, y * 2.4, 5) * 0.1 + noise.at(x * 90, y * 90) * 0.018;
            double foot = Math.exp(-(wall.floor() - y) * 16) * 0.14;
            double rim = Math.exp(-Math.abs(
                            Math.hypot(x - wall.x(), Math.max(0, wall.floor() - wall.tall() + wall.half() - y))
                                    - wall.half())
                    * 26);
            tone.at(0.84 - far * 0.46 + stain - foot + rim * 0.06, out);
        });
        reveal(canvas, palette, base, wall, left, round);
        slant(canvas, palette, wall, left);
    }

    private static Path2D opening(Wall wall, boolean round, double shiftX, double shrink) {
        Path2D path = new Path2D.Double();
        double half = wall.half() - shrink;
        double x = wall.x() + shiftX;
        double top = wall.floor() - wall.tall() + shrink;
        path.moveTo(x - half, wall.floor() + 0.001);
        if (round) {
            double spring = top + half;
            path.lineTo(x - half, spring);
            path.curveTo(x - half, spring - half * 0.5523 * 1.0, x - half * 0.5523, top, x, top);
            path.curveTo(x + half * 0.5523, top, x + half, spring - half * 0.5523, x + half, spring);
        } else {
            path.lineTo(x - half, top);
            path.lineTo(x + half, top);
        }
        path.lineTo(x + half, wall.floor() + 0.001);
        path.closePath();
        return path;
    }

    /// The thickness of the wall, seen on the side that the eye can look at.
    private static void reveal(Canvas canvas, Palette palette, Lab base, Wall wall, boolean left, boolean round) {
        double thick = 0.055 * (1 - wall.depth() * 0.7);
        var outer = new java.awt.geom.Area(opening(wall, round, 0, 0));
        outer.subtract(new java.awt.geom.Area(opening(wall, round, left ? thick : -thick, thick * 0.12)));
        Ramp tone = new Ramp(
                base.mix(palette.near(), 0.55), base.mix(palette.light(), 0.22), base.mix(palette.light(), 0.55));
        canvas.over(
                Mask.of(canvas, outer),
                1,
                (x, y, out) -> tone.at(0.2 + 0.75 * (y - wall.floor() + wall.tall()) / wall.tall(), out));
    }

    /// A band of sun that falls across the wall.
    private static void slant(Canvas canvas, Palette palette, Wall wall, boolean left) {
        if (wall.depth() > 0.3) {
            return;
        }
        double side = left ? 1 : -1;
        double x = left ? 0 : canvas.width;
        Path2D band = new Path2D.Double();
        band.moveTo(x, -0.01);
        band.lineTo(x + side * canvas.width * 0.5, -0.01);
        band.lineTo(x, wall.floor() * 0.86);
        band.closePath();
        var cut = new java.awt.geom.Area(band);
        cut.subtract(new java.awt.geom.Area(opening(wall, true, 0, 0)));
        float[] warm = palette.light().linear();
        canvas.over(Mask.of(canvas, cut, 0.02).blur(canvas, 0.004), palette.dark() ? 0.12 : 0.3, (px, py, out) -> {
            int i = canvas.index(px, py);
            for (int c = 0; c < 3; c++) {
                out[c] = canvas.light[i + c] * 1.3f + warm[c] * 0.14f;
            }
        });
    }

    private static void guests(Canvas canvas, Reading reading, SplittableRandom random, Wall wall, boolean left) {
        Palette palette = reading.palette();
        double x = wall.x() + (left ? -1 : 1) * wall.half() * 0.45;
        double y = wall.floor() + 0.03;
        Lab dark = palette.near();
        boolean somebody = reading.has("person") || (!reading.has("cat") && random.nextInt(2) == 0);
        if (somebody) {
            var fall = Figures.path("M -0.06 0 L 0.06 0 L 0.5 0.34 L 0.36 0.36 Z");
            canvas.shade(
                    Mask.of(canvas, Figures.place(fall, x, y, 0.16, !left), 0.02)
                            .blur(canvas, 0.005),
                    dark.lift(0.15).linear(),
                    0.55);
            new Stage(canvas, palette, random).figure(Figures.person(), x, y, 0.15, dark);
        }
        if (reading.has("cat")) {
            new Stage(canvas, palette, random).figure(Figures.cat(), x, y, 0.15, dark);
        }
    }
}
