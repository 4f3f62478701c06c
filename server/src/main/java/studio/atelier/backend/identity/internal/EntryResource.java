package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
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
import studio.atelier.platform.problem.Faults;

/// The studio's door: set-up, sign-up, sign-in, refresh, sign-out, and who is there. The page uses the
/// cookie only.
@RestController
class EntryResource {

    private final Entry entry;
    private final UserJson users;
    private final Ways ways;

    EntryResource(Entry entry, UserJson users, Ways ways) {
        this.entry = entry;
        this.users = users;
        this.ways = ways;
    }

    /// What stands around the door.
    record Ways(Letters letters, SendLimits limits, MagicLinks links, Captchas captchas, Doors doors) {}

    record SetupBody(
            @Nullable String code,
            @Nullable String email,
            @Nullable String password) {}

    record PersonBody(
            @Nullable String email,
            @Nullable String password,
            @Nullable String name,
            @Nullable String captcha_token) {}

    record EmailBody(@Nullable String email, @Nullable String captcha_token) {}

    record CodeBody(@Nullable String ticket, @Nullable String code) {}

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
        data.put("doors", ways.doors().json());
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
        ways.captchas().check(body.captcha_token(), caller.exchange().address());
        String email = text(body.email());
        ways.limits().checkSignUp(email, caller.exchange());
        Letters.Way way =
                ways.letters().way(caller.exchange(), caller.exchange().site().toString(), false);
        return entry.signUp(email, text(body.password()), entry.named(body.name()), visit(caller, request), way)
                .map(signedIn -> ResponseEntity.status(HttpStatus.CREATED).body(signedIn(signedIn, caller, response)))
                .orElseGet(() -> ResponseEntity.status(HttpStatus.ACCEPTED)
                        .body(Envelope.of(Map.of("confirmation_sent", true))));
    }

    /// 200 with a cookie, or with `second_step`: a ticket that [#finish] takes together with a code.
    @PostMapping("/api/auth/signin")
    Envelope<Map<String, Object>> signIn(
            @RequestBody PersonBody body, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        entry.countAttempt(caller.exchange());
        ways.captchas().check(body.captcha_token(), caller.exchange().address());
        return entered(
                entry.enter(text(body.email()), text(body.password()), visit(caller, request)), caller, response);
    }

    @PostMapping("/api/auth/signin/code")
    Envelope<Map<String, Object>> finish(
            @RequestBody CodeBody body, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        entry.countAttempt(caller.exchange());
        SignedIn signedIn = entry.finish(text(body.ticket()), text(body.code()), visit(caller, request));
        return signedIn(signedIn, caller, response);
    }

    /// 202 whether or not there is such an account, after the same time.
    @PostMapping("/api/auth/link")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Envelope<Map<String, Object>> link(@RequestBody EmailBody body, Caller caller) {
        String address = text(body.email());
        if (!EmailAddress.valid(address)) {
            new Faults()
                    .add("/email", "invalid", "This is not an e-mail address.")
                    .check(IdentityProblem.INVALID);
        }
        ways.captchas().check(body.captcha_token(), caller.exchange().address());
        String email = EmailAddress.normal(address);
        ways.limits().check(Letter.MAGIC_LINK, email, caller.exchange().addressKey());
        String landing = caller.exchange().site() + "/from-mail";
        Letters.Way way = ways.letters().way(caller.exchange(), landing, false);
        boolean _ = EvenTime.of(() -> ways.links().send(email, way));
        return Envelope.of(Map.of("message_sent", true));
    }

    /// A new access token, by cookie or by another token. On our own pages a sign-in that began without a
    /// cookie, by a link or another issuer, gets one here; where an authenticator has to be asked first it
    /// answers as [#signIn] does.
    @PostMapping("/api/auth/refresh")
    Envelope<Map<String, Object>> refresh(Caller caller, HttpServletRequest request, HttpServletResponse response) {
        caller.requirePerson();
        if (caller.sessionId() == null) {
            throw IdentityProblem.SESSION_NOT_FOUND.problem();
        }
        boolean byToken = caller.means() == Means.ACCESS_TOKEN;
        boolean cookie = byToken && caller.exchange().own(request.getHeader("Origin"));
        SecondSteps.Entered entered = entry.refresh(caller.sessionId(), visit(caller, request), cookie)
                .orElseThrow(IdentityProblem.SESSION_NOT_FOUND::problem);
        if (!byToken) {
            SessionCookie.value(request)
                    .ifPresent(value -> SessionCookie.set(response, caller.exchange(), value, entry.cookieLifetime()));
        }
        return entered(entered, caller, response);
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
        return entered(SecondSteps.Entered.In.of(signedIn), caller, response);
    }

    private Envelope<Map<String, Object>> entered(
            SecondSteps.Entered entered, Caller caller, HttpServletResponse response) {
        Map<String, Object> data = new LinkedHashMap<>();
        switch (entered) {
            case SecondSteps.Entered.In(Account account, Tokens.AccessToken access, String cookie) -> {
                if (cookie != null) {
                    SessionCookie.set(response, caller.exchange(), cookie, entry.cookieLifetime());
                }
                data.put("user", users.one(Actor.person(account.id()), account.person()));
                data.put("access_token", access.token());
                data.put("expires_in", access.lifetime().toSeconds());
            }
            case SecondSteps.Entered.Asked(String ticket, List<String> authenticators) ->
                data.put(
                        "second_step",
                        Map.of(
                                "ticket", ticket,
                                "expires_in", SecondSteps.LIFETIME.toSeconds(),
                                "authenticators", authenticators));
        }
        return Envelope.of(data);
    }

    private static Visit visit(Caller caller, HttpServletRequest request) {
        return Visit.of(caller.exchange(), request.getHeader("User-Agent"), true);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
