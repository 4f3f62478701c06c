package studio.atelier.backend.identity.internal;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.http.Version;
import studio.atelier.platform.limits.LimitSettings;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.telemetry.Metrics;
import tools.jackson.databind.node.ObjectNode;

/// Coming in and going out, the same for the studio's pages and for GoTrue's clients. Thread-safe.
final class Entry {

    private static final int NAME_LENGTH_MAX = 255;

    private final Accounts accounts;
    private final Sessions sessions;
    private final SecondSteps steps;
    private final FirstPerson firstPerson;
    private final SignUp signUp;
    private final Registration registration;
    private final boolean autoconfirm;
    private final Recognition recognition;
    private final Limiter attempts;
    private final Clock clock;
    private final MeterRegistry registry;
    private final String version;
    private final Map<String, Object> limits;

    Entry(Rooms rooms, Limiter attempts, Clock clock, MeterRegistry registry, Public published) {
        this.accounts = rooms.accounts();
        this.sessions = rooms.sessions();
        this.steps = rooms.steps();
        this.firstPerson = rooms.firstPerson();
        this.signUp = rooms.signUp();
        this.recognition = rooms.recognition();
        this.attempts = attempts;
        this.clock = clock;
        this.registry = registry;
        this.registration = rooms.registration();
        this.autoconfirm = published.doors().autoconfirm();
        this.version = published.version().number();
        this.limits = Map.of(
                "enabled", published.limits().on(),
                "requests_per_minute", published.limits().requestsPerMinute(),
                "body_bytes_max", published.http().bodyBytesMax());
    }

    record Rooms(
            Accounts accounts,
            Sessions sessions,
            SecondSteps steps,
            FirstPerson firstPerson,
            SignUp signUp,
            Registration registration,
            Recognition recognition) {}

    /// What every visitor may know of the settings.
    record Public(Version version, LimitSettings limits, HttpSettings http, IdentitySettings.Doors doors) {}

    String version() {
        return version;
    }

    Map<String, Object> limits() {
        return limits;
    }

    Duration cookieLifetime() {
        return sessions.cookieLifetime();
    }

    boolean setupRequired() {
        return firstPerson.required();
    }

    boolean signUpEnabled() {
        return signUp.enabled();
    }

    Optional<Account> account(UUID id) {
        return accounts.byId(id);
    }

    /// @throws ProblemException `limits.exceeded`
    void countAttempt(Exchange exchange) {
        attempts.check(exchange.addressKey());
    }

    ObjectNode named(@Nullable String name) {
        ObjectNode data = accounts.noData();
        if (name != null && !name.isBlank()) {
            String trimmed = name.strip();
            data.put("name", trimmed.substring(0, Math.min(trimmed.length(), NAME_LENGTH_MAX)));
        }
        return data;
    }

    void checkPassword(Faults faults, String password, boolean admin) {
        accounts.checkPassword(faults, "/password", password, admin);
    }

    SignedIn setUp(String code, String email, String password, Visit visit) {
        return firstPerson.setUp(code, new NewPerson(email, password, true, accounts.noData()), visit);
    }

    /// @throws ProblemException `identity.signup_disabled`, `identity.invalid`, `identity.email_taken`
    /// @return empty when a message was sent that has to be answered first, or when the address has an account,
    ///     which only its owner may learn
    Optional<SignedIn> signUp(String email, String password, ObjectNode data, Visit visit, Letters.Way way) {
        if (!signUp.enabled()) {
            throw IdentityProblem.SIGNUP_DISABLED.problem();
        }
        accounts.check(new NewPerson(email, password, false, data));
        var newcomer = new Registration.Newcomer(EmailAddress.normal(email), null, password, data, null, way);
        return switch (registration.register(newcomer, visit)) {
            case Registration.Outcome.In(SignedIn signedIn) -> Optional.of(signedIn);
            case Registration.Outcome.Waiting _ -> Optional.empty();
            case Registration.Outcome.Known _ -> {
                if (autoconfirm) {
                    throw IdentityProblem.EMAIL_TAKEN.problem();
                }
                yield Optional.empty();
            }
        };
    }

    /// On our own pages.
    ///
    /// @throws ProblemException `identity.invalid_credentials`, the same whether the account exists or not
    SecondSteps.Entered enter(String email, String password, Visit visit) {
        Account account = known(email, password);
        SecondSteps.Entered entered = steps.enter(account, visit, "password");
        if (entered instanceof SecondSteps.Entered.In) {
            Metrics.SIGN_INS.counter(registry, "accepted").increment();
        }
        return entered;
    }

    /// The second half of [#enter], by the code of an authenticator.
    SignedIn finish(String ticket, String code, Visit visit) {
        SignedIn signedIn = steps.finish(ticket, code, visit);
        Metrics.SIGN_INS.counter(registry, "accepted").increment();
        return signedIn;
    }

    /// As GoTrue has it: a second factor is for the client to ask for.
    ///
    /// @throws ProblemException `identity.invalid_credentials`, the same whether the account exists or not
    SignedIn signIn(String email, String password, Visit visit) {
        Account account = known(email, password);
        Metrics.SIGN_INS.counter(registry, "accepted").increment();
        return sessions.begin(account, visit, "password");
    }

    private Account known(String email, String password) {
        Account account = admit(accounts.verified(email, password).orElse(null));
        if (!account.emailConfirmed()) {
            throw IdentityProblem.EMAIL_NOT_CONFIRMED.problem();
        }
        return account;
    }

    /// As [#signIn], by telephone number.
    SignedIn signInByPhone(String phone, String password, Visit visit) {
        Account account = admit(accounts.verifiedByPhone(phone, password).orElse(null));
        if (!account.phoneConfirmed()) {
            throw GoTrueProblem.PHONE_NOT_CONFIRMED.problem();
        }
        Metrics.SIGN_INS.counter(registry, "accepted").increment();
        return sessions.begin(account, visit, "password");
    }

    private Account admit(@Nullable Account account) {
        if (account == null) {
            Metrics.SIGN_INS.counter(registry, "refused").increment();
            throw IdentityProblem.INVALID_CREDENTIALS.problem();
        }
        if (account.banned(clock.instant())) {
            Metrics.SIGN_INS.counter(registry, "banned").increment();
            throw IdentityProblem.USER_BANNED.problem();
        }
        return account;
    }

    /// @param cookie whether the sign-in gets one, if it has none
    Optional<SecondSteps.Entered> refresh(UUID sessionId, Visit visit, boolean cookie) {
        return steps.enter(sessionId, visit, cookie);
    }

    void signOut(UUID userId, UUID sessionId, Sessions.Scope scope) {
        sessions.end(userId, sessionId, scope);
    }

    void forget(String cookie) {
        recognition.forget(cookie);
    }
}
