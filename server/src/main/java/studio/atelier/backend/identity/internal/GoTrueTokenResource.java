package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;

/// `/auth/v1/token`: what a session is given for. Source: wire reference 2.6, 2.8.
@RestController
@RequestMapping("/auth/v1")
class GoTrueTokenResource {

    private final GoTrueDesk desk;
    private final Sessions sessions;
    private final CodeExchange codes;
    private final IdTokenGrant idTokens;
    private final GoTrueJson json;
    private final IdentitySettings settings;

    GoTrueTokenResource(
            GoTrueDesk desk,
            Sessions sessions,
            CodeExchange codes,
            IdTokenGrant idTokens,
            GoTrueJson json,
            IdentitySettings settings) {
        this.desk = desk;
        this.idTokens = idTokens;
        this.sessions = sessions;
        this.codes = codes;
        this.json = json;
        this.settings = settings;
    }

    @PostMapping("/token")
    Map<String, @Nullable Object> token(
            @RequestParam(name = "grant_type", defaultValue = "") String grant,
            @RequestBody JsonNode content,
            Caller caller,
            HttpServletRequest request) {
        var body = new GoTrueBody(content);
        return switch (grant) {
            case "password" -> password(body, caller, request);
            case "refresh_token" -> refresh(body.text("refresh_token"), caller);
            case "pkce" -> exchange(body, caller, request);
            case "id_token" -> idToken(body, caller, request);
            case "web3" -> throw web3(body);
            default -> throw GoTrueProblem.UNSUPPORTED_GRANT_TYPE.problem();
        };
    }

    private Map<String, @Nullable Object> password(GoTrueBody body, Caller caller, HttpServletRequest request) {
        desk.countAttempt(caller);
        desk.captcha(body, caller);
        if (body.has("email") == body.has("phone")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    body.has("email")
                            ? "Only an email address or phone number should be provided on login."
                            : "missing email or phone");
        }
        if (body.has("phone") && !settings.doors().phone()) {
            throw GoTrueProblem.PHONE_LOGINS_DISABLED.problem();
        }
        String password = body.text("password");
        Visit visit = desk.visit(caller, request);
        SignedIn signedIn = body.has("phone")
                ? desk.entry().signInByPhone(body.text("phone"), password, visit)
                : desk.entry().signIn(body.text("email"), password, visit);
        Map<String, @Nullable Object> session = json.session(signedIn);
        desk.accounts()
                .weakness(password, signedIn.account().admin())
                .ifPresent(weak -> session.put("weak_password", weak));
        return session;
    }

    private Map<String, @Nullable Object> refresh(String token, Caller caller) {
        if (token.isEmpty()) {
            throw GoTrueProblem.REFRESH_TOKEN_REQUIRED.problem();
        }
        return switch (sessions.refresh(token, caller.exchange().site())) {
            case Sessions.Refreshed.Done(SignedIn signedIn) -> json.session(signedIn);
            case Sessions.Refreshed.Unknown() -> throw GoTrueProblem.REFRESH_TOKEN_NOT_FOUND.problem();
            case Sessions.Refreshed.SessionGone() -> throw GoTrueProblem.REFRESH_SESSION_NOT_FOUND.problem();
            case Sessions.Refreshed.Expired(boolean idle) ->
                throw idle
                        ? GoTrueProblem.SESSION_EXPIRED.problem("Invalid Refresh Token: Session Expired (Inactivity)")
                        : GoTrueProblem.SESSION_EXPIRED.problem();
            case Sessions.Refreshed.Banned() -> throw GoTrueProblem.REFRESH_USER_BANNED.problem();
            case Sessions.Refreshed.Reused() -> throw GoTrueProblem.REFRESH_TOKEN_ALREADY_USED.problem();
        };
    }

    private Map<String, @Nullable Object> exchange(GoTrueBody body, Caller caller, HttpServletRequest request) {
        if (!body.has("auth_code") || !body.has("code_verifier")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    "invalid request: both auth code and code verifier should be non-empty");
        }
        return switch (codes.exchange(
                body.text("auth_code"), body.text("code_verifier"), desk.visit(caller, request))) {
            case CodeExchange.Outcome.In(SignedIn signedIn, Map<String, String> providerTokens) -> {
                Map<String, @Nullable Object> session = json.session(signedIn);
                session.putAll(providerTokens);
                yield session;
            }
            case CodeExchange.Outcome.Unknown() -> throw GoTrueProblem.FLOW_STATE_NOT_FOUND.problem();
            case CodeExchange.Outcome.Expired() -> throw GoTrueProblem.FLOW_STATE_EXPIRED.problem();
            case CodeExchange.Outcome.WrongVerifier() -> throw GoTrueProblem.BAD_CODE_VERIFIER.problem();
            case CodeExchange.Outcome.Banned() -> throw GoTrueProblem.BANNED.problem();
        };
    }

    private Map<String, @Nullable Object> idToken(GoTrueBody body, Caller caller, HttpServletRequest request) {
        UUID linking = null;
        if (body.flag("link_identity", false)) {
            if (!settings.doors().manualLinking()) {
                throw GoTrueProblem.MANUAL_LINKING_DISABLED.problem();
            }
            if (caller.actor().userId() == null) {
                throw GoTrueProblem.ID_TOKEN_REFUSED.problem(
                        "Linking requires a valid user access token in Authorization");
            }
            linking = desk.signedIn(caller, request).id();
        }
        Letters.Way way = desk.way(caller, request, "", null);
        return json.session(idTokens.grant(body, linking, desk.visit(caller, request), way));
    }

    private static RuntimeException web3(GoTrueBody body) {
        return switch (body.text("chain")) {
            case "solana" -> GoTrueProblem.WEB3_PROVIDER_DISABLED.problem("Solana Web3 provider is disabled");
            case "ethereum" -> GoTrueProblem.WEB3_PROVIDER_DISABLED.problem("Ethereum Web3 provider is disabled");
            default -> GoTrueProblem.WEB3_PROVIDER_DISABLED.problem();
        };
    }
}
