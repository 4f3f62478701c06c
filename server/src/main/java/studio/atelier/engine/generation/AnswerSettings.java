package studio.atelier.engine.generation;

import java.time.Duration;
import studio.atelier.platform.settings.SettingsReader;

/// @param kept how long an answer may be given again; zero: answers are not kept
public record AnswerSettings(Duration kept) {

    static final Duration KEPT_MAX = Duration.ofHours(24);

    public static AnswerSettings read(SettingsReader settings) {
        return new AnswerSettings(settings.duration(
                "ATELIER_CACHE_TTL",
                Duration.ofMinutes(15),
                Duration.ZERO,
                KEPT_MAX,
                "How long an answer is given again to the same person for the same request; 0s never."));
    }
}
