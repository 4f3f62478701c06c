package studio.atelier.engine.demo.sound;

import java.util.List;
import java.util.SplittableRandom;
import studio.atelier.engine.demo.Seeds;
import studio.atelier.engine.demo.SoundOrder;

/// Plays a piece from begin to end: pads for the chords, a bass, a melody that walks between chord notes,
/// quiet drums when it is lively, and the air; then puts it into a room.
public final class Performance {

    private static final double PEAK = 0.82;

    private final Mood mood;
    private final SplittableRandom random;
    private final Stereo dry;
    private final Voices voices;
    private final double beat;
    private final double seconds;
    private final int root;

    private Performance(SoundOrder order) {
        this.random = new SplittableRandom(Seeds.mix(order.prompt(), order.seed()));
        this.mood = Mood.of(order.prompt(), order.mood(), random);
        this.seconds = order.seconds();
        this.dry = new Stereo(order.seconds() * Stereo.RATE);
        this.voices = new Voices(dry, random);
        this.beat = 60.0 / mood.beats();
        this.root = random.nextInt(45, 53);
    }

    public static Stereo of(SoundOrder order) {
        return new Performance(order).play();
    }

    private Stereo play() {
        List<Integer> chords = mood.chords();
        double bar = beat * 4;
        int bars = (int) Math.ceil(seconds / bar);
        int walk = 4;
        for (int i = 0; i < bars; i++) {
            int chord = chords.get(i % chords.size());
            double start = i * bar;
            chord(chord, start, bar);
            bass(chord, start);
            walk = melody(chord, start, walk, i);
            if (mood.lively() > 0.5) {
                drums(start);
            }
        }
        Stereo wet = Room.around(dry, beat * 0.75, 0.3 + (1 - mood.lively()) * 0.25);
        new Weather(wet, random.split()).blow(mood.air());
        wet.finish(PEAK, 0.03, Math.min(2.2, seconds * 0.3));
        return wet;
    }

    private static double pitch(double note) {
        return 440 * Math.pow(2, (note - 69) / 12);
    }

    private void chord(int step, double start, double length) {
        int[] steps = {0, 2, 4, 6, 8};
        int count = mood.lively() > 0.7 ? 3 : 4;
        for (int i = 0; i < count; i++) {
            // Upper notes come down an octave when they would be shrill.
            int note = root + 12 + mood.semitone(step + steps[i]);
            while (note > root + 26) {
                note -= 12;
            }
            voices.pad(pitch(note), start, length * 1.12, 0.055, (i - 1.5) * 0.42);
        }
    }

    private void bass(int step, double start) {
        int low = root - 12 + mood.semitone(step);
        double note = pitch(low < 33 ? low + 12 : low);
        voices.bass(note, start, beat * (mood.lively() > 0.5 ? 1.4 : 3.6), 0.2);
        if (mood.lively() > 0.5) {
            voices.bass(note, start + beat * 2, beat * 1.2, 0.15);
        }
        if (mood.lively() > 0.75) {
            voices.bass(note * 1.5, start + beat * 3, beat * 0.8, 0.12);
        }
    }

    /// @param walk where the melody stood, as a step of the scale
    /// @return where it stands now
    private int melody(int chord, double start, int walk, int bar) {
        int at = walk;
        double time = 0;
        boolean rest = bar % 4 == 3 && random.nextBoolean();
        while (time < 4 && !rest) {
            double length = random.nextDouble() < mood.lively() ? 0.5 : random.nextBoolean() ? 1 : 1.5;
            boolean strong = time % 2 == 0;
            if (random.nextDouble() < 0.4 + mood.lively() * 0.45 || strong) {
                at = strong ? nearest(chord, at) : Math.clamp(at + random.nextInt(-2, 3), 0, 11);
                double strength = (strong ? 0.17 : 0.12) * random.nextDouble(0.75, 1.1);
                double pan = Math.sin(at * 0.9) * 0.45;
                voices.note(
                        mood.voice(),
                        pitch(root + 24 + mood.semitone(at) - (at > 8 ? 12 : 0)),
                        start + time * beat + human(),
                        strength,
                        pan);
            }
            time += length;
        }
        return at;
    }

    /// The next note of the chord, by scale steps.
    private int nearest(int chord, int from) {
        int best = from;
        int least = 99;
        for (int octave = 0; octave <= 7; octave += 7) {
            for (int step = 0; step <= 4; step += 2) {
                int candidate = Math.floorMod(chord + step, 7) + octave;
                int far = Math.abs(candidate - from) * 2 + (candidate == from ? 1 : 0);
                if (far < least && candidate <= 11) {
                    least = far;
                    best = candidate;
                }
            }
        }
        return best;
    }

    private void drums(double start) {
        for (int i = 0; i < 8; i++) {
            double time = start + i * beat / 2 + (i % 2 == 1 ? beat * 0.06 : 0);
            voices.shaker(time, i % 2 == 0 ? 0.028 : 0.05);
            if (i == 0 || i == 5) {
                voices.thump(time, 0.3);
            }
            if (i == 4 && mood.lively() > 0.7) {
                voices.tap(time, 0.12);
            }
        }
    }

    /// Nobody plays on the grid.
    private double human() {
        return random.nextDouble(-0.008, 0.012);
    }
}
