package studio.atelier.engine.demo.picture;

import java.util.SplittableRandom;

/// Crests behind crests, each further into the haze: mountains, or dunes.
final class Ridges implements Scene {

    private final boolean dunes;

    Ridges(boolean dunes) {
        this.dunes = dunes;
    }

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette = reading.palette();
        double horizon = canvas.height * random.nextDouble(0.52, 0.64);
        Sky sky = Sky.of(canvas, reading, random, horizon);
        sky.paint(canvas, reading, random);
        Stage stage = new Stage(canvas, palette, random);
        if (reading.has("balloon")) {
            stage.balloons(horizon * 0.95);
        }
        boolean water = reading.has("water")
                || reading.has("boat")
                || (!dunes && !reading.has("pines") && random.nextInt(4) == 0);
        double shore = canvas.height * random.nextDouble(0.68, 0.76);
        int count = dunes ? random.nextInt(4, 6) : random.nextInt(6, 9);
        int behind = water ? count - 3 : count;
        layers(canvas, reading, random, sky, new Span(horizon, water ? shore : canvas.height * 1.04, 0, behind, count));
        if (water) {
            new Water(shore, random.nextDouble(0.18, 0.5), sky.lampX()).paint(canvas, palette, new Noise(random));
            stage.boatOn(reading, shore + (canvas.height - shore) * random.nextDouble(0.16, 0.4));
            layers(
                    canvas,
                    reading,
                    random,
                    sky,
                    new Span(canvas.height * 0.97, canvas.height * 1.05, count - 1, count, count));
        }
        if (reading.has("birds") || random.nextInt(3) == 0) {
            stage.birds(sky.lampX(), horizon * 0.62);
        }
        stage.weather(reading);
    }

    /// A run of layers.
    ///
    /// @param top    where the first stands
    /// @param bottom where the last ends
    /// @param of     how many the whole picture has; says how far away a layer is
    private record Span(double top, double bottom, int from, int to, int of) {}

    private void layers(Canvas canvas, Reading reading, SplittableRandom random, Sky sky, Span span) {
        double seedRow = random.nextDouble(100);
        Noise noise = new Noise(random);
        for (int i = span.from(); i < span.to(); i++) {
            double near = span.of() == 1 ? 1 : (double) i / (span.of() - 1);
            double step = span.to() - span.from() <= 1 ? 0 : (double) (i - span.from()) / (span.to() - span.from());
            double base = span.top() + (span.bottom() - span.top()) * Math.pow(step, 1.15);
            double[] crest = crest(canvas, noise, base, near, seedRow + i * 13.7);
            body(canvas, reading, noise, sky, crest, near);
            if (!dunes && near > 0.45 && (reading.has("pines") || noise.at(i * 3.3, seedRow) > 0.1)) {
                pines(canvas, reading, random, crest, near);
            }
            if (i == span.of() - 1) {
                new Stage(canvas, reading.palette(), random).standing(reading, crest);
            }
        }
    }

    private double[] crest(Canvas canvas, Noise noise, double base, double near, double row) {
        double tall = dunes ? 0.12 + 0.14 * near : 0.23 - 0.09 * near;
        double wide = dunes ? 0.7 : 1.15 + near * 0.5;
        double[] crest = new double[canvas.columns];
        for (int column = 0; column < canvas.columns; column++) {
            double x = canvas.x(column) * wide;
            double rise;
            if (dunes) {
                // A long windward back and a short steep face: the sum is bent to one side.
                double bent = x + noise.at(x * 1.1, row + 9) * 0.3;
                double swell = 1 - Math.abs(noise.at(bent * 1.05, row)) * 1.5 + noise.at(x * 2.3, row + 5) * 0.16;
                rise = 0.2 + swell * 0.75;
            } else {
                double broad = noise.at(x * 1.1, row) * 0.5;
                double sharp = noise.ridges(x * 1.25, row + 7, 7);
                rise = broad + sharp * (1 - near * 0.35) + noise.layers(x * 9, row, 4) * 0.05 * (0.4 + near);
            }
            crest[column] = base - rise * tall;
        }
        return crest;
    }

    private void body(Canvas canvas, Reading reading, Noise noise, Sky sky, double[] crest, double near) {
        Palette palette = reading.palette();
        Lab own = palette.far().mix(palette.near(), Math.pow(near, 1.35));
        Lab haze = palette.horizon().mix(palette.far(), 0.25 + 0.5 * near);
        double thick = (reading.has("mist") ? 1 : 0.82) * (1 - Math.pow(near, 1.8) * 0.85);
        double lit = dunes ? 0.34 : 0.2 * (1 - near * 0.55);
        Ramp tone = new Ramp(
                own.lift(-0.06), own, own.mix(palette.light(), lit + 0.12), own.mix(palette.light(), lit + 0.3));
        float[] mist = haze.linear();
        float[] rgb = new float[3];
        double fade = (dunes ? 0.5 : 0.26) - near * 0.08;
        for (int column = 0; column < canvas.columns; column++) {
            double x = canvas.x(column);
            int other = Math.min(canvas.columns - 1, column + 1);
            double slope = (crest[other] - crest[Math.max(0, column - 1)]) * canvas.scale / 2;
            // The large slope decides which side is lit; the small one would draw stripes down the face.
            int wide = (int) (canvas.scale * 0.03);
            int right = Math.min(canvas.columns - 1, column + wide);
            int left = Math.max(0, column - wide);
            double broad = (crest[right] - crest[left]) * canvas.scale / Math.max(1, right - left);
            double facing = Math.clamp(broad, -1, 1) * Math.clamp((sky.lampX() - x) * 5, -1, 1);
            double soften = Math.sqrt(1 + slope * slope);
            int first = Math.max(0, (int) ((crest[column] - 0.004) * canvas.scale) - 1);
            for (int row = first; row < canvas.rows; row++) {
                double below = canvas.y(row) - crest[column];
                double cover = Math.clamp(below * canvas.scale / soften + 0.5, 0, 1);
                if (cover <= 0) {
                    continue;
                }
                double light = dunes ? duneLight(noise, x, below, facing) : rockLight(noise, x, below, facing, near);
                tone.at(light, rgb);
                float fog = (float) (Sky.smooth(0, fade, below + noise.at(x * 2.3, canvas.y(row) * 5) * 0.03) * thick);
                for (int i = 0; i < 3; i++) {
                    rgb[i] += (mist[i] - rgb[i]) * fog;
                }
                canvas.mix((row * canvas.columns + column) * 3, rgb, (float) cover);
            }
        }
    }

    private static double duneLight(Noise noise, double x, double below, double facing) {
        double shade = facing * 0.75 * Math.exp(-below * 2.2);
        double wind = noise.at(x * 7 + below * 22, below * 60 + noise.at(x * 3, below * 9) * 3)
                * 0.07
                * Math.exp(-below * 1.2);
        return 0.42 + shade + wind + noise.at(x * 2, below * 4) * 0.1;
    }

    private static double rockLight(Noise noise, double x, double below, double facing, double near) {
        double bend = noise.at(x * 3.1, below * 3.7) * 0.6;
        double gully = noise.ridges(x * 5.5 + bend + below * 2.2, below * 2.6 - x * 0.8, 4) - 0.55;
        double folds = noise.layers(x * 12 + bend, below * 14, 3);
        return 0.32 + facing * 0.26 * Math.exp(-below * 6) + (gully * 0.5 + folds * 0.16) * (1 - near * 0.5);
    }

    private static void pines(Canvas canvas, Reading reading, SplittableRandom random, double[] crest, double near) {
        Palette palette = reading.palette();
        Lab colour = palette.far()
                .mix(palette.near(), Math.min(1, Math.pow(near, 1.2) + 0.08))
                .lift(-0.03);
        double tall = 0.02 + 0.085 * Math.pow(near, 2.2);
        double x = random.nextDouble(0.01);
        Noise groves = new Noise(random);
        while (x < canvas.width) {
            int column = Math.min(canvas.columns - 1, (int) (x * canvas.scale));
            if (groves.at(x * 3.1, 4.2) > -0.12) {
                double height = tall * random.nextDouble(0.55, 1.25);
                var shape = Figures.place(Figures.pine(random), x, crest[column] + 0.006, height, random.nextBoolean());
                canvas.over(Mask.of(canvas, shape), 1, colour);
            }
            x += tall * random.nextDouble(0.1, 0.3);
        }
    }
}
