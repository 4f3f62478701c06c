package studio.atelier.engine.demo.picture;

import java.util.SplittableRandom;

/// Air and what hangs in it: gradient, clouds, sun or moon, stars, northern lights.
///
/// @param horizon where the sky ends, in units from the top
/// @param lampX   where the sun or the moon stands
/// @param lampY   its height, in units from the top
/// @param clouds  0 none to 1 overcast
record Sky(double horizon, double lampX, double lampY, double clouds) {

    static Sky of(Canvas canvas, Reading reading, SplittableRandom random, double horizon) {
        boolean night = reading.palette().dark();
        double side = random.nextBoolean() ? random.nextDouble(0.2, 0.4) : random.nextDouble(0.6, 0.8);
        double height = night || reading.has("moon") ? random.nextDouble(0.22, 0.45) : random.nextDouble(0.5, 0.86);
        double clouds = reading.has("rain") ? 0.9 : night ? random.nextDouble(0.0, 0.3) : random.nextDouble(0.25, 0.7);
        return new Sky(horizon, canvas.width * side, horizon * height, clouds);
    }

    void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette = reading.palette();
        boolean night = palette.dark();
        air(canvas, palette);
        if (night || reading.has("stars")) {
            stars(canvas, random, night ? 1 : 0.5);
        }
        if (reading.has("aurora")) {
            aurora(canvas, palette, new Noise(random));
        }
        lamp(canvas, palette, night, random);
        if (clouds > 0.02) {
            clouds(canvas, palette, new Noise(random));
        }
    }

    private void air(Canvas canvas, Palette palette) {
        Ramp ramp = new Ramp(
                palette.zenith(),
                palette.sky(),
                palette.horizon(),
                palette.horizon().mix(palette.light(), 0.35));
        float[] warm = palette.light().mix(palette.accent(), 0.25).linear();
        double spread = palette.dark() ? 5.5 : 3.2;
        canvas.fill((x, y, out) -> {
            ramp.at(Math.pow(Math.max(0, y / horizon), 1.15), out);
            double far = Math.hypot((x - lampX) * 0.75, y - lampY);
            float near = (float) (Math.exp(-far * spread) * (palette.dark() ? 0.22 : 0.62));
            for (int i = 0; i < 3; i++) {
                out[i] += (warm[i] - out[i]) * near;
            }
        });
    }

    private void lamp(Canvas canvas, Palette palette, boolean night, SplittableRandom random) {
        double radius = night ? random.nextDouble(0.028, 0.05) : random.nextDouble(0.035, 0.075);
        canvas.glow(lampX, lampY, radius * 2.6, palette.light(), night ? 0.28 : 0.42);
        canvas.disc(lampX, lampY, radius, palette.light().mix(new Lab(1, 0, 0), 0.35), night ? 0.97 : 0.9);
        if (night) {
            Noise seas = new Noise(random);
            var face = Mask.of(canvas, Figures.circle(lampX, lampY, radius));
            float[] dim = palette.light().lift(-0.16).linear();
            canvas.over(face, 1, (x, y, out) -> {
                double dark = Math.clamp(
                        seas.layers((x - lampX) / radius * 1.3, (y - lampY) / radius * 1.3, 3) * 1.1, 0, 0.75);
                float[] full = {1f, 0.985f, 0.94f};
                for (int i = 0; i < 3; i++) {
                    out[i] = (float) (full[i] + (dim[i] - full[i]) * dark);
                }
            });
        }
    }

    private void clouds(Canvas canvas, Palette palette, Noise noise) {
        Ramp body = new Ramp(
                palette.sky().mix(palette.zenith(), 0.45).lift(-0.03),
                palette.sky().mix(palette.horizon(), 0.5),
                palette.horizon().mix(palette.light(), 0.6),
                palette.light());
        double threshold = 0.32 - clouds * 0.5;
        float[] rgb = new float[3];
        int last = Math.min(canvas.rows, (int) (horizon * canvas.scale) + 2);
        for (int row = 0; row < last; row++) {
            double y = canvas.y(row);
            double depth = 0.28 + (horizon - y) / horizon;
            double away = 1.15 / depth;
            double low = smooth(0, 0.1, horizon - y);
            for (int column = 0; column < canvas.columns; column++) {
                double x = canvas.x(column);
                double px = x * 1.25 * away;
                double py = away * 2.4;
                double bend = noise.at(px * 0.8 + 31, py * 0.8) * 0.5;
                double density = noise.layers(px + bend, py * 1.4 + bend, 5);
                double cover = smooth(threshold, threshold + 0.42, density);
                if (cover < 0.004) {
                    continue;
                }
                double toward = noise.layers(px + bend + (lampX - x) * 0.12, py * 1.4 + bend + (lampY - y) * 0.5, 3);
                double near = Math.exp(-Math.hypot((x - lampX) * 0.8, y - lampY) * 2.4);
                double lit = 0.42 + (density - toward) * 0.6 + near * 0.5 - cover * 0.22;
                body.at(lit, rgb);
                canvas.mix((row * canvas.columns + column) * 3, rgb, (float) (cover * (0.35 + 0.5 * low)));
            }
        }
    }

    static void stars(Canvas canvas, SplittableRandom random, double share) {
        int count = (int) (1500 * share);
        Lab[] tints = {Lab.lch(0.95, 0.03, 250), Lab.lch(0.97, 0.01, 90), Lab.lch(0.93, 0.06, 70)};
        for (int i = 0; i < count; i++) {
            double size = Math.pow(random.nextDouble(), 7);
            float[] rgb = tints[random.nextInt(tints.length)].linear();
            canvas.spark(
                    random.nextDouble(canvas.width),
                    random.nextDouble(canvas.height),
                    0.0009 + size * 0.0016,
                    rgb,
                    (0.12 + size * 1.1) * random.nextDouble(0.4, 1.1));
        }
    }

    private void aurora(Canvas canvas, Palette palette, Noise noise) {
        Ramp tint = new Ramp(
                palette.second(),
                palette.second().mix(palette.accent(), 0.5),
                palette.accent(),
                palette.accent().lift(0.08));
        float[] rgb = new float[3];
        for (int column = 0; column < canvas.columns; column++) {
            double x = canvas.x(column);
            for (int curtain = 0; curtain < 3; curtain++) {
                double foot = horizon * (0.82 - curtain * 0.17) + noise.layers(x * 1.5, curtain * 7.7, 3) * 0.17;
                double tall = horizon * (0.5 + 0.28 * noise.at(x * 2.6, 40 + curtain * 3));
                double rays = 0.55 + 0.45 * noise.layers(x * 26, curtain * 11.3, 3);
                double strength =
                        (0.5 - curtain * 0.12) * rays * smooth(-0.75, 0.35, noise.at(x * 1.1, 80 + curtain * 5));
                int last = Math.min(canvas.rows, (int) ((foot + 0.03) * canvas.scale));
                for (int row = Math.max(0, (int) ((foot - tall) * canvas.scale)); row < last; row++) {
                    double up = (foot - canvas.y(row)) / tall;
                    double body = up < 0 ? Math.exp(up * tall * 90) : Math.exp(-up * 3.1) * (1 - up);
                    tint.at(1 - up * 1.15, rgb);
                    float add = (float) (body * strength);
                    int i = (row * canvas.columns + column) * 3;
                    canvas.light[i] += rgb[0] * add;
                    canvas.light[i + 1] += rgb[1] * add;
                    canvas.light[i + 2] += rgb[2] * add;
                }
            }
        }
    }

    static double smooth(double from, double to, double value) {
        double share = Math.clamp((value - from) / (to - from), 0, 1);
        return share * share * (3 - 2 * share);
    }
}
