package studio.atelier.engine.demo.picture;

import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/// Trunks behind trunks, light that falls through in shafts, a floor of fern and leaf.
final class Forest implements Scene {

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette = reading.palette();
        double lampX = canvas.width * random.nextDouble(0.3, 0.7);
        double lampY = canvas.height * random.nextDouble(0.16, 0.4);
        air(canvas, palette, new Noise(random), lampX, lampY);
        int count = 6;
        for (int i = 0; i < count; i++) {
            double near = i / (count - 1.0);
            double floor = canvas.height * (0.62 + 0.36 * Math.pow(near, 1.25));
            row(canvas, palette, random, new Rank(near, floor, lampX));
            ground(canvas, palette, new Noise(random), near, floor);
            if (i == count - 2) {
                double[] level = new double[canvas.columns];
                java.util.Arrays.fill(level, floor);
                new Stage(canvas, palette, random).standing(reading, level);
            }
            if (i == 2) {
                shafts(canvas, palette, random, lampX, lampY);
            }
        }
        motes(canvas, palette, random);
        new Stage(canvas, palette, random).weather(reading);
    }

    /// One row of trunks.
    private record Rank(double near, double floor, double lampX) {}

    private static void air(Canvas canvas, Palette palette, Noise noise, double lampX, double lampY) {
        Ramp ramp = new Ramp(
                palette.light(),
                palette.horizon(),
                palette.sky(),
                palette.zenith().mix(palette.far(), 0.5));
        canvas.fill((x, y, out) -> {
            double far = Math.hypot((x - lampX) * 1.1, (y - lampY) * 0.85);
            double leaves = noise.layers(x * 7, y * 6, 4) * Sky.smooth(0.65, 0.0, y / canvas.height) * 0.3;
            ramp.at(far * 1.25 + leaves + noise.layers(x * 2, y * 2 + 30, 3) * 0.12, out);
        });
        if (palette.dark()) {
            Sky.stars(canvas, new SplittableRandom(7), 0.3);
            canvas.disc(lampX, lampY, 0.06, palette.light(), 0.95);
        }
        canvas.glow(lampX, lampY, 0.17, palette.light(), 0.35);
    }

    private static void row(Canvas canvas, Palette palette, SplittableRandom random, Rank rank) {
        double near = rank.near();
        Lab bark = palette.sky()
                .mix(palette.near(), 0.2 + 0.8 * Math.pow(near, 1.1))
                .lift(near > 0.9 ? -0.05 : 0);
        Lab lit = bark.mix(palette.light(), 0.42 - near * 0.2);
        Noise noise = new Noise(random);
        double thick = 0.008 + 0.045 * Math.pow(near, 1.7);
        double gap = 0.05 + 0.2 * Math.pow(near, 1.3);
        double x = random.nextDouble(-gap, gap * 0.5);
        while (x < canvas.width + thick) {
            boolean open = near > 0.7 && Math.abs(x - canvas.width / 2) < canvas.width * 0.24;
            if (!open) {
                trunk(canvas, random, noise, rank, new Trunk(x, thick * random.nextDouble(0.6, 1.3), bark, lit));
            }
            x += gap * random.nextDouble(0.5, 1.5);
        }
    }

    private record Trunk(double x, double thick, Lab bark, Lab lit) {}

    private static void trunk(Canvas canvas, SplittableRandom random, Noise noise, Rank rank, Trunk trunk) {
        double lean = random.nextDouble(-0.05, 0.05);
        double x = trunk.x();
        double half = trunk.thick() / 2;
        double foot = rank.floor() + 0.03;
        Path2D shape = new Path2D.Double(Path2D.WIND_NON_ZERO);
        shape.moveTo(x - half * 1.9, foot);
        shape.quadTo(x - half * 0.95, foot - half * 3, x - half * 0.9, foot - half * 6);
        shape.lineTo(x + lean - half * 0.5, -0.02);
        shape.lineTo(x + lean + half * 0.5, -0.02);
        shape.lineTo(x + half * 0.9, foot - half * 6);
        shape.quadTo(x + half * 0.95, foot - half * 3, x + half * 1.9, foot);
        shape.closePath();
        boughs(shape, random, x, lean, rank, half);
        double side = rank.lampX() > x ? 1 : -1;
        Ramp round = new Ramp(trunk.bark().lift(-0.05), trunk.bark(), trunk.lit());
        canvas.over(Mask.of(canvas, shape), 1, (px, py, out) -> {
            double middle = x + lean * Math.clamp(1 - py / foot, 0, 1);
            double across = (px - middle) / half;
            double bark = noise.layers(px / trunk.thick() * 1.6, py / trunk.thick() * 0.22, 4) * 0.3 * rank.near();
            round.at(0.35 + across * side * 0.42 + bark, out);
        });
    }

    private static void boughs(Path2D shape, SplittableRandom random, double x, double lean, Rank rank, double half) {
        int count = random.nextInt(3, 9);
        for (int i = 0; i < count; i++) {
            double up = random.nextDouble(0.35, 0.98);
            double side = random.nextBoolean() ? 1 : -1;
            double y = rank.floor() * (1 - up);
            double from = x + lean * up;
            double reach = half * random.nextDouble(4, 12);
            Path2D bough = new Path2D.Double();
            bough.moveTo(from, y);
            bough.quadTo(
                    from + side * reach * 0.5,
                    y - reach * 0.06,
                    from + side * reach,
                    y - reach * random.nextDouble(0.2, 0.6));
            shape.append(Figures.stroke(bough, half * random.nextDouble(0.1, 0.3)), false);
        }
    }

    private static void ground(Canvas canvas, Palette palette, Noise noise, double near, double floor) {
        Lab soil = palette.horizon().mix(palette.near(), 0.22 + 0.74 * near);
        Lab moss = palette.horizon().mix(palette.second(), 0.35 + 0.3 * near).mix(palette.near(), 0.6 * near);
        Ramp tone = new Ramp(soil.lift(-0.05), soil, moss, moss.mix(palette.light(), 0.4 - near * 0.25));
        float[] rgb = new float[3];
        double grass = 0.006 + 0.03 * near;
        for (int column = 0; column < canvas.columns; column++) {
            double x = canvas.x(column);
            double blade = Math.abs(noise.at(x * (240 - 150 * near), 3)) * (0.4 + Math.abs(noise.at(x * 9, 8)));
            double crest = floor - noise.layers(x * 2.2, near * 31, 3) * 0.04 - blade * grass;
            int first = Math.max(0, (int) (crest * canvas.scale) - 1);
            for (int row = first; row < canvas.rows; row++) {
                double below = canvas.y(row) - crest;
                double cover = Math.clamp(below * canvas.scale * 0.6 + 0.5, 0, 1);
                double leaves = noise.layers(x * 26 / (0.5 + near), canvas.y(row) * 60 / (0.5 + near), 4);
                tone.at(0.45 + leaves * 0.55 + Math.exp(-below * 30) * 0.25 - below * 0.9, rgb);
                canvas.mix((row * canvas.columns + column) * 3, rgb, (float) (cover * Math.min(1, 0.75 + near * 0.4)));
            }
        }
    }

    private static void shafts(Canvas canvas, Palette palette, SplittableRandom random, double lampX, double lampY) {
        float[] light = palette.light().mix(palette.horizon(), 0.3).linear();
        Noise noise = new Noise(random);
        double strength = palette.dark() ? 0.16 : 0.34;
        for (int row = 0; row < canvas.rows; row++) {
            for (int column = 0; column < canvas.columns; column++) {
                double dx = canvas.x(column) - lampX;
                double dy = canvas.y(row) - lampY + 0.25;
                double angle = Math.atan2(dx, Math.max(0.02, dy));
                double far = Math.hypot(dx, dy);
                double ray = Sky.smooth(-0.05, 0.55, noise.at(angle * 7, 2) + noise.at(angle * 19, 6) * 0.5);
                double dust = 0.75 + 0.25 * noise.at(canvas.x(column) * 5, canvas.y(row) * 5);
                float add = (float) (ray * dust * strength * Math.exp(-far * 1.5) * Sky.smooth(0, 0.16, dy));
                int i = (row * canvas.columns + column) * 3;
                for (int c = 0; c < 3; c++) {
                    canvas.light[i + c] += light[c] * add;
                }
            }
        }
    }

    private static void motes(Canvas canvas, Palette palette, SplittableRandom random) {
        float[] rgb = palette.light().mix(palette.accent(), 0.3).linear();
        for (int i = 0; i < 90; i++) {
            double x = canvas.width * random.nextDouble();
            double y = canvas.height * random.nextDouble(0.3, 0.9);
            canvas.spark(x, y, 0.0015 + Math.pow(random.nextDouble(), 5) * 0.006, rgb, random.nextDouble(0.1, 0.6));
        }
    }
}
