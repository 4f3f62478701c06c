package studio.atelier.engine.demo.picture;

import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/// Open water under a large sky, islands in the haze, perhaps a boat or a lighthouse on the rocks.
final class Sea implements Scene {

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette = reading.palette();
        double horizon = canvas.height * random.nextDouble(0.5, 0.62);
        Sky sky = Sky.of(canvas, reading, random, horizon);
        sky.paint(canvas, reading, random);
        Stage stage = new Stage(canvas, palette, random);
        islands(canvas, palette, random, horizon);
        if (reading.has("balloon")) {
            stage.balloons(horizon * 0.95);
        }
        Noise waves = new Noise(random);
        new Water(horizon, reading.has("rain") ? 0.95 : random.nextDouble(0.4, 0.85), sky.lampX())
                .paint(canvas, palette, waves);
        haze(canvas, palette, horizon);
        stage.boatOn(reading, horizon + (canvas.height - horizon) * random.nextDouble(0.12, 0.38));
        if (reading.has("lighthouse") || reading.has("person") || reading.has("cat") || random.nextInt(3) == 0) {
            rocks(canvas, reading, random);
        }
        if (reading.has("birds") || random.nextInt(2) == 0) {
            stage.birds(canvas.width - sky.lampX() * 0.8, horizon * 0.5);
        }
        stage.weather(reading);
    }

    private static void islands(Canvas canvas, Palette palette, SplittableRandom random, double horizon) {
        Noise noise = new Noise(random);
        int count = random.nextInt(2, 5);
        for (int i = 0; i < count; i++) {
            double near = (i + 1.0) / count;
            double middle = canvas.width * random.nextDouble(-0.05, 1.05);
            double half = canvas.width * random.nextDouble(0.16, 0.42);
            double tall = random.nextDouble(0.02, 0.085) * (0.6 + near * 0.6);
            Path2D land = new Path2D.Double();
            land.moveTo(middle - half, horizon + 0.002);
            for (int step = 0; step <= 240; step++) {
                double place = step / 120.0 - 1;
                double rise = Math.pow(Math.max(0, 1 - place * place), 0.8);
                double rough = 0.45 + noise.ridges(place * 2.2 + i * 7, i * 3.1, 6) * 0.75;
                land.lineTo(middle + place * half, horizon + 0.002 - rise * rough * tall);
            }
            land.closePath();
            Lab tone = palette.far().mix(palette.near(), near * 0.42);
            Ramp air = new Ramp(tone, tone.mix(palette.horizon(), 0.45));
            double high = tall;
            canvas.over(Mask.of(canvas, land), 0.55 + near * 0.4, (x, y, out) -> air.at(1 - (horizon - y) / high, out));
        }
    }

    /// The line where water and air meet is never sharp.
    private static void haze(Canvas canvas, Palette palette, double horizon) {
        float[] rgb = palette.horizon().linear();
        for (int row = 0; row < canvas.rows; row++) {
            double off = (canvas.y(row) - horizon) / (canvas.y(row) > horizon ? 0.035 : 0.012);
            float share = (float) (Math.exp(-off * off) * 0.5);
            if (share > 0.01f) {
                for (int column = 0; column < canvas.columns; column++) {
                    canvas.mix((row * canvas.columns + column) * 3, rgb, share);
                }
            }
        }
    }

    private static void rocks(Canvas canvas, Reading reading, SplittableRandom random) {
        Noise noise = new Noise(random);
        boolean left = random.nextBoolean();
        double[] crest = new double[canvas.columns];
        Palette palette = reading.palette();
        Ramp stone = new Ramp(
                palette.near().lift(-0.05),
                palette.near(),
                palette.near().mix(palette.far(), 0.4),
                palette.far().mix(palette.light(), 0.3));
        float[] rgb = new float[3];
        for (int column = 0; column < canvas.columns; column++) {
            double x = canvas.x(column);
            double inward = left ? x / canvas.width : 1 - x / canvas.width;
            double slope = 1 - Sky.smooth(0.18, 0.62, inward + noise.layers(x * 3, 2, 3) * 0.1);
            double rough = noise.layers(x * 6, 9, 5) * 0.045 + noise.ridges(x * 7, 3, 4) * 0.03;
            crest[column] = canvas.height * (1.05 - 0.27 * slope) - rough * (0.3 + slope);
            for (int row = Math.max(0, (int) (crest[column] * canvas.scale) - 1); row < canvas.rows; row++) {
                double below = canvas.y(row) - crest[column];
                double facet = noise.ridges(x * 9 + below * 4, below * 13, 5) * 0.75
                        + noise.layers(x * 22, below * 30, 3) * 0.3;
                double top = Math.exp(-below * 38) * 0.55;
                stone.at(facet * 0.55 + top - 0.05, rgb);
                canvas.mix(
                        (row * canvas.columns + column) * 3, rgb, (float) Math.clamp(below * canvas.scale + 0.5, 0, 1));
            }
        }
        double stand = canvas.width * (left ? 0.15 : 0.85);
        Stage stage = new Stage(canvas, palette, random);
        stage.standingAt(reading, stand, crest[Math.clamp((int) (stand * canvas.scale), 0, crest.length - 1)] + 0.008);
    }
}
