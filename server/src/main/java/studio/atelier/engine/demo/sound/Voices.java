package studio.atelier.engine.demo.sound;

import java.util.SplittableRandom;

/// The instruments. Frequencies in hertz, times in seconds, strengths about 0 to 1.
record Voices(Stereo out, SplittableRandom random) {

    private static final double RATE = Stereo.RATE;

    /// Several soft waves a little out of tune, that swell and fade.
    void pad(double frequency, double start, double length, double strength, double pan) {
        int first = (int) (start * RATE);
        int count = (int) ((length + 0.6) * RATE);
        double attack = Math.min(0.9, length * 0.35);
        for (int layer = 0; layer < 3; layer++) {
            double detune = 1 + (layer - 1) * 0.0031;
            double phase = random.nextDouble(2 * Math.PI);
            double step = 2 * Math.PI * frequency * detune / RATE;
            double side = Math.clamp(pan + (layer - 1) * 0.35, -1, 1);
            for (int i = 0; i < count && first + i < out.frames(); i++) {
                double time = i / RATE;
                double swell = Math.min(1, time / attack) * Math.min(1, (length + 0.6 - time) / 0.9);
                double p = phase + step * i;
                // A few overtones that open and close with the swell.
                double wave = Math.sin(p)
                        + 0.42 * swell * Math.sin(2 * p)
                        + 0.18 * swell * Math.sin(3 * p)
                        + 0.07 * Math.sin(4 * p);
                out.add(first + i, wave * swell * swell * strength, side);
            }
        }
    }

    void bass(double frequency, double start, double length, double strength) {
        int first = (int) (start * RATE);
        int count = (int) (length * RATE);
        double step = 2 * Math.PI * frequency / RATE;
        for (int i = 0; i < count && first + i < out.frames(); i++) {
            double time = i / RATE;
            double shape =
                    Math.min(1, time / 0.012) * Math.exp(-time * 1.1 / length) * Math.min(1, (length - time) / 0.06);
            double wave = Math.sin(step * i) + 0.3 * Math.sin(2 * step * i) * Math.exp(-time * 5);
            out.add(first + i, Math.tanh(wave * 1.2) * shape * strength, 0);
        }
    }

    void note(Mood.Voice voice, double frequency, double start, double strength, double pan) {
        switch (voice) {
            case BELL -> bell(frequency, start, strength, pan);
            case PLUCK -> pluck(frequency, start, strength * 1.5, pan);
            case KEYS -> keys(frequency, start, strength, pan);
        }
    }

    /// Frequency modulation at an odd ratio.
    private void bell(double frequency, double start, double strength, double pan) {
        int first = (int) (start * RATE);
        int count = (int) (2.6 * RATE);
        double step = 2 * Math.PI * frequency / RATE;
        for (int i = 0; i < count && first + i < out.frames(); i++) {
            double time = i / RATE;
            double index = 1.5 * Math.exp(-time * 3.4);
            double wave = Math.sin(step * i + index * Math.sin(step * 3.5 * i))
                    + 0.25 * Math.sin(step * 2 * i) * Math.exp(-time * 4);
            out.add(first + i, wave * Math.min(1, time / 0.003) * Math.exp(-time * 1.9) * strength * 0.7, pan);
        }
    }

    /// A string after Karplus and Strong: noise that runs round and gets duller.
    private void pluck(double frequency, double start, double strength, double pan) {
        int first = (int) (start * RATE);
        int count = (int) (1.9 * RATE);
        int length = Math.max(2, (int) Math.round(RATE / frequency));
        double[] string = new double[length];
        double last = 0;
        for (int i = 0; i < length; i++) {
            last += (random.nextDouble(-1, 1) - last) * 0.55;
            string[i] = last;
        }
        double mean = java.util.Arrays.stream(string).average().orElse(0);
        for (int i = 0; i < length; i++) {
            string[i] -= mean;
        }
        int at = 0;
        double before = 0;
        for (int i = 0; i < count && first + i < out.frames(); i++) {
            double value = string[at];
            string[at] = (value * 0.52 + before * 0.48) * 0.9965;
            before = value;
            at = (at + 1) % length;
            double end = Math.min(1, (count - i) / (0.2 * RATE));
            out.add(first + i, value * strength * end, pan);
        }
    }

    /// An electric piano: a sine, and a short tine above it.
    private void keys(double frequency, double start, double strength, double pan) {
        int first = (int) (start * RATE);
        int count = (int) (2.0 * RATE);
        double step = 2 * Math.PI * frequency / RATE;
        for (int i = 0; i < count && first + i < out.frames(); i++) {
            double time = i / RATE;
            double tine = Math.sin(step * 7 * i) * 0.09 * Math.exp(-time * 14);
            double body = Math.sin(step * i + 0.75 * Math.exp(-time * 2.6) * Math.sin(step * i));
            double tremolo = 1 - 0.14 * (0.5 + 0.5 * Math.sin(2 * Math.PI * 4.6 * time));
            double end = Math.min(1, (count - i) / (0.25 * RATE));
            out.add(
                    first + i,
                    (body + tine) * tremolo * Math.min(1, time / 0.004) * Math.exp(-time * 1.5) * end * strength,
                    pan);
        }
    }

    void shaker(double start, double strength) {
        int first = (int) (start * RATE);
        double low = 0;
        for (int i = 0; i < (int) (0.09 * RATE); i++) {
            double white = random.nextDouble(-1, 1);
            low += (white - low) * 0.35;
            double time = i / RATE;
            out.add(first + i, (white - low) * Math.min(1, time / 0.012) * Math.exp(-time * 48) * strength, 0.3);
        }
    }

    void thump(double start, double strength) {
        int first = (int) (start * RATE);
        double phase = 0;
        for (int i = 0; i < (int) (0.28 * RATE); i++) {
            double time = i / RATE;
            phase += 2 * Math.PI * (46 + 70 * Math.exp(-time * 32)) / RATE;
            out.add(first + i, Math.sin(phase) * Math.exp(-time * 13) * Math.min(1, time / 0.002) * strength, 0);
        }
    }

    void tap(double start, double strength) {
        int first = (int) (start * RATE);
        double band = 0;
        double low = 0;
        for (int i = 0; i < (int) (0.16 * RATE); i++) {
            double time = i / RATE;
            double white = random.nextDouble(-1, 1);
            band += (white - band) * 0.3;
            low += (band - low) * 0.08;
            out.add(first + i, (band - low) * Math.exp(-time * 26) * strength, -0.15);
        }
    }
}
