package studio.atelier.engine.demo.sound;

/// A sound being made: two channels of samples, 0 in the middle. Not thread-safe.
public final class Stereo {

    /// Frames a second.
    static final int RATE = 44_100;

    private final float[] left;
    private final float[] right;

    Stereo(int frames) {
        this.left = new float[frames];
        this.right = new float[frames];
    }

    int frames() {
        return left.length;
    }

    float left(int frame) {
        return left[frame];
    }

    float right(int frame) {
        return right[frame];
    }

    void set(int frame, double leftValue, double rightValue) {
        left[frame] = (float) leftValue;
        right[frame] = (float) rightValue;
    }

    /// Mixes one sample in; beyond the end it is lost.
    ///
    /// @param pan -1 left to 1 right, at equal power
    void add(int frame, double value, double pan) {
        if (frame >= 0 && frame < left.length) {
            double angle = (pan + 1) * Math.PI / 4;
            left[frame] += (float) (value * Math.cos(angle));
            right[frame] += (float) (value * Math.sin(angle));
        }
    }

    /// Turns the loudest sample to `peak`, and lets begin and end fade.
    void finish(double peak, double fadeInSeconds, double fadeOutSeconds) {
        float loudest = 1e-6f;
        for (int i = 0; i < left.length; i++) {
            loudest = Math.max(loudest, Math.max(Math.abs(left[i]), Math.abs(right[i])));
        }
        double in = fadeInSeconds * RATE;
        double out = fadeOutSeconds * RATE;
        for (int i = 0; i < left.length; i++) {
            double fade = Math.min(1, Math.min(i / in, (left.length - 1 - i) / out));
            float gain = (float) (peak / loudest * Math.sin(Math.max(0, fade) * Math.PI / 2));
            left[i] *= gain;
            right[i] *= gain;
        }
    }
}
