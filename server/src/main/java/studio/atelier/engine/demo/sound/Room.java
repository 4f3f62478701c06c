package studio.atelier.engine.demo.sound;

/// Echo and reverberation after Schroeder: combs side by side, then all-passes in a row, a little different
/// for each ear.
final class Room {

    private static final int[] COMBS = {1557, 1617, 1491, 1422, 1277, 1356};
    private static final int[] PASSES = {225, 556, 441};
    private static final int SPREAD = 23;

    private final double[][] combs = new double[COMBS.length][];
    private final double[] dull = new double[COMBS.length];
    private final double[][] passes = new double[PASSES.length][];
    private final int[] combAt = new int[COMBS.length];
    private final int[] passAt = new int[PASSES.length];

    private Room(int spread) {
        for (int i = 0; i < COMBS.length; i++) {
            combs[i] = new double[COMBS[i] + spread];
        }
        for (int i = 0; i < PASSES.length; i++) {
            passes[i] = new double[PASSES[i] + spread];
        }
    }

    /// @param echoSeconds time between two echoes
    /// @param wet         0 dry to 1 far away
    static Stereo around(Stereo dry, double echoSeconds, double wet) {
        int frames = dry.frames();
        var out = new Stereo(frames);
        var leftRoom = new Room(0);
        var rightRoom = new Room(SPREAD);
        int delay = Math.max(1, (int) (echoSeconds * Stereo.RATE));
        double[] leftEcho = new double[delay];
        double[] rightEcho = new double[delay];
        for (int i = 0; i < frames; i++) {
            int at = i % delay;
            double left = dry.left(i) + leftEcho[at] * 0.3;
            double right = dry.right(i) + rightEcho[at] * 0.3;
            // Crossed, so that each echo comes from the other side.
            double kept = leftEcho[at];
            leftEcho[at] = dry.left(i) * 0.8 + rightEcho[at] * 0.4;
            rightEcho[at] = dry.right(i) * 0.8 + kept * 0.4;
            double mono = (left + right) * 0.5;
            double leftWet = leftRoom.pass(mono * 0.6 + left * 0.4);
            double rightWet = rightRoom.pass(mono * 0.6 + right * 0.4);
            out.set(i, Math.tanh(left + leftWet * wet), Math.tanh(right + rightWet * wet));
        }
        return out;
    }

    private double pass(double value) {
        double sum = 0;
        for (int i = 0; i < combs.length; i++) {
            double[] comb = combs[i];
            double heard = comb[combAt[i]];
            dull[i] += (heard - dull[i]) * 0.68;
            comb[combAt[i]] = value + dull[i] * 0.845;
            combAt[i] = (combAt[i] + 1) % comb.length;
            sum += heard;
        }
        sum /= 3.2;
        for (int i = 0; i < passes.length; i++) {
            double[] pass = passes[i];
            double heard = pass[passAt[i]];
            pass[passAt[i]] = sum + heard * 0.5;
            passAt[i] = (passAt[i] + 1) % pass.length;
            sum = heard - sum * 0.5;
        }
        return sum;
    }
}
