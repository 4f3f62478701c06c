package studio.atelier.engine.demo.picture;

import java.util.SplittableRandom;

/// Clouds of gas, stars, a planet in half light; sometimes somebody who looks up.
final class Cosmos implements Scene {

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette =
                reading.palette().dark() ? reading.palette() : reading.palette().night();
        nebula(canvas, palette, random);
        Sky.stars(canvas, random, 1.6);
        bright(canvas, palette, random);
        boolean left = random.nextBoolean();
        double x = canvas.width * (left ? random.nextDouble(0.3, 0.42) : random.nextDouble(0.58, 0.7));
        double y = canvas.height * random.nextDouble(0.36, 0.52);
        double radius = random.nextDouble(0.17, 0.26) * Math.min(1, Math.min(canvas.width, canvas.height) / 0.9);
        boolean rings = reading.has("rings") || random.nextInt(3) == 0;
        new Planet(x, y, radius, left ? 0.8 : -0.8, palette).paint(canvas, random, rings);
        double small = radius * random.nextDouble(0.12, 0.2);
        new Planet(canvas.width - x * 0.9, y * 1.5, small, left ? 0.8 : -0.8, palette.turn(70))
                .paint(canvas, random, false);
        if (reading.has("person") || reading.has("tree") || reading.has("cat")) {
            ground(canvas, reading, palette, random);
        }
    }

    private static void nebula(Canvas canvas, Palette palette, SplittableRandom random) {
        Noise noise = new Noise(random);
        Ramp cold = new Ramp(
                palette.zenith().at(0.06),
                palette.zenith().at(0.14),
                palette.second().at(0.34),
                palette.second().at(0.58),
                palette.horizon().at(0.85));
        Ramp warm = new Ramp(
                palette.near().at(0.02),
                palette.accent().at(0.16),
                palette.accent().at(0.38),
                palette.accent().at(0.66),
                palette.light());
        double angle = random.nextDouble(-0.7, 0.7);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        float[] glow = new float[3];
        canvas.fill((x, y, out) -> {
            double px = (x - canvas.width / 2) * cos + (y - canvas.height / 2) * sin;
            double py = (y - canvas.height / 2) * cos - (x - canvas.width / 2) * sin;
            double bend = noise.layers(px * 1.5, py * 1.5, 3);
            double fold = noise.layers(px * 1.7 + bend * 0.9 + 11, py * 1.7 - bend * 0.8, 5);
            double band = Math.exp(-Math.pow((py + bend * 0.16) * 3.1, 2));
            double dust = noise.ridges(px * 2.2 + fold * 0.5, py * 2.2 + 40, 5);
            double gas = 0.16 + band * 0.42 + fold * 0.42 - Math.pow(dust, 3) * 0.3 * band;
            cold.at(gas, out);
            warm.at((band * 0.55 + noise.layers(px * 1.2 + 70 + fold * 0.6, py * 1.2, 4) * 0.62) * 0.85 - 0.04, glow);
            for (int i = 0; i < 3; i++) {
                out[i] += glow[i] * 0.8f;
            }
        });
    }

    private static void bright(Canvas canvas, Palette palette, SplittableRandom random) {
        for (int i = 0; i < 7; i++) {
            double x = random.nextDouble(canvas.width);
            double y = random.nextDouble(canvas.height);
            double size = random.nextDouble(0.4, 1);
            Lab tint = i % 2 == 0 ? palette.second().at(0.9) : palette.light();
            canvas.glow(x, y, 0.008 * size, tint, 0.8 * size);
            canvas.spark(x, y, 0.0045 * size, new float[] {1, 1, 1}, 2);
        }
    }

    private static void ground(Canvas canvas, Reading reading, Palette palette, SplittableRandom random) {
        Noise noise = new Noise(random);
        double[] crest = new double[canvas.columns];
        float[] dark = palette.near().at(0.06).linear();
        for (int column = 0; column < canvas.columns; column++) {
            double x = canvas.x(column);
            crest[column] = canvas.height * 0.86 - noise.layers(x * 1.4, 5, 6) * 0.07;
            for (int row = Math.max(0, (int) (crest[column] * canvas.scale) - 1); row < canvas.rows; row++) {
                double below = canvas.y(row) - crest[column];
                canvas.mix((row * canvas.columns + column) * 3, dark, (float)
                        Math.clamp(below * canvas.scale + 0.5, 0, 1));
            }
        }
        Stage stage = new Stage(canvas, reading.with(palette).palette(), random);
        stage.standing(reading, crest);
    }

    /// A ball of rock or gas.
    ///
    /// @param lamp where the light comes from: -1 left to 1 right
    private record Planet(double x, double y, double radius, double lamp, Palette palette) {

        void paint(Canvas canvas, SplittableRandom random, boolean rings) {
            double tilt = random.nextDouble(-0.45, 0.45);
            canvas.glow(
                    x + lamp * radius * 0.3,
                    y - radius * 0.2,
                    radius * 0.62,
                    palette.second().at(0.6),
                    0.16);
            if (rings) {
                rings(canvas, tilt, -1);
            }
            ball(canvas, new Noise(random), tilt);
            if (rings) {
                rings(canvas, tilt, 1);
            }
        }

        private void ball(Canvas canvas, Noise noise, double tilt) {
            Ramp skin = new Ramp(
                    palette.far().at(0.3),
                    palette.accent().at(0.52),
                    palette.horizon().at(0.72),
                    palette.accent().mix(palette.paper(), 0.6),
                    palette.second().at(0.6),
                    palette.paper());
            float[] air = palette.second().at(0.72).linear();
            var mask = Mask.of(canvas, Figures.circle(x, y, radius));
            double cos = Math.cos(tilt);
            double sin = Math.sin(tilt);
            canvas.over(mask, 1, (px, py, out) -> {
                double u = (px - x) / radius;
                double v = (py - y) / radius;
                double w = Math.sqrt(Math.max(0, 1 - u * u - v * v));
                double across = u * cos + v * sin;
                double along = v * cos - u * sin;
                double bend = noise.layers(across * 2.1 / (0.35 + w) + 4, along * 5, 4) * 0.16;
                double bands = 0.5
                        + 0.36 * Math.sin(along * 9 + bend * 9)
                        + noise.layers(across * 3, along * 17 + bend * 8, 4) * 0.26;
                skin.at(bands, out);
                double light = u * lamp * 0.78 - v * 0.42 + w * 0.32;
                double day = Sky.smooth(-0.1, 0.75, light);
                double rim = Math.pow(1 - w, 3) * Sky.smooth(-0.25, 0.5, light);
                for (int i = 0; i < 3; i++) {
                    out[i] = (float) (out[i] * (0.008 + day * 0.92) + air[i] * rim * 0.75);
                }
            });
        }

        private void rings(Canvas canvas, double tilt, int side) {
            Noise grooves = new Noise(new SplittableRandom(Double.doubleToLongBits(radius)));
            float[] ice = palette.paper().mix(palette.accent(), 0.3).linear();
            double cos = Math.cos(tilt);
            double sin = Math.sin(tilt);
            var all = Mask.of(canvas, Figures.circle(x, y, radius * 2.3));
            canvas.over(all, 1, (px, py, out) -> {
                double across = (px - x) * cos + (py - y) * sin;
                double along = (py - y) * cos - (px - x) * sin;
                double far = Math.hypot(across, along / 0.24) / radius;
                int i = canvas.index(px, py);
                boolean mine = along * side > 0;
                double body = mine ? Sky.smooth(1.28, 1.34, far) * (1 - Sky.smooth(2.12, 2.2, far)) : 0;
                double groove =
                        Math.clamp(0.55 + grooves.at(far * 17, 1) * 0.4 + grooves.at(far * 47, 5) * 0.22, 0.02, 1);
                double gap = 1 - 0.9 * Math.exp(-Math.pow((far - 1.86) * 28, 2));
                boolean shadow =
                        across * lamp < -radius * 0.1 && Math.abs(along) < radius * 0.42 && side < 0 && far < 2;
                double share = body * groove * gap * 0.85 * (shadow ? 0.25 : 1);
                for (int c = 0; c < 3; c++) {
                    out[c] = (float) (canvas.light[i + c] * (1 - share) + ice[c] * share * 0.8);
                }
            });
        }
    }
}
