package studio.atelier.engine.demo.picture;

import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/// Rows of towers in the haze, their windows, and a river or a wet street that doubles them.
final class City implements Scene {

    @Override
    public void paint(Canvas canvas, Reading reading, SplittableRandom random) {
        Palette palette = reading.palette();
        double shore = canvas.height * random.nextDouble(0.72, 0.79);
        Sky sky = Sky.of(canvas, reading, random, shore);
        sky.paint(canvas, reading, random);
        canvas.glow(
                canvas.width * random.nextDouble(0.3, 0.7),
                shore,
                0.34,
                palette.horizon().mix(palette.accent(), 0.3),
                palette.dark() ? 0.3 : 0.1);
        int count = 5;
        for (int i = 0; i < count; i++) {
            row(canvas, palette, random, new Row(i / (count - 1.0), shore, sky.lampX()));
        }
        new Water(shore, reading.has("rain") ? 0.6 : random.nextDouble(0.25, 0.5), sky.lampX())
                .paint(canvas, palette, new Noise(random));
        Stage stage = new Stage(canvas, palette, random);
        stage.boatOn(reading, shore + (canvas.height - shore) * 0.45);
        if (reading.has("balloon")) {
            stage.balloons(shore * 0.6);
        }
        quay(canvas, reading, random, shore);
        stage.weather(reading);
    }

    private record Row(double near, double shore, double lampX) {}

    private static void row(Canvas canvas, Palette palette, SplittableRandom random, Row row) {
        double x = -0.02 - random.nextDouble(0.05);
        Noise skyline = new Noise(random);
        while (x < canvas.width) {
            double wide = random.nextDouble(0.035, 0.085) * (0.6 + row.near() * 0.75);
            double mound =
                    0.5 + 0.5 * skyline.at(x * 1.7, 3) + 0.35 * Math.exp(-Math.pow((x / canvas.width - 0.5) * 3, 2));
            double tall =
                    canvas.height * (0.1 + 0.3 * mound * random.nextDouble(0.45, 1.15)) * (1.15 - row.near() * 0.5);
            tower(canvas, palette, random, row, new Rectangle2D.Double(x, row.shore() - tall, wide, tall));
            x += wide * random.nextDouble(0.92, 1.4);
        }
        haze(canvas, palette, row);
    }

    private static void tower(Canvas canvas, Palette palette, SplittableRandom random, Row row, Rectangle2D box) {
        double near = row.near();
        Lab face = palette.far().mix(palette.near(), 0.15 + 0.75 * near);
        Lab sunny = face.mix(palette.light(), palette.dark() ? 0.06 : 0.26 - near * 0.1);
        boolean lampRight = row.lampX() > box.getCenterX();
        double split = box.getWidth() * random.nextDouble(0.3, 0.5);
        double top = box.getY();
        Ramp front = new Ramp(face.lift(0.015), face.mix(palette.horizon(), 0.25 * (1 - near)));
        Ramp side = new Ramp(sunny.lift(0.02), sunny.mix(palette.horizon(), 0.25 * (1 - near)));
        double turn = lampRight ? box.getMaxX() - split : box.getX() + split;
        canvas.over(Mask.of(canvas, crown(box, random)), 1, (x, y, out) -> {
            boolean lit = lampRight == x > turn;
            (lit ? side : front).at((y - top) / box.getHeight(), out);
        });
        windows(canvas, palette, random, row, box);
    }

    private static java.awt.Shape crown(Rectangle2D box, SplittableRandom random) {
        var all = new java.awt.geom.Path2D.Double(java.awt.geom.Path2D.WIND_NON_ZERO);
        all.append(box, false);
        double x = box.getX();
        double wide = box.getWidth();
        double top = box.getY();
        switch (random.nextInt(5)) {
            case 0 -> {
                all.append(new Rectangle2D.Double(x + wide * 0.2, top - wide * 0.3, wide * 0.6, wide * 0.31), false);
                all.append(new Rectangle2D.Double(x + wide * 0.48, top - wide * 1.1, wide * 0.04, wide * 0.9), false);
            }
            case 1 ->
                all.append(
                        Figures.path(String.format(
                                java.util.Locale.ROOT,
                                "M %f %f L %f %f L %f %f Z",
                                x,
                                top + 0.001,
                                x + wide * 0.5,
                                top - wide * 0.7,
                                x + wide,
                                top + 0.001)),
                        false);
            case 2 ->
                all.append(new Rectangle2D.Double(x + wide * 0.12, top - wide * 0.16, wide * 0.45, wide * 0.17), false);
            case 3 ->
                all.append(
                        Figures.path(String.format(
                                java.util.Locale.ROOT,
                                "M %f %f L %f %f L %f %f Z",
                                x,
                                top + 0.001,
                                x,
                                top - wide * 0.45,
                                x + wide,
                                top + 0.001)),
                        false);
            default -> {
                // A flat roof.
            }
        }
        return all;
    }

