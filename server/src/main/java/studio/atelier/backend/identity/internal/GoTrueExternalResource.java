package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.backend.identity.internal.GoTrueVerifyResource.Redirects;
import studio.atelier.platform.http.Caller;

/// `/auth/v1/authorize`, `/callback` and the identities of whoever is signed in. Source: wire reference 2.9.
@RestController
@RequestMapping("/auth/v1")
class GoTrueExternalResource {

    /// What the client's own parameters must not touch.
    private static final Set<String> OURS = Set.of(
            "provider",
            "redirect_to",
            "scopes",
            "skip_http_redirect",
            "invite_token",
            "apikey",
            "client_id",
            "client_secret",
            "redirect_uri",
            "response_type",
            "response_mode",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "request",
            "request_uri");

    private static final int MORE_MAX = 20;
    private static final int VALUE_LENGTH_MAX = 1_000;

    private final GoTrueDesk desk;
    private final ExternalSignIn external;
    private final ExternalAccounts accounts;
    private final IdentitySettings settings;

    GoTrueExternalResource(
            GoTrueDesk desk, ExternalSignIn external, ExternalAccounts accounts, IdentitySettings settings) {
        this.desk = desk;
        this.external = external;
        this.accounts = accounts;
        this.settings = settings;
    }

    @GetMapping("/authorize")
    ResponseEntity<Map<String, String>> leave(
            @RequestParam Map<String, String> query, Caller caller, HttpServletRequest request) {
        return to(leave(query, caller, request, null), query);
    }

    @GetMapping("/user/identities/authorize")
    ResponseEntity<Map<String, String>> link(
            @RequestParam Map<String, String> query, Caller caller, HttpServletRequest request) {
        Account account = desk.signedIn(caller, request);
        requireLinking();
        return to(leave(query, caller, request, account), query);
    }

    private static ResponseEntity<Map<String, String>> to(URI place, Map<String, String> query) {
        return "true".equals(query.get("skip_http_redirect"))
                ? ResponseEntity.ok(Map.of("url", place.toString()))
                : ResponseEntity.status(HttpStatus.FOUND).location(place).build();
    }

    private URI leave(Map<String, String> query, Caller caller, HttpServletRequest request, @Nullable Account linking) {
        String name = query.getOrDefault("provider", "");
        ExternalIssuer issuer = external.issuer(name)
                .orElseThrow(() -> GoTrueProblem.VALIDATION_FAILED.problem(
                        GoTrueResource.PROVIDERS.contains(name)
                                ? "Unsupported provider: provider is not enabled"
                                : "Unsupported provider: Provider " + name + " could not be found"));
        var challenge = FlowStates.Challenge.of(
                query.getOrDefault("code_challenge", ""), query.getOrDefault("code_challenge_method", ""));
        Map<String, String> more = new LinkedHashMap<>();
        query.forEach((key, value) -> {
            if (!OURS.contains(key.toLowerCase(Locale.ROOT))
                    && more.size() < MORE_MAX
                    && value.length() <= VALUE_LENGTH_MAX) {
                more.put(key, value);
            }
        });
        var leaving = new ExternalSignIn.Leaving(
                desk.redirect(caller, request, query.getOrDefault("redirect_to", "")),
                challenge,
                query.getOrDefault("scopes", ""),
                more,
                linking == null ? null : linking.id());
        try {
            return external.leave(issuer, leaving, caller.exchange().site());
        } catch (ExternalIssuer.IssuerRefused refused) {
            throw studio.atelier.platform.problem.Problem.of(
                            GoTrueProblem.UNEXPECTED_FAILURE, "The provider " + name + " cannot be reached.")
                    .exception(refused);
        }
    }

    @RequestMapping(
            path = "/callback",
            method = {RequestMethod.GET, RequestMethod.POST})
    ResponseEntity<Void> comeBack(@RequestParam Map<String, String> query, Caller caller, HttpServletRequest request) {
        var back = new ExternalSignIn.Return(
                query.getOrDefault("state", ""),
                query.getOrDefault("code", ""),
                query.getOrDefault("error", ""),
                query.getOrDefault("error_description", ""));
        String site = caller.exchange().site().toString();
        String place = switch (external.comeBack(
                back, desk.visit(caller, request), desk.letters(), caller.exchange())) {
            case ExternalSignIn.Outcome.In(String target, SignedIn signedIn, Map<String, String> tokens) ->
                Redirects.session(target, signedIn, tokens);
            case ExternalSignIn.Outcome.Code(String target, String code) ->
                Redirects.query(target, Map.of("code", code));
            case ExternalSignIn.Outcome.Refused(String target, int status, String code, String sentence) ->
                Redirects.refused(
                        target == null ? site : target, true, new Redirects.Fault(error(status, code), code, sentence));
            case ExternalSignIn.Outcome.RefusedThere(String target, String error, String sentence) ->
                Redirects.refused(target, true, new Redirects.Fault(error, "bad_oauth_callback", sentence));
        };
        return ResponseEntity.status(HttpStatus.FOUND).header("Location", place).build();
    }

    /// What OAuth calls a refusal after another issuer's sign-in.
    private static String error(int status, String code) {
        return switch (code) {
            case "signup_disabled", "user_banned", "provider_email_needs_verification" -> "access_denied";
            default -> status == 422 ? "server_error" : Redirects.error(status);
        };
    }

    @DeleteMapping("/user/identities/{id}")
    Map<String, Object> unlink(@PathVariable String id, Caller caller, HttpServletRequest request) {
        Account account = desk.signedIn(caller, request);
        requireLinking();
        accounts.unlink(
                caller.actor(),
                account,
                Uuids.parse(id).orElseThrow(() -> GoTrueProblem.PATH_INVALID.problem("identity_id must be an UUID")));
        return Map.of();
    }

    private void requireLinking() {
        if (!settings.doors().manualLinking()) {
            throw GoTrueProblem.MANUAL_LINKING_DISABLED.problem();
        }
    }
}
