package studio.atelier.engine.generation;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.SettingsReader;

/// @param executors   runs at once on this node
/// @param perPerson   runs at once for one person
/// @param perProvider runs at once at one provider, where no row says otherwise
/// @param perModel    the same for one model
/// @param perKey      the same for one key
/// @param perMinute   accepted requests of one person in a minute
/// @param attemptsMax tries before a run is a dead letter
/// @param lease       how long a node may be silent before another takes its runs
/// @param poll        how long the queue sleeps when nothing wakes it
/// @param callbackWait how long a provider's call is awaited about a create whose answer was lost
/// @param callbackUrl under which providers reach this server; null: as people do
public record GenerationSettings(
        int executors,
        int perPerson,
        int perProvider,
        int perModel,
        int perKey,
        int perMinute,
        int attemptsMax,
        Duration lease,
        Duration poll,
        Duration callbackWait,
        @Nullable URI callbackUrl) {

    public static GenerationSettings read(SettingsReader settings) {
        return new GenerationSettings(
                (int) settings.whole("ATELIER_RUNS_MAX", 64, 1, 2000, "Runs at once on this node."),
                (int) settings.whole("ATELIER_RUNS_PER_PERSON", 8, 1, 2000, "Runs at once for one person."),
                runs(settings, "ATELIER_RUNS_PER_PROVIDER", "Runs at once at one provider."),
                runs(settings, "ATELIER_RUNS_PER_MODEL", "Runs at once with one model."),
                runs(settings, "ATELIER_RUNS_PER_KEY", "Runs at once with one provider key."),
                (int) settings.whole(
                        "ATELIER_GENERATIONS_PER_MINUTE",
                        20,
                        1,
                        100_000,
                        "Generations a person may start in a minute, where no tier says otherwise."),
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
                settings.duration(
                        "ATELIER_RUN_CALLBACK_WAIT",
                        Duration.ofHours(3),
                        Duration.ZERO,
                        Duration.ofHours(24),
                        "How long a provider's call is awaited about a job whose submit was not answered; 0s not at all."),
                callbackUrl(settings));
    }

    private static int runs(SettingsReader settings, String name, String help) {
        return (int) settings.whole(name, 200, 1, 2000, help);
    }

    /// What holds where no row says otherwise.
    LeaseStore.Limits limits() {
        return new LeaseStore.Limits(perPerson, perProvider, perModel, perKey);
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
