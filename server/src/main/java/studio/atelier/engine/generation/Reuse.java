package studio.atelier.engine.generation;

import java.time.Duration;

/// Whether an answer that was given before may be given again.
///
/// @param maxAge how old it may be; zero: never
/// @param asked  the caller wants it also where chance plays a part
public record Reuse(Duration maxAge, boolean asked) {

    /// Whoever repeats a request wants something new.
    public static final Reuse NEVER = new Reuse(Duration.ZERO, false);

    /// Where the same request would be answered alike anyway.
    public static final Reuse WHERE_ALIKE = new Reuse(AnswerSettings.KEPT_MAX, false);

    public Reuse {
        if (maxAge.isNegative()) {
            throw new IllegalArgumentException("an age is not below zero: " + maxAge);
        }
    }

    /// Wherever one is there.
    public static Reuse upTo(Duration maxAge) {
        return new Reuse(maxAge, true);
    }
}