    private static void windows(Canvas canvas, Palette palette, SplittableRandom random, Row row, Rectangle2D box) {
        double near = row.near();
        double pitch = 0.0085 + 0.006 * near;
        double share = palette.dark() ? random.nextDouble(0.25, 0.6) : random.nextDouble(0.04, 0.14);
        Lab[] lamps = {
            Lab.lch(0.86, 0.11, 78),
            Lab.lch(0.82, 0.13, 62),
            palette.accent().mix(palette.light(), 0.4),
            Lab.lch(0.9, 0.03, 220)
        };
        float[][] rgb = new float[lamps.length][];
        for (int i = 0; i < lamps.length; i++) {
            rgb[i] = lamps[i].linear();
        }
        float[] glass = palette.near().mix(palette.sky(), 0.3).linear();
        double strength = (palette.dark() ? 1 : 0.8) * (0.35 + 0.65 * near);
        for (double y = box.getY() + pitch; y < row.shore() - pitch; y += pitch * 1.25) {
            boolean floor = random.nextInt(9) == 0;
            for (double x = box.getX() + pitch * 0.7; x < box.getMaxX() - pitch; x += pitch) {
                boolean on = floor || random.nextDouble() < share;
                float[] tint =
                        on ? rgb[random.nextInt(16) / 4 % 4 == 0 ? random.nextInt(4) : random.nextInt(2)] : glass;
                pane(canvas, x, y, pitch, tint, on ? strength * random.nextDouble(0.45, 1) : 0.22);
            }
        }
    }

    private static void pane(Canvas canvas, double x, double y, double pitch, float[] rgb, double share) {
        double right = x + pitch * 0.55;
        double bottom = y + pitch * 0.62;
        int firstRow = Math.max(0, (int) (y * canvas.scale));
        int lastRow = Math.min(canvas.rows - 1, (int) (bottom * canvas.scale));
        int firstColumn = Math.max(0, (int) (x * canvas.scale));
        int lastColumn = Math.min(canvas.columns - 1, (int) (right * canvas.scale));
        for (int row = firstRow; row <= lastRow; row++) {
            double down = overlap(row, y * canvas.scale, bottom * canvas.scale);
            for (int column = firstColumn; column <= lastColumn; column++) {
                double across = overlap(column, x * canvas.scale, right * canvas.scale);
                canvas.mix((row * canvas.columns + column) * 3, rgb, (float) (across * down * share));
            }
        }
    }

    private static double overlap(int pixel, double from, double to) {
        return Math.clamp(Math.min(pixel + 1, to) - Math.max(pixel, from), 0, 1);
    }

    private static void haze(Canvas canvas, Palette palette, Row row) {
        float[] rgb = palette.horizon().mix(palette.sky(), 0.3).linear();
        double thick = (palette.dark() ? 0.32 : 0.55) * (1 - row.near());
        for (int line = 0; line < canvas.rows; line++) {
            double up = row.shore() - canvas.y(line);
            float share = (float) (up < 0 ? 0 : Math.exp(-up * 5.5) * thick);
            if (share > 0.004f) {
                for (int column = 0; column < canvas.columns; column++) {
                    canvas.mix((line * canvas.columns + column) * 3, rgb, share);
                }
            }
        }
    }

    private static void quay(Canvas canvas, Reading reading, SplittableRandom random, double shore) {
        if (!reading.has("person") && !reading.has("cat") && random.nextBoolean()) {
            return;
        }
        Palette palette = reading.palette();
        double top = canvas.height - (canvas.height - shore) * 0.24;
        Lab stone = palette.near().lift(-0.03);
        canvas.over(Mask.of(canvas, new Rectangle2D.Double(0, top, canvas.width, 1)), 1, stone);
        var rail = new java.awt.geom.Path2D.Double();
        rail.moveTo(0, top - 0.034);
        rail.lineTo(canvas.width, top - 0.034);
        for (double x = 0.03; x < canvas.width; x += 0.07) {
            rail.moveTo(x, top - 0.034);
            rail.lineTo(x, top);
        }
        canvas.over(Mask.line(canvas, rail, 0.0028), 1, stone);
        double lamp = canvas.width * (random.nextBoolean() ? 0.12 : 0.88);
        canvas.over(
                Mask.line(
                        canvas,
                        Figures.path(
                                String.format(java.util.Locale.ROOT, "M %f %f L %f %f", lamp, top, lamp, top - 0.17)),
                        0.0045),
                1,
                stone);
        canvas.glow(lamp, top - 0.178, 0.028, Lab.lch(0.9, 0.11, 80), palette.dark() ? 0.9 : 0.35);
        canvas.disc(lamp, top - 0.178, 0.008, Lab.lch(0.96, 0.07, 90), 1);
        new Stage(canvas, palette, random)
                .standingAt(reading, canvas.width * random.nextDouble(0.35, 0.65), top + 0.004);
    }
}
