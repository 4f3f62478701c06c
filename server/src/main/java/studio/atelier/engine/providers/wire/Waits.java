package studio.atelier.engine.providers.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.outbound.Outcome;

/// Reads how long a provider wants to be left alone.
public final class Waits {

    private static final Duration WAIT_MAX = Duration.ofHours(1);

    private Waits() {}

    /// `retry-after-ms`, then `retry-after` as seconds or as a date; an hour at most.
    static @Nullable Duration of(Outcome.Answered answer) {
        return answer.header("retry-after-ms")
                .flatMap(text -> seconds(text, 0.001))
                .or(() -> answer.header("retry-after").flatMap(Waits::secondsOrDate))
                .map(Waits::limited)
                .orElse(null);
    }

    /// A duration as Google writes it: `34s`, `1.5s`; null for anything else.
    public static @Nullable Duration ofProtobuf(String text) {
        return text.endsWith("s")
                ? seconds(text.substring(0, text.length() - 1), 1)
                        .map(Waits::limited)
                        .orElse(null)
                : null;
    }

    private static Duration limited(Duration wait) {
        return wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
    }

    private static Optional<Duration> secondsOrDate(String text) {
        Optional<Duration> seconds = seconds(text, 1);
        if (seconds.isPresent()) {
            return seconds;
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> seconds(String text, double unit) {
        try {
            double value = Double.parseDouble(text.strip()) * unit;
            return value >= 0 && value < 1e9
                    ? Optional.of(Duration.ofMillis(Math.round(value * 1000)))
                    : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
