package studio.atelier.engine.demo.picture;

import java.util.SplittableRandom;

/// Growing things against a quiet ground and a large disc: the far ones blurred, the near ones sharp.
final class Botanical implements Scene {

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette = reading.palette();
        ground(canvas, palette, new Noise(random));
        double radius = Math.min(canvas.width, canvas.height) * random.nextDouble(0.27, 0.34);
        double x = canvas.width * random.nextDouble(0.4, 0.6);
        double y = canvas.height * random.nextDouble(0.34, 0.44);
        disc(canvas, palette, x, y, radius, new Noise(random));
        bed(canvas, palette, random, 0);
        Depth.blur(canvas, 0.008);
        bed(canvas, palette, random, 1);
        Depth.blur(canvas, 0.0022);
        bed(canvas, palette, random, 2);
        if (reading.has("birds")) {
            new Stage(canvas, palette, random).birds(x, y);
        }
    }

    private static void ground(Canvas canvas, Palette palette, Noise noise) {
        Lab low = palette.dark() ? palette.zenith() : palette.horizon().mix(palette.sky(), 0.35);
        Lab high = palette.dark() ? palette.sky() : palette.paper();
        Ramp ramp = new Ramp(high, high.mix(low, 0.5), low, low.mix(palette.far(), 0.4));
        canvas.fill((x, y, out) -> ramp.at(
                y / canvas.height * 0.85 + noise.layers(x * 1.6, y * 1.6, 4) * 0.16 + noise.at(x * 60, y * 60) * 0.012,
                out));
    }

    private static void disc(Canvas canvas, Palette palette, double x, double y, double radius, Noise noise) {
        Lab core = palette.dark() ? palette.light() : palette.accent().mix(palette.paper(), 0.42);
        Ramp ramp = new Ramp(core.mix(palette.light(), 0.5), core, core.mix(palette.horizon(), 0.55));
        canvas.glow(x, y, radius * 0.5, core, palette.dark() ? 0.3 : 0.08);
        canvas.over(
                Mask.of(canvas, Figures.circle(x, y, radius)),
                0.95,
                (px, py, out) -> ramp.at(0.5 + (py - y) / radius * 0.42 + noise.layers(px * 4, py * 4, 4) * 0.12, out));
    }

    /// @param rank 0 far to 2 near
    private static void bed(Canvas canvas, Palette palette, SplittableRandom random, int rank) {
        double away = (2 - rank) * 0.3;
        Lab air = palette.dark() ? palette.sky() : palette.horizon();
        Palette tinted = new Palette(
                palette.zenith(),
                palette.sky(),
                palette.horizon(),
                palette.light(),
                palette.far(),
                palette.near().mix(air, away),
                palette.accent().mix(air, away * 0.7),
                palette.second().mix(air, away),
                palette.paper());
        var plants = new Plants(canvas, tinted, random);
        int count = rank == 2 ? random.nextInt(6, 9) : random.nextInt(7, 11);
        for (int i = 0; i < count; i++) {
            double place = (i + random.nextDouble(0.15, 0.85)) / count;
            double middle = Math.abs(place - 0.5) * 2;
            double foot = canvas.width * (0.5 + (place - 0.5) * (rank == 2 ? 0.85 : 1.15));
            double tall = canvas.height
                    * (0.42 + 0.2 * (1 - middle) + random.nextDouble(-0.08, 0.22))
                    * (rank == 2 ? 1 : 1.08);
            double tipX = foot + (place - 0.5) * canvas.width * 0.28 + random.nextDouble(-0.05, 0.05);
            double tipY = canvas.height - tall * random.nextDouble(0.72, 1.02);
            int kind = random.nextInt(5);
            if (kind == 0) {
                blades(plants, random, foot, canvas.height * 1.03, tall);
            } else {
                plants.stem(foot, canvas.height * 1.03, tipX, tipY, kind == 1 ? 1 : 0.42);
                if (kind > 1) {
                    plants.flower(tipX, tipY, tall * random.nextDouble(0.075, 0.14));
                }
            }
        }
    }

    /// Long leaves that spring from one root.
    private static void blades(Plants plants, SplittableRandom random, double x, double y, double tall) {
        int count = random.nextInt(4, 7);
        for (int i = 0; i < count; i++) {
            double angle = -Math.PI / 2 + (i - (count - 1) / 2.0) * 0.24 + random.nextDouble(-0.08, 0.08);
            Lab tone = Lab.lch(0.45, 0.07, 150)
                    .mix(plants.palette().second(), 0.5)
                    .mix(plants.palette().near(), random.nextDouble(0.1, 0.5));
            plants.leaf(
                    new Plants.Leaf(x, y, angle, tall * random.nextDouble(0.6, 1), random.nextDouble(0.07, 0.12)),
                    tone);
        }
    }
}
