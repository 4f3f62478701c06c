package studio.atelier.backend.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import studio.atelier.backend.identity.internal.EmailAddress;
import studio.atelier.backend.identity.internal.PasswordRule;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;

/// How people come in and how long they stay.
///
/// @param signup            anybody may make an account once the first person exists
/// @param owner             the first person, made at start where nobody exists
/// @param tokenLifetime     of an access token
/// @param sessionIdle       a sign-in ends when it is not used for this long
/// @param sessionMax        and after this long in any case
/// @param passwords         what a new one must be; administrators need at least 8 characters whatever this says
/// @param leakedPasswords   where new passwords are looked for among leaked ones; empty: nowhere
/// @param attempts          sign-ins and the like from one address in 5 minutes
/// @param doors             the ways in that are open
/// @param messages          rules of codes and links that are sent
/// @param redirects         where a browser may be sent after a link or another issuer, beside the site itself:
/// patterns
/// @param sharedSecret      HS256 secret of another issuer whose tokens are accepted
/// @param issuers           whose word is taken for who somebody is
/// @param keep              how long accounts stay that nobody uses
/// @param captcha           who tells people from programs; empty: nobody is asked
public record IdentitySettings(
        boolean signup,
        Optional<Owner> owner,
        Duration tokenLifetime,
        Duration sessionIdle,
        Duration sessionMax,
        PasswordRule passwords,
        Optional<URI> leakedPasswords,
        long attempts,
        Doors doors,
        Messages messages,
        List<String> redirects,
        Optional<Secret> sharedSecret,
        List<Issuer> issuers,
        Optional<Captcha> captcha,
        Keep keep) {

    private static final int SHARED_SECRET_BYTES_MIN = 32;
    private static final Pattern ISSUER_NAME = Pattern.compile("[a-z][a-z0-9_:-]{0,49}");

    public record Owner(String email, Secret password) {}

    /// @param autoconfirm    an address counts as the person's own without a message to it
    /// @param anonymous      people may come in without saying who they are
    /// @param phone          people may come in by a number
    /// @param manualLinking  a person may add and remove ways to sign in
    /// @param securePassword a new password needs a code from a message where the sign-in is a day old
    public record Doors(
            boolean autoconfirm, boolean anonymous, boolean phone, boolean manualLinking, boolean securePassword) {}

    /// @param codeLifetime of codes and links in e-mail
    /// @param interval     between two messages of a kind to one address
    /// @param perHour      messages asked for from one network address
    public record Messages(Duration codeLifetime, Duration interval, long perHour) {}

    /// @param unconfirmed accounts whose address nobody confirmed
    /// @param anonymous   accounts without an address, after their last sign-in
    public record Keep(Duration unconfirmed, Duration anonymous) {}

    /// Another server that knows people.
    ///
    /// @param name     as clients call it: `google`, `github`
    /// @param url      the issuer, or the site of GitHub
    /// @param label    as people read it on a button
    /// @param clientId what it calls us
    public record Issuer(String name, String label, Kind kind, URI url, String clientId, Secret clientSecret) {

        public enum Kind {
            /// OpenID Connect with discovery.
            OPENID,
            /// OAuth 2 with GitHub's own API.
            GITHUB
        }
    }

    /// @param kind    `hcaptcha` or `turnstile`
    /// @param url     where a token is checked
    /// @param siteKey what our pages show the challenge with
    public record Captcha(String kind, URI url, String siteKey, Secret secret) {}

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
        long attempts = settings.whole(
                "ATELIER_AUTH_ATTEMPTS", 30, 1, 100_000, "Sign-ins and sign-ups from one address in 5 minutes.");
        return new IdentitySettings(
                signup,
                owner,
                token,
                idle,
                max,
                passwords(settings),
                leakedPasswords(settings),
                attempts,
                doors(settings),
                messages(settings),
                settings.list(
                        "ATELIER_AUTH_REDIRECTS",
                        "address pattern",
                        Function.identity(),
                        "Where a browser may be sent after sign-in, beside the site: * is a part, ** is anything."),
                sharedSecret(settings),
                issuers(settings),
                captcha(settings),
                keep(settings));
    }

    private static PasswordRule passwords(SettingsReader settings) {
        // 6 is what front ends of Supabase expect; their sign-up pages check it before they ask us.
        int length = (int) settings.whole(
                "ATELIER_AUTH_PASSWORD_MIN", 6, 6, 64, "Shortest password, in characters; administrators need 8.");
        List<PasswordRule.Characters> needs = settings.list(
                "ATELIER_AUTH_PASSWORD_CHARACTERS",
                "kind of characters: lower, upper, digits or symbols",
                PasswordRule.Characters::of,
                "What a new password has at least one of each: lower, upper, digits, symbols.");
        return new PasswordRule(length, needs);
    }

    private static Optional<URI> leakedPasswords(SettingsReader settings) {
        boolean on = settings.flag(
                "ATELIER_AUTH_PASSWORD_LEAKED",
                false,
                "Refuse new passwords that are in lists of leaked ones; a service is told five characters of a hash.");
        URI ranges = url(
                settings,
                "ATELIER_AUTH_PASSWORD_LEAKED_URL",
                "https://api.pwnedpasswords.com/range",
                "That service, as Have I Been Pwned answers for ranges.");
        return on ? Optional.of(ranges) : Optional.empty();
    }

    private static Doors doors(SettingsReader settings) {
        // Where nothing sends there is nobody to read a message, so an address counts at once.
        boolean development = MailSettings.read(settings).development();
        boolean autoconfirm = settings.flag(
                "ATELIER_AUTH_AUTOCONFIRM",
                development,
                "An address counts as confirmed without a message to it; off by default once ATELIER_MAIL sends.");
        boolean anonymous = settings.flag(
                "ATELIER_AUTH_ANONYMOUS",
                false,
                "People may come in without an address, as clients' anonymous sign-in.");
        boolean phone = settings.flag(
                "ATELIER_AUTH_PHONE",
                development || !(MailSettings.read(settings).sms() instanceof MailSettings.Sms.Sink),
                "People may come in by a telephone number; off by default where mail is sent and text messages are not.");
        boolean linking =
                settings.flag("ATELIER_AUTH_MANUAL_LINKING", false, "A person may add and remove ways to sign in.");
        boolean secure = settings.flag(
                "ATELIER_AUTH_SECURE_PASSWORD",
                false,
                "A new password needs a code from a message where the sign-in is a day old.");
        return new Doors(autoconfirm, anonymous, phone, linking, secure);
    }

    private static Messages messages(SettingsReader settings) {
        return new Messages(
                settings.duration(
                        "ATELIER_AUTH_CODE_LIFETIME",
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Duration.ofHours(24),
                        "How long codes and links in e-mail are good."),
                settings.duration(
                        "ATELIER_AUTH_SEND_INTERVAL",
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        "Between two messages of a kind to one address."),
                settings.whole(
                        "ATELIER_AUTH_SENDS",
                        60,
                        1,
                        100_000,
                        "Messages asked for from one network address in an hour."));
    }

    private static Keep keep(SettingsReader settings) {
        return new Keep(
                settings.duration(
                        "ATELIER_AUTH_UNCONFIRMED_KEEP",
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(3_650),
                        "Accounts whose address nobody confirmed are removed after this long."),
                settings.duration(
                        "ATELIER_AUTH_ANONYMOUS_KEEP",
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(3_650),
                        "Anonymous accounts are removed this long after their last sign-in, once it has ended."));
    }

    private static Optional<Secret> sharedSecret(SettingsReader settings) {
        Optional<Secret> secret = settings.secret(
                "ATELIER_JWT_SECRET", "HS256 secret of another issuer; its tokens are accepted beside our own.");
        if (secret.isPresent() && secret.get().reveal().getBytes(UTF_8).length < SHARED_SECRET_BYTES_MIN) {
            settings.fault("ATELIER_JWT_SECRET", "takes at least " + SHARED_SECRET_BYTES_MIN + " bytes");
            return Optional.empty();
        }
        return secret;
    }

    private static List<Issuer> issuers(SettingsReader settings) {
        List<Issuer> all = new ArrayList<>();
        URI google = URI.create("https://accounts.google.com");
        client(settings, "GOOGLE", "Google")
                .ifPresent(client -> all.add(
                        new Issuer("google", "Google", Issuer.Kind.OPENID, google, client.id(), client.secret())));
        URI github = url(settings, "ATELIER_AUTH_GITHUB_URL", "https://github.com", "Site of GitHub.");
        client(settings, "GITHUB", "GitHub")
                .ifPresent(client -> all.add(
                        new Issuer("github", "GitHub", Issuer.Kind.GITHUB, github, client.id(), client.secret())));
        String name = settings.text("ATELIER_AUTH_OIDC_NAME", "oidc", "What clients call the OpenID Connect issuer.");
        if (!ISSUER_NAME.matcher(name).matches()
                || List.of("email", "phone", "google", "github").contains(name)) {
            settings.fault(
                    "ATELIER_AUTH_OIDC_NAME", "takes a word of small letters that names no other way to sign in");
        }
        String label = settings.text(
                "ATELIER_AUTH_OIDC_LABEL", "", "What people read on the button of that issuer; its name if not set.");
        String address = settings.text("ATELIER_AUTH_OIDC_ISSUER", "", "Address of any OpenID Connect issuer.");
        Optional<Client> client = client(settings, "OIDC", "the OpenID Connect issuer");
        if (address.isEmpty() != client.isEmpty()) {
            settings.fault("ATELIER_AUTH_OIDC_ISSUER", "is set together with a client id and its secret");
        } else if (client.isPresent()) {
            URI issuer = url(settings, "ATELIER_AUTH_OIDC_ISSUER", "", "Address of any OpenID Connect issuer.");
            all.add(new Issuer(
                    name,
                    label.isEmpty() ? name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) : label,
                    Issuer.Kind.OPENID,
                    issuer,
                    client.get().id(),
                    client.get().secret()));
        }
        return List.copyOf(all);
    }

    private record Client(String id, Secret secret) {}

    private static Optional<Client> client(SettingsReader settings, String word, String name) {
        String idName = "ATELIER_AUTH_" + word + "_CLIENT_ID";
        String secretName = "ATELIER_AUTH_" + word + "_CLIENT_SECRET";
        Optional<String> id = settings.optional(idName, "Client id at " + name + "; turns sign-in by it on.");
        Optional<Secret> secret = settings.secret(secretName, "Client secret at " + name + ".");
        if (id.isPresent() != secret.isPresent()) {
            settings.fault(id.isPresent() ? secretName : idName, "is missing; both are set together");
        }
        return id.flatMap(text -> secret.map(hidden -> new Client(text, hidden)));
    }

    private static Optional<Captcha> captcha(SettingsReader settings) {
        String way = settings.text(
                "ATELIER_AUTH_CAPTCHA", "off", "Who tells people from programs: hcaptcha, turnstile, or off.");
        Optional<Secret> secret = settings.secret("ATELIER_AUTH_CAPTCHA_SECRET", "Secret of that service.");
        String siteKey = settings.text(
                "ATELIER_AUTH_CAPTCHA_SITE_KEY",
                "",
                "Public key of that service; the sign-in pages show its challenge with it.");
        String known = switch (way) {
            case "off" -> "";
            case "hcaptcha" -> "https://api.hcaptcha.com/siteverify";
            case "turnstile" -> "https://challenges.cloudflare.com/turnstile/v0/siteverify";
            default -> {
                settings.fault("ATELIER_AUTH_CAPTCHA", "takes hcaptcha, turnstile or off");
                yield "";
            }
        };
        String address =
                settings.text("ATELIER_AUTH_CAPTCHA_URL", "", "Where tokens are checked, if not at the service.");
        if (known.isEmpty()) {
            return Optional.empty();
        }
        if (secret.isEmpty()) {
            settings.fault("ATELIER_AUTH_CAPTCHA_SECRET", "is missing; the chosen service needs it");
            return Optional.empty();
        }
        if (siteKey.isEmpty()) {
            settings.fault("ATELIER_AUTH_CAPTCHA_SITE_KEY", "is missing; the sign-in pages need it");
            return Optional.empty();
        }
        return Optional.of(new Captcha(way, URI.create(address.isEmpty() ? known : address), siteKey, secret.get()));
    }

    private static URI url(SettingsReader settings, String name, String initial, String purpose) {
        String text = settings.text(name, initial, purpose);
        try {
            URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (url.getHost() != null
                    && url.getScheme() != null
                    && url.getScheme().startsWith("http")) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // the one message below says what is wanted
        }
        settings.fault(name, "takes an address such as https://login.example.org");
        return URI.create("https://invalid.example.org");
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
