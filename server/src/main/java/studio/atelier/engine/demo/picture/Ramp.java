package studio.atelier.engine.demo.picture;

/// Colours in a row, mixed in OKLab and kept as linear light for fast look-up.
final class Ramp {

    private static final int STEPS = 1024;

    private final float[] table = new float[(STEPS + 1) * 3];

    /// @param stops at least one, evenly spaced from 0 to 1
    Ramp(Lab... stops) {
        for (int i = 0; i <= STEPS; i++) {
            double place = (double) i / STEPS * (stops.length - 1);
            int left = Math.min((int) place, Math.max(0, stops.length - 2));
            int right = Math.min(left + 1, stops.length - 1);
            double share = place - left;
            float[] rgb = stops[left]
                    .mix(stops[right], share * share * (3 - 2 * share) * 0.5 + share * 0.5)
                    .linear();
            System.arraycopy(rgb, 0, table, i * 3, 3);
        }
    }

    /// @param share 0 to 1; values outside are clamped
    /// @param out   receives three linear-light values
    void at(double share, float[] out) {
        int i = 3 * (int) (Math.clamp(share, 0.0, 1.0) * STEPS);
        out[0] = table[i];
        out[1] = table[i + 1];
        out[2] = table[i + 2];
    }
}
