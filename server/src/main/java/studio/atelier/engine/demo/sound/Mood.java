package studio.atelier.engine.demo.sound;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// What the words ask of the music.
///
/// @param scale  seven steps of the mode, in semitones
/// @param chords roots of the progression, as steps of the scale
/// @param beats  a minute
/// @param lively 0 sparse to 1 busy
/// @param air    what sounds in the background
record Mood(List<Integer> scale, List<Integer> chords, int beats, double lively, Air air, Voice voice) {

    enum Air {
        NONE,
        SEA,
        RAIN,
        WIND
    }

    enum Voice {
        BELL,
        PLUCK,
        KEYS
    }

    private static final List<Integer> IONIAN = List.of(0, 2, 4, 5, 7, 9, 11);
    private static final List<Integer> LYDIAN = List.of(0, 2, 4, 6, 7, 9, 11);
    private static final List<Integer> DORIAN = List.of(0, 2, 3, 5, 7, 9, 10);
    private static final List<Integer> AEOLIAN = List.of(0, 2, 3, 5, 7, 8, 10);

    private static final Pattern DARK =
            words("dark|night|sad|storm|noir|gothic|winter|lonely|melancholy|mystery|rain|deep|shadow|fear|ghost");
    private static final Pattern BRIGHT =
            words("bright|sunny|happy|morning|sun|spring|joy|hope|summer|gold|golden|light|dawn|celebration|triumph");
    private static final Pattern PLAYFUL = words(
            "playful|dance|funny|cartoon|kids|children|party|game|fast|energetic|upbeat|arcade|jazz|funk|pop|cat");
    private static final Pattern SEA = words("sea|ocean|beach|wave|waves|lake|water|river|coast|boat|island");
    private static final Pattern RAIN = words("rain|rainy|storm|thunder|drizzle|monsoon");
    private static final Pattern WIND = words("wind|desert|mountain|mountains|snow|space|winter|forest|night|ambient");
    private static final Pattern BELL =
            words("bell|bells|magic|star|stars|crystal|snow|ice|night|dream|space|winter|music box");
    private static final Pattern PLUCK = words("guitar|harp|pluck|folk|asian|koto|kalimba|garden|garten|summer|desert");

    private static Pattern words(String any) {
        return Pattern.compile("\\b(" + any + ")\\b");
    }

    static Mood of(String prompt, String wish, SplittableRandom random) {
        String words = prompt.toLowerCase(Locale.ROOT);
        String kind = switch (wish) {
            case "calm", "bright", "dark", "playful" -> wish;
            default ->
                has(PLAYFUL, words) ? "playful" : has(DARK, words) ? "dark" : has(BRIGHT, words) ? "bright" : "calm";
        };
        Air air = has(RAIN, words) ? Air.RAIN : has(SEA, words) ? Air.SEA : has(WIND, words) ? Air.WIND : Air.NONE;
        Voice voice = has(BELL, words)
                ? Voice.BELL
                : has(PLUCK, words)
                        ? Voice.PLUCK
                        : List.of(Voice.BELL, Voice.PLUCK, Voice.KEYS).get(random.nextInt(3));
        return switch (kind) {
            case "bright" ->
                new Mood(
                        random.nextBoolean() ? IONIAN : LYDIAN,
                        pick(random, List.of(0, 4, 5, 3), List.of(0, 2, 3, 4), List.of(3, 0, 4, 5)),
                        random.nextInt(84, 104),
                        0.62,
                        air,
                        voice);
            case "dark" ->
                new Mood(
                        AEOLIAN,
                        pick(random, List.of(0, 5, 2, 6), List.of(0, 3, 5, 4), List.of(0, 6, 5, 4)),
                        random.nextInt(60, 74),
                        0.34,
                        air == Air.NONE ? Air.WIND : air,
                        voice);
            case "playful" ->
                new Mood(
                        random.nextBoolean() ? IONIAN : DORIAN,
                        pick(random, List.of(0, 5, 1, 4), List.of(0, 3, 0, 4), List.of(0, 1, 3, 4)),
                        random.nextInt(108, 126),
                        0.85,
                        air,
                        voice == Voice.BELL ? Voice.PLUCK : voice);
            default ->
                new Mood(
                        random.nextBoolean() ? DORIAN : LYDIAN,
                        pick(random, List.of(0, 3, 4, 3), List.of(0, 4, 1, 3), List.of(0, 5, 3, 4)),
                        random.nextInt(66, 82),
                        0.42,
                        air,
                        voice);
        };
    }

    private static boolean has(Pattern pattern, String words) {
        return pattern.matcher(words).find();
    }

    @SafeVarargs
    private static List<Integer> pick(SplittableRandom random, List<Integer>... choice) {
        return choice[random.nextInt(choice.length)];
    }

    /// Semitones above the root for any step, below and above the octave too.
    int semitone(int step) {
        return scale.get(Math.floorMod(step, 7)) + 12 * Math.floorDiv(step, 7);
    }
}
