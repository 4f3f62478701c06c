package studio.atelier.engine.demo.picture;

/// Still or moving water: shows what stands above the shore line again, broken by ripples.
///
/// @param shore where the water begins, in units from the top
/// @param rough 0 a mirror to 1 a swell
/// @param lampX where the light comes from
record Water(double shore, double rough, double lampX) {

    void paint(Canvas canvas, Palette palette, Noise noise) {
        int first = Math.max(1, (int) (shore * canvas.scale));
        double depth = canvas.height - shore;
        float[] deep = palette.zenith().mix(palette.near(), 0.45).linear();
        float[] glint = palette.light().mix(palette.horizon(), 0.25).linear();
        float[] above = new float[3];
        for (int row = first; row < canvas.rows; row++) {
            double down = Math.max(0, canvas.y(row) - shore);
            double away = 1 / (0.035 + down);
            double fresnel = 0.16 + 0.5 * Math.pow(down / depth, 0.8);
            for (int column = 0; column < canvas.columns; column++) {
                double x = canvas.x(column);
                double wave = noise.layers(x * away * 0.42, away * 2.1, 4);
                double small = noise.at(x * away * 1.3 + 50, away * 6.3);
                double bend = (wave * 0.75 + small * 0.35) * rough;
                double rise = down * (0.92 + bend * 0.55) + bend * 0.012;
                sample(canvas, x + bend * down * 0.12, shore - Math.max(0.001, rise), first, above);
                double body = Math.clamp(fresnel + bend * 0.28, 0, 0.92);
                double lane = Math.exp(-Math.pow((x - lampX) / (0.035 + down * 0.34), 2));
                double crest = Sky.smooth(0.32, 0.62, wave * 0.6 + small * 0.55);
                float sparkle = (float) (crest * lane * (0.28 + 0.72 * rough) * 0.8);
                int i = (row * canvas.columns + column) * 3;
                for (int c = 0; c < 3; c++) {
                    double base = above[c] + (deep[c] - above[c]) * body;
                    canvas.light[i + c] = (float) (base + glint[c] * sparkle);
                }
            }
        }
    }

    private static void sample(Canvas canvas, double x, double y, int below, float[] out) {
        double px = Math.clamp(x * canvas.scale - 0.5, 0, canvas.columns - 1.001);
        double py = Math.clamp(y * canvas.scale - 0.5, 0, Math.max(0, below - 1.001));
        int column = (int) px;
        int row = (int) py;
        float fx = (float) (px - column);
        float fy = (float) (py - row);
        int a = (row * canvas.columns + column) * 3;
        int b = a + canvas.columns * 3;
        for (int c = 0; c < 3; c++) {
            float upper = canvas.light[a + c] + (canvas.light[a + 3 + c] - canvas.light[a + c]) * fx;
            float lower = canvas.light[b + c] + (canvas.light[b + 3 + c] - canvas.light[b + c]) * fx;
            out[c] = upper + (lower - upper) * fy;
        }
    }
}
