package studio.atelier.engine.demo.picture;

import java.util.List;
import java.util.SplittableRandom;

/// Abstract: folds of a warped field under a low light. Silk, ink in water, or lines of equal height on
/// paper.
final class Flow implements Scene {

    private enum Cloth {
        SILK,
        INK,
        CONTOURS;

        static final List<Cloth> ALL = List.of(values());
    }

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Cloth cloth = Cloth.ALL.get(random.nextInt(Cloth.ALL.size()));
        Palette palette = reading.palette();
        Noise noise = new Noise(random);
        Field field = new Field(
                noise, random.nextDouble(0.75, 1.15), random.nextDouble(1.5, 2.3), random.nextDouble(Math.PI));
        float[] high = new float[canvas.columns * canvas.rows];
        float[] tint = new float[high.length];
        double[] values = new double[2];
        for (int row = 0; row < canvas.rows; row++) {
            for (int column = 0; column < canvas.columns; column++) {
                field.at(canvas.x(column), canvas.y(row), values);
                high[row * canvas.columns + column] = (float) values[0];
                tint[row * canvas.columns + column] = (float) values[1];
            }
        }
        switch (cloth) {
            case SILK -> silk(canvas, palette, high, tint);
            case INK -> ink(canvas, palette, high, tint);
            case CONTOURS -> contours(canvas, palette, high, tint);
        }
        if (cloth != Cloth.SILK) {
            suns(canvas, palette, random, cloth);
        }
    }

    /// Noise bent by noise bent by noise.
    private record Field(Noise noise, double size, double bend, double angle) {

        void at(double x, double y, double[] out) {
            double px = (x * Math.cos(angle) + y * Math.sin(angle)) * size;
            double py = (y * Math.cos(angle) - x * Math.sin(angle)) * size * 1.5;
            double ax = noise.layers(px, py, 3);
            double ay = noise.layers(px + 5.2, py + 1.3, 3);
            double bx = noise.layers(px + bend * ax + 1.7, py + bend * ay + 9.2, 3);
            double by = noise.layers(px + bend * ax + 8.3, py + bend * ay + 2.8, 2);
            out[0] = noise.layers(px + bend * bx, py + bend * by, 4);
            out[1] = bx * 0.6 + ay * 0.4;
        }
    }

    private static void silk(Canvas canvas, Palette palette, float[] high, float[] tint) {
        Ramp colour = colours(palette);
        float[] shine = palette.light().linear();
        lit(canvas, high, 2.4, (i, normal, out) -> {
            double fold = Math.sin(high[i] * 13 + tint[i] * 4) * 0.5 + 0.5;
            colour.at(0.5 + tint[i] * 0.75 + high[i] * 0.32, out);
            double light = Math.clamp(0.36 + normal[0] * -0.5 + normal[1] * -0.62, 0.05, 1.5);
            double gloss = Math.pow(Math.clamp(normal[2] * 0.72 - normal[0] * 0.42 - normal[1] * 0.52, 0, 1), 26) * 0.5;
            double soft = (0.62 + 0.38 * fold) * (0.42 + light);
            for (int c = 0; c < 3; c++) {
                out[c] = (float) (out[c] * soft + shine[c] * gloss);
            }
        });
    }

    private static void ink(Canvas canvas, Palette palette, float[] high, float[] tint) {
        Lab ground = palette.dark() ? palette.near() : palette.paper();
        Ramp colour = colours(palette);
        float[] paper = ground.linear();
        lit(canvas, high, 1.1, (i, normal, out) -> {
            double vein = Math.abs(Math.sin(high[i] * 9 + tint[i] * 2.2));
            double edge = Math.pow(1 - vein, 5);
            double body = Sky.smooth(-0.28, 0.3, high[i] + tint[i] * 0.55);
            colour.at(0.48 + tint[i] * 0.85 - high[i] * 0.25, out);
            double light = 0.92 - normal[0] * 0.22 - normal[1] * 0.28;
            double cover = Math.clamp(body * (0.72 + 0.28 * vein) + edge * 0.22, 0, 1);
            for (int c = 0; c < 3; c++) {
                double inked = out[c] * light * (1 - edge * 0.45);
                out[c] = (float) (paper[c] + (inked - paper[c]) * cover);
            }
        });
    }

    private static void contours(Canvas canvas, Palette palette, float[] high, float[] tint) {
        int count = 15;
        Ramp colour = palette.dark()
                ? new Ramp(
                        palette.near(),
                        palette.zenith(),
                        palette.far(),
                        palette.second(),
                        palette.accent(),
                        palette.light())
                : new Ramp(
                        palette.near(),
                        palette.far(),
                        palette.second(),
                        palette.accent().mix(palette.horizon(), 0.35),
                        palette.horizon(),
                        palette.paper());
        float[] under = new float[3];
        lit(canvas, high, 0, (i, normal, out) -> {
            double level = (high[i] * 0.78 + 0.5) * count;
            double step = Math.floor(level);
            double inside = level - step;
            double slope = Math.max(0.004, normal[3] * 0.78 * count);
            double cover = Math.clamp(inside / slope + 0.5, 0, 1);
            colour.at((step + 0.5) / count, out);
            colour.at((step - 0.5) / count, under);
            // Each sheet of paper lies on the one below and shades its rim.
            double shade = 1 - 0.5 * Math.exp(-(1 - inside) * 5.5);
            double grain = 1 + tint[i] * 0.06;
            for (int c = 0; c < 3; c++) {
                out[c] = (float) ((under[c] + (out[c] - under[c]) * cover) * shade * grain);
            }
        });
    }

    /// A few still circles give the eye a place to rest.
    private static void suns(Canvas canvas, Palette palette, SplittableRandom random, Cloth cloth) {
        if (random.nextInt(3) == 0) {
            return;
        }
        double radius = random.nextDouble(0.09, 0.19);
        double x = canvas.width * random.nextDouble(0.25, 0.75);
        double y = canvas.height * random.nextDouble(0.22, 0.6);
        var shadow = Mask.of(canvas, Figures.circle(x + 0.008, y + 0.014, radius), 0.05)
                .blur(canvas, 0.018);
        canvas.shade(shadow, new float[] {0.35f, 0.33f, 0.38f}, cloth == Cloth.CONTOURS ? 0.7 : 0.35);
        Ramp face = new Ramp(palette.light(), palette.accent().mix(palette.light(), 0.3), palette.accent());
        canvas.over(
                Mask.of(canvas, Figures.circle(x, y, radius)),
                0.96,
                (px, py, out) -> face.at(0.5 + (py - y + (px - x) * 0.4) / radius * 0.5, out));
    }

    private static Ramp colours(Palette palette) {
        return palette.dark()
                ? new Ramp(
                        palette.near(),
                        palette.zenith(),
                        palette.far(),
                        palette.second().at(0.5),
                        palette.accent().at(0.6),
                        palette.accent(),
                        palette.light())
                : new Ramp(
                        palette.near(),
                        palette.far().lift(-0.15),
                        palette.second(),
                        palette.accent(),
                        palette.horizon(),
                        palette.paper());
    }

    private interface Lit {

        /// @param normal x, y, z of the surface and, last, how much the height changes over one pixel
        void at(int i, double[] normal, float[] out);
    }

    private static void lit(Canvas canvas, float[] high, double relief, Lit paint) {
        double[] normal = new double[4];
        float[] rgb = new float[3];
        for (int row = 0; row < canvas.rows; row++) {
            int up = Math.max(0, row - 1) * canvas.columns;
            int down = Math.min(canvas.rows - 1, row + 1) * canvas.columns;
            for (int column = 0; column < canvas.columns; column++) {
                int left = Math.max(0, column - 1);
                int right = Math.min(canvas.columns - 1, column + 1);
                double dx = (high[row * canvas.columns + right] - high[row * canvas.columns + left]) / 2.0;
                double dy = (high[down + column] - high[up + column]) / 2.0;
                double nx = -dx * canvas.scale * relief * 0.14;
                double ny = -dy * canvas.scale * relief * 0.14;
                double length = Math.sqrt(nx * nx + ny * ny + 1);
                normal[0] = nx / length;
                normal[1] = ny / length;
                normal[2] = 1 / length;
                normal[3] = Math.hypot(dx, dy);
                int i = row * canvas.columns + column;
                paint.at(i, normal, rgb);
                canvas.light[i * 3] = rgb[0];
                canvas.light[i * 3 + 1] = rgb[1];
                canvas.light[i * 3 + 2] = rgb[2];
            }
        }
    }
}
