package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;

/// What every route of GoTrue's needs before its own work begins: who is there, where the browser goes afterwards, how
/// often and by whom it may be asked for. Thread-safe.
final class GoTrueDesk {

    /// Whom a token is for, unless the request names others.
    static final String AUDIENCE = "authenticated";

    private final Entry entry;
    private final GoTrueAccounts accounts;
    private final Sessions sessions;
    private final Letters letters;
    private final RedirectRule redirects;
    private final SendLimits sends;
    private final Captchas captchas;

    GoTrueDesk(Entry entry, GoTrueAccounts accounts, Sessions sessions, Ways ways, Captchas captchas) {
        this.entry = entry;
        this.accounts = accounts;
        this.sessions = sessions;
        this.letters = ways.letters();
        this.redirects = ways.redirects();
        this.sends = ways.sends();
        this.captchas = captchas;
    }

    record Ways(Letters letters, RedirectRule redirects, SendLimits sends) {}

    Entry entry() {
        return entry;
    }

    GoTrueAccounts accounts() {
        return accounts;
    }

    Letters letters() {
        return letters;
    }

    String version() {
        return entry.version();
    }

    boolean signUpEnabled() {
        return entry.signUpEnabled();
    }

    /// Among whom the request looks. There is one audience here; another one knows nobody.
    String audience(HttpServletRequest request) {
        String asked = request.getHeader("X-JWT-AUD");
        return asked == null || asked.isEmpty() ? AUDIENCE : asked;
    }

    void countAttempt(Caller caller) {
        entry.countAttempt(caller.exchange());
    }

    /// A program with the secret key is nobody who has to prove to be a person.
    void captcha(GoTrueBody body, Caller caller) {
        if (caller.actor().role() != Actor.Role.SERVICE) {
            captchas.check(body, caller.exchange().address());
        }
    }

    void limitSends(Letter letter, String recipient, Caller caller) {
        sends.check(letter, recipient, caller.exchange().addressKey());
    }

    void limitAnonymous(Caller caller) {
        sends.checkAnonymous(caller.exchange());
    }

    Account signedIn(Caller caller, HttpServletRequest request) {
        return accounts.signedIn(caller, request.getHeader("Authorization") != null);
    }

    SessionStore.@Nullable SessionRow session(Caller caller) {
        return caller.sessionId() == null
                ? null
                : sessions.row(caller.sessionId()).orElse(null);
    }

    /// @throws studio.atelier.platform.problem.ProblemException unless the caller has the secret key
    void requireService(Caller caller, HttpServletRequest request) {
        if (caller.actor().role() == Actor.Role.SERVICE) {
            return;
        }
        if (request.getHeader("Authorization") == null) {
            throw GoTrueProblem.NO_AUTHORIZATION.problem();
        }
        throw GoTrueProblem.SERVICE_REQUIRED.problem();
    }

    void signOut(UUID userId, @Nullable UUID sessionId, Sessions.Scope scope) {
        entry.signOut(userId, sessionId == null ? new UUID(0, 0) : sessionId, scope);
    }

    Visit visit(Caller caller, HttpServletRequest request) {
        return Visit.of(caller.exchange(), request.getHeader("User-Agent"), false);
    }

    /// Where the browser is sent, checked.
    String redirect(Caller caller, HttpServletRequest request, String asked) {
        return redirects.choose(
                asked, request.getHeader("Referer"), caller.exchange().site());
    }

    Letters.Way way(
            Caller caller, HttpServletRequest request, String redirect, FlowStates.@Nullable Challenge challenge) {
        return letters.way(caller.exchange(), redirect(caller, request, redirect), challenge != null);
    }
}
