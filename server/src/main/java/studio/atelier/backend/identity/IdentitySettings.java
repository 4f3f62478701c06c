package studio.atelier.backend.identity;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import studio.atelier.backend.identity.internal.EmailAddress;
import studio.atelier.backend.identity.internal.PasswordRule;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;

/// How people come in and how long they stay.
///
/// @param signup            anybody may make an account once the first person exists
/// @param owner             the first person, made at start where nobody exists
/// @param tokenLifetime     of an access token
/// @param sessionIdle       a sign-in ends when it is not used for this long
/// @param sessionMax        and after this long in any case
/// @param passwordLengthMin in characters; administrators need at least 8 whatever this says
/// @param attempts          sign-ins and the like from one address in 5 minutes
public record IdentitySettings(
        boolean signup,
        Optional<Owner> owner,
        Duration tokenLifetime,
        Duration sessionIdle,
        Duration sessionMax,
        int passwordLengthMin,
        long attempts) {

    public record Owner(String email, Secret password) {}

    public static IdentitySettings read(SettingsReader settings) {
        boolean signup = settings.flag(
                "ATELIER_AUTH_SIGNUP", false, "Anybody may make an account; an administrator can switch it too.");
        Optional<Owner> owner = owner(settings);
        Duration token = settings.duration(
                "ATELIER_AUTH_TOKEN_LIFETIME",
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                Duration.ofHours(24),
                "Lifetime of an access token.");
        Duration idle = settings.duration(
                "ATELIER_AUTH_SESSION_IDLE",
                Duration.ofDays(14),
                Duration.ofHours(1),
                Duration.ofDays(365),
                "A sign-in ends when it is not used for this long.");
        Duration max = settings.duration(
                "ATELIER_AUTH_SESSION_MAX",
                Duration.ofDays(90),
                Duration.ofHours(1),
                Duration.ofDays(3_650),
                "A sign-in ends after this long in any case.");
        // 6 is what front ends of Supabase expect; their sign-up pages check it before they ask us.
        int length = (int) settings.whole(
                "ATELIER_AUTH_PASSWORD_MIN", 6, 6, 64, "Shortest password, in characters; administrators need 8.");
        long attempts = settings.whole(
                "ATELIER_AUTH_ATTEMPTS", 30, 1, 100_000, "Sign-ins and sign-ups from one address in 5 minutes.");
        return new IdentitySettings(signup, owner, token, idle, max, length, attempts);
    }

    private static Optional<Owner> owner(SettingsReader settings) {
        Optional<String> email =
                settings.optional("ATELIER_OWNER_EMAIL", "Makes the first person at start, with the password.");
        Optional<Secret> password = settings.secret("ATELIER_OWNER_PASSWORD", "Password of the first person.");
        if (email.isPresent() != password.isPresent()) {
            settings.fault(
                    email.isPresent() ? "ATELIER_OWNER_PASSWORD" : "ATELIER_OWNER_EMAIL",
                    "is missing; e-mail and password of the owner are set together");
        }
        if (email.isPresent() && !EmailAddress.valid(email.get())) {
            settings.fault("ATELIER_OWNER_EMAIL", "takes an e-mail address");
        }
        if (password.isPresent() && !PasswordRule.ADMIN.accepts(password.get().reveal())) {
            settings.fault("ATELIER_OWNER_PASSWORD", "takes at least 8 characters and at most 72 bytes");
        }
        return email.flatMap(address ->
                password.map(secret -> new Owner(address.trim().toLowerCase(Locale.ROOT), secret)));
    }
}
