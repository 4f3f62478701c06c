package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;

/// `/auth/v1` as GoTrue's clients speak it: sign-up, the account of whoever is signed in, settings and keys. Unlike our
/// own API it ignores fields it does not know, because every version of the client sends a few more. Source: wire
/// reference 2.4 to 2.8, 2.12.
@RestController
@RequestMapping("/auth/v1")
class GoTrueResource {

    private static final Duration JWKS_LIFETIME = Duration.ofMinutes(10);

    private final GoTrueDesk desk;
    private final Registration registration;
    private final AccountChanges changes;
    private final SigningKeys keys;
    private final GoTrueJson json;
    private final IdentitySettings settings;

    GoTrueResource(
            GoTrueDesk desk,
            Registration registration,
            AccountChanges changes,
            SigningKeys keys,
            GoTrueJson json,
            IdentitySettings settings) {
        this.desk = desk;
        this.registration = registration;
        this.changes = changes;
        this.keys = keys;
        this.json = json;
        this.settings = settings;
    }

    @PostMapping("/signup")
    Map<String, @Nullable Object> signUp(
            @RequestBody JsonNode content,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        var body = new GoTrueBody(content);
        desk.countAttempt(caller);
        boolean byEmail = body.has("email");
        boolean byPhone = body.has("phone");
        if (!byEmail && !byPhone) {
            if (!settings.doors().anonymous()) {
                throw GoTrueProblem.ANONYMOUS_PROVIDER_DISABLED.problem();
            }
            desk.captcha(body, caller);
            desk.limitAnonymous(caller);
            return json.session(registration.anonymous(body.object("data"), desk.visit(caller, request)));
        }
        if (!desk.signUpEnabled()) {
            throw IdentityProblem.SIGNUP_DISABLED.problem();
        }
        desk.captcha(body, caller);
        String password = body.text("password");
        desk.accounts().checkSignUp(password);
        if (byEmail && byPhone) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    "Only an email address or phone number should be provided on signup.");
        }
        if (byPhone) {
            body.checkChannel();
        }
        if (byPhone && body.has("code_challenge")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("PKCE not supported for phone signups");
        }
        FlowStates.Challenge challenge = body.challenge();
        if (byPhone && !settings.doors().phone()) {
            throw GoTrueProblem.PHONE_PROVIDER_DISABLED.problem();
        }
        var newcomer = new Registration.Newcomer(
                byEmail ? GoTrueBody.email(body.text("email")) : null,
                byEmail ? null : GoTrueBody.phone(body.text("phone")),
                password,
                body.object("data"),
                challenge,
                desk.way(caller, request, redirect, challenge));
        return register(newcomer, caller, request);
    }

    private Map<String, @Nullable Object> register(
            Registration.Newcomer newcomer, Caller caller, HttpServletRequest request) {
        boolean autoconfirm = settings.doors().autoconfirm();
        if (!autoconfirm) {
            desk.limitSends(newcomer.confirmation(), newcomer.address(), caller);
        }
        return EvenTime.of(() -> switch (registration.register(newcomer, desk.visit(caller, request))) {
            case Registration.Outcome.In(SignedIn signedIn) -> json.session(signedIn);
            case Registration.Outcome.Waiting(Account account, var _) -> json.waiting(account);
            case Registration.Outcome.Known _ -> {
                if (autoconfirm) {
                    throw GoTrueProblem.USER_ALREADY_EXISTS.problem();
                }
                yield GoTrueJson.invented(UUID.randomUUID(), newcomer, Instant.now());
            }
        });
    }

    @GetMapping("/user")
    Map<String, @Nullable Object> user(Caller caller, HttpServletRequest request) {
        Account account = desk.signedIn(caller, request);
        if (!desk.audience(request).equals(GoTrueDesk.AUDIENCE)) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Token audience doesn't match request audience");
        }
        return json.user(account);
    }

    @PutMapping("/user")
    Map<String, @Nullable Object> change(
            @RequestBody JsonNode content,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        var body = new GoTrueBody(content);
        Account account = desk.signedIn(caller, request);
        if (body.has("app_metadata")) {
            throw GoTrueProblem.NOT_ADMIN.problem();
        }
        if (body.has("phone") && !settings.doors().phone()) {
            throw GoTrueProblem.PHONE_PROVIDER_DISABLED.problem("Phone logins are disabled");
        }
        if (body.has("phone")) {
            body.checkChannel();
        }
        String password = body.given("password") ? body.text("password") : null;
        if (password != null) {
            desk.accounts().checkPassword(password, account.admin());
        }
        FlowStates.Challenge challenge = body.challenge();
        var change = new AccountChanges.Change(
                body.has("email") ? GoTrueBody.email(body.text("email")) : null,
                body.has("phone") ? GoTrueBody.phone(body.text("phone")) : null,
                password,
                body.text("nonce"),
                body.optionalObject("data").orElse(null),
                challenge,
                desk.way(caller, request, redirect, challenge));
        if (change.email() != null && !change.email().equals(account.email())) {
            desk.limitSends(Letter.EMAIL_CHANGE_NEW, change.email(), caller);
        }
        if (change.phone() != null && !change.phone().equals(account.phone())) {
            desk.limitSends(Letter.PHONE_CHANGE, change.phone(), caller);
        }
        return json.user(changes.change(caller.actor(), account, change, desk.session(caller)));
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOut(@RequestParam(defaultValue = "global") String scope, Caller caller, HttpServletRequest request) {
        Account account = desk.signedIn(caller, request);
        desk.signOut(
                account.id(),
                caller.sessionId(),
                switch (scope) {
                    case "global" -> Sessions.Scope.GLOBAL;
                    case "local" -> Sessions.Scope.LOCAL;
                    case "others" -> Sessions.Scope.OTHERS;
                    default ->
                        throw GoTrueProblem.VALIDATION_FAILED.problem("Unsupported logout scope \"" + scope + "\"");
                });
    }

    /// Names clients look for; what this server does not know is off.
    static final List<String> PROVIDERS = List.of(
            "apple",
            "azure",
            "bitbucket",
            "discord",
            "facebook",
            "figma",
            "fly",
            "github",
            "gitlab",
            "google",
            "keycloak",
            "kakao",
            "linkedin",
            "linkedin_oidc",
            "notion",
            "slack",
            "slack_oidc",
            "snapchat",
            "spotify",
            "twitch",
            "twitter",
            "workos",
            "zoom");

    @GetMapping("/settings")
    Map<String, Object> settings() {
        Map<String, Object> external = new LinkedHashMap<>();
        external.put("anonymous_users", settings.doors().anonymous());
        PROVIDERS.forEach(name -> external.put(name, false));
        settings.issuers().forEach(issuer -> external.put(issuer.name(), true));
        external.put("email", true);
        external.put("phone", settings.doors().phone());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("external", external);
        body.put("disable_signup", !desk.signUpEnabled());
        body.put("mailer_autoconfirm", settings.doors().autoconfirm());
        body.put("phone_autoconfirm", settings.doors().autoconfirm());
        body.put("sms_provider", settings.doors().phone() ? "twilio" : "");
        body.put("saml_enabled", false);
        body.put("saml_private_key_next_configured", false);
        body.put("mfa_enabled", true);
        body.put("passkeys_enabled", false);
        return body;
    }

    /// The name is what clients look for.
    @GetMapping("/health")
    Map<String, String> health() {
        return Map.of(
                "version", desk.version(),
                "name", "GoTrue",
                "description", "Atelier's identity, in the words of GoTrue");
    }

    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Map<String, Object>> jwks() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(JWKS_LIFETIME).cachePublic())
                .body(keys.ring().jwks());
    }

    @GetMapping("/.well-known/openid-configuration")
    Map<String, Object> discovery(Caller caller) {
        String issuer = caller.exchange().site() + "/auth/v1";
        return Map.of(
                "issuer",
                issuer,
                "jwks_uri",
                issuer + "/.well-known/jwks.json",
                "authorization_endpoint",
                issuer + "/authorize",
                "token_endpoint",
                issuer + "/token",
                "userinfo_endpoint",
                issuer + "/user",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("ES256"));
    }
}
