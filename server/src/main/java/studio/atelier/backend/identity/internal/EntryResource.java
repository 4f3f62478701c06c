package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.http.Means;

/// The studio's door: set-up, sign-up, sign-in, refresh, sign-out, and who is there. The page uses the
/// cookie only.
@RestController
class EntryResource {

    private final Entry entry;
    private final UserJson users;
    private final Letters letters;
    private final SendLimits limits;

    EntryResource(Entry entry, UserJson users, Letters letters, SendLimits limits) {
        this.entry = entry;
        this.users = users;
        this.letters = letters;
        this.limits = limits;
    }

    record SetupBody(
            @Nullable String code,
            @Nullable String email,
            @Nullable String password) {}

    record PersonBody(
            @Nullable String email,
            @Nullable String password,
            @Nullable String name) {}

    @GetMapping("/api/session")
    Envelope<Map<String, @Nullable Object>> session(
            Caller caller, HttpServletRequest request, HttpServletResponse response) {
        Actor actor = caller.actor();
        Account account =
                actor.userId() == null ? null : entry.account(actor.userId()).orElse(null);
        if (account != null && caller.means() == Means.COOKIE) {
            SessionCookie.value(request)
                    .ifPresent(value -> SessionCookie.set(response, caller.exchange(), value, entry.cookieLifetime()));
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("setup_required", entry.setupRequired());
        data.put("signup_enabled", entry.signUpEnabled());
        data.put("user", account == null ? null : users.one(actor, account.person()));
        data.put("version", entry.version());
        data.put("limits", entry.limits());
        return Envelope.of(data);
    }

    @PostMapping("/api/auth/setup")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Map<String, Object>> setUp(
            @RequestBody SetupBody body, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        entry.countAttempt(caller.exchange());
        SignedIn signedIn =
                entry.setUp(text(body.code()), text(body.email()), text(body.password()), visit(caller, request));
        return signedIn(signedIn, caller, response);
    }

    /// 201 with a sign-in, or 202 where the address has to be confirmed first.
    @PostMapping("/api/auth/signup")
    ResponseEntity<Envelope<Map<String, Object>>> signUp(
            @RequestBody PersonBody body, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        entry.countAttempt(caller.exchange());
        String email = text(body.email());
        limits.checkSignUp(email, caller.exchange());
        Letters.Way way =
                letters.way(caller.exchange(), caller.exchange().site().toString(), false);
        return entry.signUp(email, text(body.password()), entry.named(body.name()), visit(caller, request), way)
                .map(signedIn -> ResponseEntity.status(HttpStatus.CREATED).body(signedIn(signedIn, caller, response)))
                .orElseGet(() -> ResponseEntity.status(HttpStatus.ACCEPTED)
                        .body(Envelope.of(Map.of("confirmation_sent", true))));
    }

    @PostMapping("/api/auth/signin")
    Envelope<Map<String, Object>> signIn(
            @RequestBody PersonBody body, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        entry.countAttempt(caller.exchange());
        SignedIn signedIn = entry.signIn(text(body.email()), text(body.password()), visit(caller, request));
        return signedIn(signedIn, caller, response);
    }

    @PostMapping("/api/auth/refresh")
    Envelope<Map<String, Object>> refresh(Caller caller, HttpServletRequest request, HttpServletResponse response) {
        caller.requirePerson();
        if (caller.sessionId() == null) {
            throw IdentityProblem.SESSION_NOT_FOUND.problem();
        }
        Tokens.AccessToken access = entry.accessToken(caller.sessionId(), caller.exchange())
                .orElseThrow(IdentityProblem.SESSION_NOT_FOUND::problem);
        SessionCookie.value(request)
                .ifPresent(value -> SessionCookie.set(response, caller.exchange(), value, entry.cookieLifetime()));
        return Envelope.of(Map.of(
                "access_token", access.token(), "expires_in", access.lifetime().toSeconds()));
    }

    /// Ends this sign-in. Answers the same when there is none, so that a page can always leave.
    @PostMapping("/api/auth/signout")
    Envelope<Map<String, Object>> signOut(Caller caller, HttpServletRequest request, HttpServletResponse response) {
        if (caller.sessionId() != null) {
            entry.signOut(caller.requirePerson().person(), caller.sessionId(), Sessions.Scope.LOCAL);
        }
        SessionCookie.value(request).ifPresent(entry::forget);
        SessionCookie.clear(response, caller.exchange());
        return Envelope.of(Map.of());
    }

    private Envelope<Map<String, Object>> signedIn(SignedIn signedIn, Caller caller, HttpServletResponse response) {
        if (signedIn.cookie() != null) {
            SessionCookie.set(response, caller.exchange(), signedIn.cookie(), entry.cookieLifetime());
        }
        Account account = signedIn.account();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("user", users.one(Actor.person(account.id()), account.person()));
        data.put("access_token", signedIn.access().token());
        data.put("expires_in", signedIn.access().lifetime().toSeconds());
        return Envelope.of(data);
    }

    private static Visit visit(Caller caller, HttpServletRequest request) {
        return Visit.of(caller.exchange(), request.getHeader("User-Agent"), true);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
