package studio.atelier.platform.limits;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;

/// How often callers may ask, where no tier says otherwise. A minute's worth may come at once.
///
/// @param on                 false switches every limit off
/// @param requestsPerMinute  by person, once signed in
/// @param keyPerMinute       by access key of a person
/// @param addressPerMinute   by address, for requests without a sign-in and for those that fail to prove
///     one
/// @param servicePerMinute   of all that hold the service's key together
/// @param redis              where all nodes count together; empty: each node by itself
/// @param redisAnswer        how long a request waits for Redis before its node counts by itself
public record LimitSettings(
        boolean on,
        long requestsPerMinute,
        long keyPerMinute,
        long addressPerMinute,
        long servicePerMinute,
        Optional<Secret> redis,
        Duration redisAnswer) {

    public static LimitSettings read(SettingsReader settings) {
        return new LimitSettings(
                settings.flag("ATELIER_LIMITS", true, "Rate limits; off only for tests and private machines."),
                requests(settings, "ATELIER_LIMIT_REQUESTS", 100, "Requests a minute for a signed-in person."),
                requests(settings, "ATELIER_LIMIT_KEY_REQUESTS", 3000, "Requests a minute with one access key."),
                requests(
                        settings,
                        "ATELIER_LIMIT_ADDRESS",
                        300,
                        "Requests a minute from one address without a sign-in."),
                requests(
                        settings,
                        "ATELIER_LIMIT_SERVICE",
                        60_000,
                        "Requests a minute with the service's key, all of them together."),
                redis(settings),
                settings.duration(
                        "ATELIER_REDIS_TIMEOUT",
                        Duration.ofMillis(250),
                        Duration.ofMillis(10),
                        Duration.ofSeconds(5),
                        "How long a request waits for Redis before limits are counted on this node alone."));
    }

    /// What it is set to may hold a password, so a fault does not repeat it.
    private static Optional<Secret> redis(SettingsReader settings) {
        Optional<Secret> url = settings.secret(
                "ATELIER_REDIS_URL",
                "Redis where all nodes count limits together: redis://[user:password@]host[:port][/database], or"
                        + " rediss:// for TLS. Without it each node counts by itself.");
        return url.flatMap(secret -> usable(secret.reveal())
                ? url
                : settings.fault(
                        "ATELIER_REDIS_URL",
                        "takes redis:// or rediss:// with a host; a password in it is percent-encoded"));
    }

    private static boolean usable(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && ("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static long requests(SettingsReader settings, String name, long initial, String purpose) {
        return settings.whole(name, initial, 1, Rate.CAPACITY_MAX, purpose);
    }
}
