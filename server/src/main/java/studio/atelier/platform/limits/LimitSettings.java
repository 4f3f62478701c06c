package studio.atelier.platform.limits;

import studio.atelier.platform.settings.SettingsReader;

/// How often callers may ask.
///
/// @param on                 false switches every limit off
/// @param requestsPerMinute  by person, once signed in
/// @param addressPerMinute   by address, for requests without a sign-in and for those that fail to prove
///     one
public record LimitSettings(boolean on, long requestsPerMinute, long addressPerMinute) {

    public static LimitSettings read(SettingsReader settings) {
        return new LimitSettings(
                settings.flag("ATELIER_LIMITS", true, "Rate limits; off only for tests and private machines."),
                settings.whole(
                        "ATELIER_LIMIT_REQUESTS", 100, 1, 1_000_000, "Requests a minute for a signed-in person."),
                settings.whole(
                        "ATELIER_LIMIT_ADDRESS",
                        300,
                        1,
                        1_000_000,
                        "Requests a minute from one address without a sign-in."));
    }
}
