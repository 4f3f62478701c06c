package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;

/// `/auth/v1/verify`: a code that was typed, or a link that was followed. Source: wire reference 2.7.
@RestController
@RequestMapping("/auth/v1")
class GoTrueVerifyResource {

    private static final String HALF =
            "Confirmation link accepted. Please proceed to confirm link sent to the other email";
    private static final String LINK_EXPIRED = "Email link is invalid or has expired";

    private final GoTrueDesk desk;
    private final Verification verification;
    private final GoTrueJson json;

    GoTrueVerifyResource(GoTrueDesk desk, Verification verification, GoTrueJson json) {
        this.desk = desk;
        this.verification = verification;
        this.json = json;
    }

    @PostMapping("/verify")
    Map<String, @Nullable Object> typed(@RequestBody JsonNode content, Caller caller, HttpServletRequest request) {
        var body = new GoTrueBody(content);
        desk.countAttempt(caller);
        String type = body.text("type");
        if (type.isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Verify requires a verification type");
        }
        if (body.has("token") == body.has("token_hash")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Verify requires either a token or a token hash");
        }
        desk.captcha(body, caller);
        Visit visit = desk.visit(caller, request);
        return body.has("token")
                ? answer(verification.byCode(address(body, type), body.text("token"), type, visit), false)
                : answer(byHash(body, type, visit), true);
    }

    private Verification.Outcome byHash(GoTrueBody body, String type, Visit visit) {
        if (body.has("email") || body.has("phone") || body.has("redirect_to")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Only the token_hash and type should be provided");
        }
        if (Verification.kinds(type).isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Invalid email verification type");
        }
        return verification.byHash(body.text("token_hash"), type, visit, false);
    }

    private static String address(GoTrueBody body, String type) {
        boolean byPhone = body.has("phone");
        if (byPhone == body.has("email")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    "Only an email address or phone number should be provided on verify");
        }
        String address;
        if (byPhone) {
            address = GoTrueBody.phone(body.text("phone"));
        } else if (EmailAddress.valid(body.text("email"))) {
            address = EmailAddress.normal(body.text("email"));
        } else {
            throw GoTrueProblem.EMAIL_INVALID_ON_VERIFY.problem();
        }
        if (Verification.kinds(type).isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Unsupported verification type");
        }
        return address;
    }

    private Map<String, @Nullable Object> answer(Verification.Outcome outcome, boolean hash) {
        return switch (outcome) {
            case Verification.Outcome.In(SignedIn signedIn) -> json.session(signedIn);
            case Verification.Outcome.Half _ -> {
                Map<String, @Nullable Object> half = new LinkedHashMap<>();
                half.put("msg", HALF);
                half.put("code", "200");
                yield half;
            }
            case Verification.Outcome.Expired() ->
                throw hash ? GoTrueProblem.OTP_EXPIRED.problem(LINK_EXPIRED) : GoTrueProblem.OTP_EXPIRED.problem();
            case Verification.Outcome.Banned() -> throw GoTrueProblem.BANNED.problem();
            case Verification.Outcome.Taken() -> throw GoTrueProblem.EMAIL_EXISTS.problem();
            case Verification.Outcome.NoFlow(), Verification.Outcome.Code _ ->
                throw GoTrueProblem.FLOW_NOT_WAITING.problem();
        };
    }

    @GetMapping("/verify")
    ResponseEntity<Void> followed(
            @RequestParam(defaultValue = "") String type,
            @RequestParam(defaultValue = "") String token,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        desk.countAttempt(caller);
        if (type.isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Verify requires a verification type");
        }
        if (token.isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Verify requires a token or a token hash");
        }
        String target = desk.redirect(caller, request, redirect);
        boolean pkce = token.startsWith(OneTimeTokens.PKCE_PREFIX);
        if (Verification.kinds(type).isEmpty()) {
            return seeOther(
                    Redirects.refused(target, pkce, 400, "validation_failed", "Invalid email verification type"));
        }
        String place = switch (verification.byHash(token, type, desk.visit(caller, request), true)) {
            case Verification.Outcome.In(SignedIn signedIn) ->
                Redirects.session(target, signedIn, Map.of("type", type));
            case Verification.Outcome.Code(String code) -> Redirects.query(target, Map.of("code", code));
            case Verification.Outcome.Half(boolean byCode) ->
                byCode
                        ? Redirects.query(target, Map.of("message", HALF))
                        : Redirects.fragment(target, Map.of("message", HALF));
            case Verification.Outcome.Expired() -> Redirects.refused(target, pkce, 403, "otp_expired", LINK_EXPIRED);
            case Verification.Outcome.Banned() -> Redirects.refused(target, pkce, 403, "user_banned", "User is banned");
            case Verification.Outcome.Taken() ->
                Redirects.refused(target, pkce, 422, "email_exists", GoTrueProblem.EMAIL_EXISTS.title());
            case Verification.Outcome.NoFlow() ->
                Redirects.refused(target, pkce, 400, "flow_state_not_found", GoTrueProblem.FLOW_NOT_WAITING.title());
        };
        return seeOther(place);
    }

    private static ResponseEntity<Void> seeOther(String place) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", place)
                .build();
    }

    /// Addresses a browser is sent to, with what it is told.
    static final class Redirects {

        private Redirects() {}

        static String session(String target, SignedIn signedIn, Map<String, String> more) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("access_token", signedIn.access().token());
            values.put("expires_at", Long.toString(signedIn.access().expiresAt().getEpochSecond()));
            values.put("expires_in", Long.toString(signedIn.access().lifetime().toSeconds()));
            values.putAll(more);
            values.put("refresh_token", signedIn.refreshToken());
            values.put("sb", "");
            values.put("token_type", "bearer");
            return fragment(target, values);
        }

        /// A refusal as a page reads it.
        ///
        /// @param error as OAuth calls it
        record Fault(String error, String code, String description) {}

        static String error(int status) {
            return switch (status) {
                case 401 -> "unauthorized_client";
                case 403 -> "access_denied";
                case 503 -> "temporarily_unavailable";
                default -> status >= 500 ? "server_error" : "invalid_request";
            };
        }

        /// @param status of the refusal, which decides what OAuth calls it
        static String refused(String target, boolean query, int status, String code, String description) {
            return refused(target, query, new Fault(error(status), code, description));
        }

        /// @param query in the query too, where a page with PKCE looks
        static String refused(String target, boolean query, Fault fault) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("error", fault.error());
            values.put("error_code", fault.code());
            values.put("error_description", fault.description());
            String place = query ? query(target, values) : target;
            values.put("sb", "");
            return fragment(place, values);
        }

        static String query(String target, Map<String, String> values) {
            int hash = target.indexOf('#');
            String plain = hash < 0 ? target : target.substring(0, hash);
            String rest = hash < 0 ? "" : target.substring(hash);
            return plain + (plain.indexOf('?') < 0 ? "?" : "&") + written(values) + rest;
        }

        static String fragment(String target, Map<String, String> values) {
            return Optional.of(target.indexOf('#'))
                            .filter(at -> at >= 0)
                            .map(at -> target.substring(0, at))
                            .orElse(target)
                    + "#" + written(values);
        }

        private static String written(Map<String, String> values) {
            return values.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
                    .collect(Collectors.joining("&"));
        }
    }
}
