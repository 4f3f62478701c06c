package studio.atelier.engine.demo.sound;

import java.util.SplittableRandom;

/// Coloured noise that moves slowly: what is heard behind the music.
record Weather(Stereo out, SplittableRandom random) {

    void blow(Mood.Air air) {
        switch (air) {
            case NONE -> {
                // Silence is part of it.
            }
            case SEA -> noise(0.035, 0.115, 0.09, 0.75);
            case WIND -> noise(0.02, 0.07, 0.05, 0.45);
            case RAIN -> {
                noise(0.3, 0.02, 0.23, 0.12);
                drops();
            }
        }
    }

    /// @param open     how much of the high end passes, 0 to 1
    /// @param strength of the whole
    /// @param speed    of the slow swell, hertz
    /// @param depth    of the swell, 0 to 1
    private void noise(double open, double strength, double speed, double depth) {
        double[] low = new double[4];
        double phase = random.nextDouble(2 * Math.PI);
        for (int i = 0; i < out.frames(); i++) {
            double time = (double) i / Stereo.RATE;
            double swell = 0.5
                    - 0.5
                            * Math.cos(phase
                                    + 2 * Math.PI * speed * time
                                    + 0.8 * Math.sin(2 * Math.PI * speed * 0.37 * time));
            double loud = 1 - depth + depth * swell;
            double cut = open * (0.45 + 0.9 * swell * depth + 0.2);
            for (int side = 0; side < 2; side++) {
                double white = random.nextDouble(-1, 1);
                low[side] += (white - low[side]) * cut;
                low[side + 2] += (low[side] - low[side + 2]) * 0.004;
                out.add(
                        i,
                        (low[side] - low[side + 2]) * loud * strength / Math.sqrt(open) * 0.8,
                        side == 0 ? -0.8 : 0.8);
            }
        }
    }

    private void drops() {
        int count = (int) (out.frames() / (double) Stereo.RATE * 55);
        for (int n = 0; n < count; n++) {
            int first = random.nextInt(out.frames());
            double strength = 0.028 * Math.pow(random.nextDouble(), 3);
            double step = 2 * Math.PI * random.nextDouble(1800, 5200) / Stereo.RATE;
            double pan = random.nextDouble(-1, 1);
            for (int i = 0; i < 900; i++) {
                out.add(first + i, Math.sin(step * i) * Math.exp(-i / 160.0) * strength, pan);
            }
        }
    }
}
