package studio.atelier.engine.generation;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.SettingsReader;

/// @param executors   runs at once on this node
/// @param perPerson   runs at once for one person
/// @param perMinute   accepted requests of one person in a minute
/// @param attemptsMax tries before a run is a dead letter
/// @param lease       how long a node may be silent before another takes its runs
/// @param poll        how long the queue sleeps when nothing wakes it
/// @param callbackUrl under which providers reach this server; null: as people do
public record GenerationSettings(
        int executors,
        int perPerson,
        int perMinute,
        int attemptsMax,
        Duration lease,
        Duration poll,
        @Nullable URI callbackUrl) {

    public static GenerationSettings read(SettingsReader settings) {
        return new GenerationSettings(
                (int) settings.whole("ATELIER_RUNS_MAX", 64, 1, 2000, "Runs at once on this node."),
                (int) settings.whole("ATELIER_RUNS_PER_PERSON", 8, 1, 2000, "Runs at once for one person."),
                (int) settings.whole(
                        "ATELIER_GENERATIONS_PER_MINUTE",
                        20,
                        1,
                        100_000,
                        "Generations a person may start in a minute."),
                (int) settings.whole("ATELIER_RUN_ATTEMPTS", 5, 1, 100, "Tries before a run is given up."),
                settings.duration(
                        "ATELIER_RUN_LEASE",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(10),
                        "How long a node may be silent before others take its runs."),
                settings.duration(
                        "ATELIER_RUN_POLL",
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        "How long the queue sleeps when nothing wakes it."),
                callbackUrl(settings));
    }

    private static @Nullable URI callbackUrl(SettingsReader settings) {
        String text = settings.optional(
                        "ATELIER_CALLBACK_URL",
                        "Under which providers reach this server, where that is not ATELIER_SITE_URL.")
                .orElse("");
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI url = new URI(text);
            if (url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            // The fault below says what it takes.
            settings.fault("ATELIER_CALLBACK_URL", "cannot be read: " + malformed.getReason());
            return null;
        }
        settings.fault("ATELIER_CALLBACK_URL", "takes scheme and host, such as https://hooks.example.org");
        return null;
    }
}
