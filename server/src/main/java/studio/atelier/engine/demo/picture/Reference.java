package studio.atelier.engine.demo.picture;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// What a reference picture lends: its colours, and where it is light and dark.
///
/// @param cells OKLab of a grid of `SIDE` × `SIDE` places
record Reference(List<Lab> cells) {

    private static final int SIDE = 40;
    private static final int COLOURS = 7;

    static Reference of(BufferedImage picture) {
        var small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        // Halving first keeps fine detail from flickering into single cells.
        BufferedImage from = picture;
        while (from.getWidth() > SIDE * 4 && from.getHeight() > SIDE * 4) {
            from = scaled(from, from.getWidth() / 2, from.getHeight() / 2);
        }
        draw(from, small);
        Lab[] cells = new Lab[SIDE * SIDE];
        for (int i = 0; i < cells.length; i++) {
            int rgb = small.getRGB(i % SIDE, i / SIDE);
            cells[i] = Lab.ofLinear(linear(rgb >> 16), linear(rgb >> 8), linear(rgb));
        }
        return new Reference(List.of(cells));
    }

    private static BufferedImage scaled(BufferedImage from, int width, int height) {
        var to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        draw(from, to);
        return to;
    }

    private static void draw(BufferedImage from, BufferedImage to) {
        Graphics2D pen = to.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(from, 0, 0, to.getWidth(), to.getHeight(), null);
        pen.dispose();
    }

    private static double linear(int shifted) {
        double value = (shifted & 255) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    /// The reference's own colours, put to the places of a palette by lightness and strength.
    Palette palette() {
        List<Lab> found = clusters();
        found.sort(Comparator.comparingDouble(Lab::l));
        Lab dark = found.getFirst();
        Lab light = found.getLast();
        Lab loud = found.stream().max(Comparator.comparingDouble(Lab::chroma)).orElse(light);
        Lab other = found.stream()
                .max(Comparator.comparingDouble(c -> Math.hypot(c.a() - loud.a(), c.b() - loud.b()) + c.chroma() * 0.4))
                .orElse(dark);
        int last = found.size() - 1;
        boolean night = found.get(last / 2).l() < 0.4;
        Lab upper = average(0, SIDE / 3);
        return new Palette(
                night ? upper.at(Math.min(upper.l(), 0.3)) : upper.at(Math.max(upper.l() - 0.08, 0.5)),
                found.get(Math.max(0, last - 2)),
                found.get(Math.max(0, last - 1)).lift(0.03),
                light.at(Math.max(light.l(), 0.93)).saturate(0.8),
                found.get(last / 2),
                dark.at(Math.min(dark.l(), 0.28)),
                loud.at(Math.clamp(loud.l(), 0.55, 0.78)).saturate(1.15),
                other.at(Math.clamp(other.l(), 0.5, 0.8)),
                light.at(0.95).saturate(0.4));
    }

    private Lab average(int from, int to) {
        double l = 0;
        double a = 0;
        double b = 0;
        int count = (to - from) * SIDE;
        for (int i = from * SIDE; i < to * SIDE; i++) {
            l += cells.get(i).l() / count;
            a += cells.get(i).a() / count;
            b += cells.get(i).b() / count;
        }
        return new Lab(l, a, b);
    }

    /// k-means with starts spread over the lightness: few rounds, no chance.
    private List<Lab> clusters() {
        Lab[] sorted = cells.toArray(Lab[]::new);
        Arrays.sort(sorted, Comparator.comparingDouble(Lab::l));
        Lab[] middle = new Lab[COLOURS];
        for (int k = 0; k < COLOURS; k++) {
            middle[k] = sorted[(int) ((k + 0.5) / COLOURS * sorted.length)];
        }
        for (int round = 0; round < 8; round++) {
            double[][] sums = new double[COLOURS][4];
            for (Lab cell : cells) {
                double[] sum = sums[nearest(middle, cell)];
                sum[0] += cell.l();
                sum[1] += cell.a();
                sum[2] += cell.b();
                sum[3]++;
            }
            for (int k = 0; k < COLOURS; k++) {
                double count = sums[k][3];
                middle[k] =
                        count == 0 ? middle[k] : new Lab(sums[k][0] / count, sums[k][1] / count, sums[k][2] / count);
            }
        }
        return new ArrayList<>(Arrays.asList(middle));
    }

    private static int nearest(Lab[] middle, Lab colour) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int k = 0; k < middle.length; k++) {
            double far = Math.hypot(
                    middle[k].l() - colour.l(),
                    Math.hypot(middle[k].a() - colour.a(), middle[k].b() - colour.b()) * 1.6);
            if (far < least) {
                least = far;
                best = k;
            }
        }
        return best;
    }

    /// Bends light and tint of the painting, in the large, towards the reference.
    void impress(Canvas canvas) {
        var soft = new Canvas(canvas.columns, canvas.rows);
        System.arraycopy(canvas.light, 0, soft.light, 0, canvas.light.length);
        Depth.blur(soft, 0.05);
        for (int row = 0; row < canvas.rows; row++) {
            double v = (row + 0.5) / canvas.rows * SIDE - 0.5;
            for (int column = 0; column < canvas.columns; column++) {
                double u = (column + 0.5) / canvas.columns * SIDE - 0.5;
                float[] wish = at(u, v).linear();
                int i = (row * canvas.columns + column) * 3;
                for (int c = 0; c < 3; c++) {
                    float have = Math.max(0.004f, soft.light[i + c]);
                    float want = Math.max(0.004f, wish[c]);
                    double bend = Math.clamp(Math.pow(want / have, 0.72), 0.12, 4.5);
                    canvas.light[i + c] = (float) (canvas.light[i + c] * bend * 0.86 + want * 0.14);
                }
            }
        }
    }

    private Lab at(double u, double v) {
        int x = Math.clamp((int) Math.floor(u), 0, SIDE - 2);
        int y = Math.clamp((int) Math.floor(v), 0, SIDE - 2);
        double fx = Math.clamp(u - x, 0, 1);
        double fy = Math.clamp(v - y, 0, 1);
        Lab upper = cells.get(y * SIDE + x).mix(cells.get(y * SIDE + x + 1), fx);
        Lab lower = cells.get((y + 1) * SIDE + x).mix(cells.get((y + 1) * SIDE + x + 1), fx);
        return upper.mix(lower, fy);
    }
}
