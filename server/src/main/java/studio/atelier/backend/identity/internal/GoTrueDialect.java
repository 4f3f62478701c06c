package studio.atelier.backend.identity.internal;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.limits.LimitProblem;
import studio.atelier.platform.problem.Problem;

/// Refusals under `/auth/v1` as GoTrue writes them, in the shape of the API version the client names.
/// Source: wire reference 2.2.
final class GoTrueDialect implements ProblemDialect {

    private static final String VERSION_HEADER = "X-Supabase-Api-Version";
    private static final LocalDate STRING_CODES_SINCE = LocalDate.of(2024, 1, 1);

    @Override
    public String prefix() {
        return "/auth/v1";
    }

    private record Refusal(int status, String code, String message) {}

    @Override
    public Answer render(Problem problem, Asked asked) {
        if (problem.code() instanceof GoTrueProblem own && own.oauth()) {
            return Answer.of(400, Map.of("error", own.wire().replace('_', ' '), "error_description", problem.detail()));
        }
        if (problem.code() == GoTrueProblem.REFRESH_TOKEN_REQUIRED) {
            return Answer.of(400, Map.of("error", "invalid_request", "error_description", problem.detail()));
        }
        Refusal refusal = refusal(problem);
        Map<String, Object> body = new LinkedHashMap<>();
        boolean strings = stringCodes(asked.headers().get("x-supabase-api-version"));
        if (strings) {
            body.put("code", refusal.code());
            body.put("message", refusal.message());
        } else {
            body.put("code", refusal.status());
            body.put("error_code", refusal.code());
            body.put("msg", refusal.message());
        }
        if (problem.code() == GoTrueProblem.WEAK_PASSWORD) {
            Object reasons = problem.extra().getOrDefault("reasons", List.of());
            body.put("weak_password", Map.of("reasons", reasons));
        }
        if (refusal.status() >= 500 && !strings) {
            body.put("error_id", asked.requestId());
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-sb-error-code", refusal.code());
        if (strings) {
            headers.put(VERSION_HEADER, STRING_CODES_SINCE.toString());
        }
        return Answer.of(refusal.status(), headers, body);
    }

    private static boolean stringCodes(@Nullable String version) {
        try {
            return version != null && !LocalDate.parse(version.strip()).isBefore(STRING_CODES_SINCE);
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private static Refusal refusal(Problem problem) {
        return switch (problem.code()) {
            case GoTrueProblem own -> new Refusal(own.status(), own.wire(), problem.detail());
            case IdentityProblem own -> ofIdentity(own, problem);
            case HttpProblem http -> ofHttp(http, problem);
            case LimitProblem _ -> new Refusal(429, "over_request_rate_limit", "Request rate limit reached");
            default -> new Refusal(problem.code().status(), "unexpected_failure", problem.detail());
        };
    }

    private static Refusal ofIdentity(IdentityProblem code, Problem problem) {
        return switch (code) {
            case INVALID -> new Refusal(400, "validation_failed", problem.detail());
            case INVALID_CREDENTIALS -> new Refusal(400, "invalid_credentials", "Invalid login credentials");
            case USER_BANNED -> new Refusal(400, "user_banned", "User is banned");
            case EMAIL_TAKEN -> new Refusal(422, "user_already_exists", "User already registered");
            case SIGNUP_DISABLED -> new Refusal(422, "signup_disabled", "Signups not allowed for this instance");
            case TOKEN_INVALID ->
                new Refusal(
                        403,
                        "bad_jwt",
                        "invalid JWT: unable to parse or verify signature, "
                                + problem.extra().getOrDefault("reason", "token is malformed"));
            case ACCESS_KEY_INVALID, PROJECT_KEY_INVALID ->
                new Refusal(401, "no_authorization", "Invalid authentication credentials");
            case SESSION_NOT_FOUND ->
                Recognition.PERSON_GONE.equals(problem.extra().get("reason"))
                        ? new Refusal(403, "user_not_found", "User from sub claim in JWT does not exist")
                        : new Refusal(403, "session_not_found", "Session from session_id claim in JWT does not exist");
            case ACCOUNT_BLOCKED -> new Refusal(403, "user_banned", "User is banned");
            case EMAIL_NOT_CONFIRMED -> new Refusal(400, "email_not_confirmed", "Email not confirmed");
            case BUSY, TOO_MANY_TRIES -> new Refusal(429, "over_request_rate_limit", "Request rate limit reached");
            case SETUP_CODE_INVALID,
                    SETUP_DONE,
                    SIGN_IN_NOT_FOUND,
                    CAPTCHA_FAILED,
                    SECOND_STEP_OVER,
                    CODE_WRONG,
                    SECOND_STEP_REQUIRED,
                    ACCESS_KEY_NOT_FOUND,
                    ACCESS_KEYS_FULL,
                    SIGNING_KEY_NOT_FOUND,
                    USER_NOT_FOUND,
                    NO_ADDRESS,
                    SIGN_IN_NEEDED,
                    LAST_ADMIN -> new Refusal(code.status(), "unexpected_failure", problem.detail());
        };
    }

    private static Refusal ofHttp(HttpProblem code, Problem problem) {
        return switch (code) {
            case BODY_MALFORMED -> new Refusal(400, "bad_json", "Could not parse request body as JSON");
            case BODY_TOO_LARGE -> new Refusal(413, "request_entity_too_large", "Request body is too large");
            case BODY_INVALID, PARAMETER_INVALID, REQUEST_MALFORMED ->
                new Refusal(400, "validation_failed", problem.detail());
            case SIGN_IN_REQUIRED ->
                new Refusal(401, "no_authorization", "This endpoint requires a valid Bearer token");
            case ADMIN_REQUIRED -> new Refusal(403, "not_admin", "User not allowed");
            case NOT_FOUND -> new Refusal(404, "not_found", "404 page not found");
            case METHOD_NOT_ALLOWED -> new Refusal(405, "method_not_allowed", "405 method not allowed");
            case FORBIDDEN,
                    ORIGIN_REFUSED,
                    NOT_ACCEPTABLE,
                    MEDIA_TYPE_UNSUPPORTED,
                    HEADERS_TOO_LARGE,
                    INTERNAL,
                    DATABASE_UNAVAILABLE,
                    OVERLOADED,
                    DISK_FULL -> new Refusal(code.status(), "unexpected_failure", problem.detail());
        };
    }
}
