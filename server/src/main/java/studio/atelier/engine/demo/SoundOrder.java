package studio.atelier.engine.demo;

/// A sound that is wanted. The same order gives the same sound, sample by sample.
///
/// @param prompt  its words choose mode, tempo and voices
/// @param seconds 2 to 30
/// @param mood    `calm`, `bright`, `dark`, `playful`; anything else leaves it to the words
public record SoundOrder(String prompt, long seed, int seconds, String mood) {

    public SoundOrder {
        if (seconds < 2 || seconds > 30) {
            throw new IllegalArgumentException("a demo sound lasts 2 to 30 seconds, not " + seconds);
        }
    }
}
