package studio.atelier.platform.limits;

import studio.atelier.platform.settings.SettingsReader;

/// How often callers may ask, where no tier says otherwise. A minute's worth may come at once.
///
/// @param on                 false switches every limit off
/// @param requestsPerMinute  by person, once signed in
/// @param keyPerMinute       by access key of a person
/// @param addressPerMinute   by address, for requests without a sign-in and for those that fail to prove
///     one
/// @param servicePerMinute   of all that hold the service's key together
public record LimitSettings(
        boolean on, long requestsPerMinute, long keyPerMinute, long addressPerMinute, long servicePerMinute) {

    public static LimitSettings read(SettingsReader settings) {
        return new LimitSettings(
                settings.flag("ATELIER_LIMITS", true, "Rate limits; off only for tests and private machines."),
                requests(settings, "ATELIER_LIMIT_REQUESTS", 1500, "Requests a minute for a signed-in person."),
                requests(settings, "ATELIER_LIMIT_KEY_REQUESTS", 3000, "Requests a minute with one access key."),
                requests(
                        settings,
                        "ATELIER_LIMIT_ADDRESS",
                        1500,
                        "Requests a minute from one address without a sign-in."),
                requests(
                        settings,
                        "ATELIER_LIMIT_SERVICE",
                        60_000,
                        "Requests a minute with the service's key, all of them together."));
    }

    private static long requests(SettingsReader settings, String name, long initial, String purpose) {
        return settings.whole(name, initial, 1, Rate.CAPACITY_MAX, purpose);
    }
}
