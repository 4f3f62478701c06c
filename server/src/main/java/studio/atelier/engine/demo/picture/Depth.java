package studio.atelier.engine.demo.picture;

/// Blurs what has been painted so far: what comes after stands in front of it, in focus.
final class Depth {

    private Depth() {}

    /// @param radius in units of the canvas
    static void blur(Canvas canvas, double radius) {
        int reach = (int) Math.round(radius * canvas.scale * 0.6);
        if (reach < 1) {
            return;
        }
        float[] other = new float[canvas.light.length];
        for (int pass = 0; pass < 2; pass++) {
            box(canvas.light, other, new Lanes(canvas.columns, 3, canvas.rows, canvas.columns * 3), reach);
            box(other, canvas.light, new Lanes(canvas.rows, canvas.columns * 3, canvas.columns, 3), reach);
        }
    }

    private record Lanes(int length, int step, int count, int next) {}

    private static void box(float[] from, float[] to, Lanes lanes, int reach) {
        float weight = 1f / (2 * reach + 1);
        int last = lanes.length() - 1;
        for (int lane = 0; lane < lanes.count(); lane++) {
            for (int c = 0; c < 3; c++) {
                int start = lane * lanes.next() + c;
                float sum = from[start] * (reach + 1);
                for (int i = 1; i <= reach; i++) {
                    sum += from[start + Math.min(i, last) * lanes.step()];
                }
                for (int i = 0; i <= last; i++) {
                    to[start + i * lanes.step()] = sum * weight;
                    sum += from[start + Math.min(i + reach + 1, last) * lanes.step()];
                    sum -= from[start + Math.max(i - reach, 0) * lanes.step()];
                }
            }
        }
    }
}
