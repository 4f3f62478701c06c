package studio.atelier.engine.demo.picture;

import java.util.SplittableRandom;

/// Gradient noise over the plane, the same for the same seed. Values about -1 to 1.
final class Noise {

    private static final int SIZE = 256;
    private static final float[] COS = new float[SIZE];
    private static final float[] SIN = new float[SIZE];

    static {
        for (int i = 0; i < SIZE; i++) {
            COS[i] = (float) Math.cos(2 * Math.PI * i / SIZE);
            SIN[i] = (float) Math.sin(2 * Math.PI * i / SIZE);
        }
    }

    private final int[] permutation = new int[SIZE * 2];

    Noise(SplittableRandom random) {
        int[] order = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            order[i] = i;
        }
        for (int i = SIZE - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        for (int i = 0; i < permutation.length; i++) {
            permutation[i] = order[i % SIZE];
        }
    }

    double at(double x, double y) {
        int cellX = (int) Math.floor(x);
        int cellY = (int) Math.floor(y);
        double fx = x - cellX;
        double fy = y - cellY;
        int left = cellX & 255;
        int top = cellY & 255;
        int a = permutation[left] + top;
        int b = permutation[(left + 1) & 255] + top;
        double u = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
        double v = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
        double n00 = slope(permutation[a & 511], fx, fy);
        double n10 = slope(permutation[b & 511], fx - 1, fy);
        double n01 = slope(permutation[(a + 1) & 511], fx, fy - 1);
        double n11 = slope(permutation[(b + 1) & 511], fx - 1, fy - 1);
        double upper = n00 + u * (n10 - n00);
        double lower = n01 + u * (n11 - n01);
        return (upper + v * (lower - upper)) * 1.5;
    }

    private static double slope(int hash, double x, double y) {
        return COS[hash] * x + SIN[hash] * y;
    }

    /// Noise upon finer noise; the sum stays about -1 to 1.
    double layers(double x, double y, int octaves) {
        double sum = 0;
        double weight = 0.5;
        double px = x;
        double py = y;
        for (int i = 0; i < octaves; i++) {
            sum += weight * at(px, py);
            weight *= 0.5;
            // Turned a little each time, so that the lattices do not line up.
            double turned = px * 1.62 - py * 1.18;
            py = px * 1.18 + py * 1.62 + 17.3;
            px = turned + 5.1;
        }
        return sum * 1.15;
    }

    /// Sharp crests, 0 to about 1.
    double ridges(double x, double y, int octaves) {
        double sum = 0;
        double weight = 0.55;
        double carry = 1;
        double px = x;
        double py = y;
        for (int i = 0; i < octaves; i++) {
            double crest = 1 - Math.abs(at(px, py));
            crest *= crest;
            sum += crest * weight * carry;
            carry = Math.clamp(crest * 1.4, 0, 1);
            weight *= 0.5;
            px = px * 2.03 + 9.7;
            py = py * 2.03 + 3.1;
        }
        return sum;
    }
}
