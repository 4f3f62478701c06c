package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/auth/v1` as GoTrue's clients speak it. Unlike our own API it ignores fields it does not know, because
/// every version of the client sends a few more. Source: wire reference 2.4 to 2.8, 2.12.
@RestController
@RequestMapping("/auth/v1")
class GoTrueResource {

    private static final Duration JWKS_LIFETIME = Duration.ofMinutes(10);

    private final Entry entry;
    private final GoTrueAccounts accounts;
    private final Sessions sessions;
    private final SigningKeys keys;
    private final GoTrueJson json;

    GoTrueResource(Entry entry, GoTrueAccounts accounts, Sessions sessions, SigningKeys keys, GoTrueJson json) {
        this.entry = entry;
        this.accounts = accounts;
        this.sessions = sessions;
        this.keys = keys;
        this.json = json;
    }

    @PostMapping("/signup")
    Map<String, @Nullable Object> signUp(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        entry.countAttempt(caller.exchange());
        if (!has(body, "email") && !has(body, "phone")) {
            throw GoTrueProblem.ANONYMOUS_PROVIDER_DISABLED.problem();
        }
        if (!has(body, "email")) {
            throw GoTrueProblem.PHONE_PROVIDER_DISABLED.problem();
        }
        if (!entry.signUpEnabled()) {
            throw IdentityProblem.SIGNUP_DISABLED.problem();
        }
        String email = text(body, "email");
        String password = text(body, "password");
        accounts.checkSignUp(email, password);
        ObjectNode data = body.path("data") instanceof ObjectNode given ? given : entry.named(null);
        SignedIn signedIn = entry.signUp(email, password, data, visit(caller, request))
                .orElseThrow(GoTrueProblem.USER_ALREADY_EXISTS::problem);
        return json.session(signedIn);
    }

    @PostMapping("/token")
    Map<String, @Nullable Object> token(
            @RequestParam(name = "grant_type", defaultValue = "") String grant,
            @RequestBody JsonNode body,
            Caller caller,
            HttpServletRequest request) {
        return switch (grant) {
            case "password" -> password(body, caller, request);
            case "refresh_token" -> refresh(text(body, "refresh_token"), caller);
            default -> throw GoTrueProblem.UNSUPPORTED_GRANT_TYPE.problem();
        };
    }

    private Map<String, @Nullable Object> password(JsonNode body, Caller caller, HttpServletRequest request) {
        entry.countAttempt(caller.exchange());
        if (has(body, "email") == has(body, "phone")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    has(body, "email")
                            ? "Only an email address or phone number should be provided on login."
                            : "missing email or phone");
        }
        if (has(body, "phone")) {
            throw GoTrueProblem.PHONE_PROVIDER_DISABLED.problem();
        }
        return json.session(entry.signIn(text(body, "email"), text(body, "password"), visit(caller, request)));
    }

    private Map<String, @Nullable Object> refresh(String token, Caller caller) {
        if (token.isEmpty()) {
            throw GoTrueProblem.REFRESH_TOKEN_REQUIRED.problem();
        }
        return switch (sessions.refresh(token, caller.exchange().site())) {
            case Sessions.Refreshed.Done(SignedIn signedIn) -> json.session(signedIn);
            case Sessions.Refreshed.Unknown() -> throw GoTrueProblem.REFRESH_TOKEN_NOT_FOUND.problem();
            case Sessions.Refreshed.SessionGone() -> throw GoTrueProblem.REFRESH_SESSION_NOT_FOUND.problem();
            case Sessions.Refreshed.Expired() -> throw GoTrueProblem.SESSION_EXPIRED.problem();
            case Sessions.Refreshed.Banned() -> throw GoTrueProblem.REFRESH_USER_BANNED.problem();
            case Sessions.Refreshed.Reused() -> throw GoTrueProblem.REFRESH_TOKEN_ALREADY_USED.problem();
        };
    }

    @GetMapping("/user")
    Map<String, @Nullable Object> user(Caller caller, HttpServletRequest request) {
        return json.user(accounts.signedIn(caller, bearer(request)));
    }

    @PutMapping("/user")
    Map<String, @Nullable Object> change(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        Account account = accounts.signedIn(caller, bearer(request));
        if (has(body, "app_metadata")) {
            throw GoTrueProblem.NOT_ADMIN.problem();
        }
        if (has(body, "phone")) {
            throw GoTrueProblem.PHONE_PROVIDER_DISABLED.problem();
        }
        var change = new Accounts.Change(
                has(body, "email") ? text(body, "email") : null,
                has(body, "password") ? text(body, "password") : null,
                body.path("data").isObject() ? body.path("data") : null);
        return json.user(accounts.change(caller, account, change));
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOut(@RequestParam(defaultValue = "global") String scope, Caller caller, HttpServletRequest request) {
        Account account = accounts.signedIn(caller, bearer(request));
        entry.signOut(
                account.id(),
                Objects.requireNonNull(caller.sessionId()),
                switch (scope) {
                    case "global" -> Sessions.Scope.GLOBAL;
                    case "local" -> Sessions.Scope.LOCAL;
                    case "others" -> Sessions.Scope.OTHERS;
                    default -> throw GoTrueProblem.VALIDATION_FAILED.problem("Unsupported logout scope");
                });
    }

    @GetMapping("/settings")
    Map<String, Object> settings() {
        Map<String, Object> external = new LinkedHashMap<>();
        for (String off : new String[] {"anonymous_users", "github", "google", "phone"}) {
            external.put(off, false);
        }
        external.put("email", true);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("external", external);
        body.put("disable_signup", !entry.signUpEnabled());
        body.put("mailer_autoconfirm", true);
        body.put("phone_autoconfirm", false);
        body.put("sms_provider", "");
        body.put("saml_enabled", false);
        body.put("mfa_enabled", false);
        body.put("passkeys_enabled", false);
        return body;
    }

    /// The name is what clients look for.
    @GetMapping("/health")
    Map<String, String> health() {
        return Map.of(
                "version", entry.version(),
                "name", "GoTrue",
                "description", "Atelier's identity, in the words of GoTrue");
    }

    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Map<String, Object>> jwks() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(JWKS_LIFETIME).cachePublic())
                .body(keys.ring().jwks());
    }

    private static boolean bearer(HttpServletRequest request) {
        return request.getHeader("Authorization") != null;
    }

    private static Visit visit(Caller caller, HttpServletRequest request) {
        return Visit.of(caller.exchange(), request.getHeader("User-Agent"), false);
    }

    private static boolean has(JsonNode body, String name) {
        JsonNode value = body.path(name);
        return !value.isMissingNode()
                && !value.isNull()
                && !(value.isString() && value.asString().isEmpty());
    }

    private static String text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw Problem.of(GoTrueProblem.VALIDATION_FAILED, name.toLowerCase(Locale.ROOT) + " must be a string")
                    .exception();
        }
        return value.asString();
    }
}
