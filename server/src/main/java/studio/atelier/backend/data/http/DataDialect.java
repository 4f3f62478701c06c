package studio.atelier.backend.data.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.Problem;

/// Refusals under `/rest/v1` as PostgREST writes them. What the chain before refuses gets the code that
/// PostgREST has for it. Source: wire reference 3.9.
public final class DataDialect implements ProblemDialect {

    private static final String JWT = "PGRST301";
    private static final String CLAIMS = "PGRST303";
    private static final int TOKEN_PARTS = 3;

    @Override
    public String prefix() {
        return "/rest/v1";
    }

    private record Refusal(
            int status,
            String code,
            String message,
            @Nullable Object details) {

        Refusal(int status, String code, String message) {
            this(status, code, message, null);
        }
    }

    @Override
    public Answer render(Problem problem, Asked asked) {
        Refusal refusal = refusal(problem, asked);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", refusal.code());
        body.put("details", refusal.details() == null ? problem.extra().get(DataProblem.DETAILS) : refusal.details());
        body.put("hint", problem.extra().get(DataProblem.HINT));
        body.put("message", refusal.message());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Proxy-Status", "PostgREST; error=" + refusal.code());
        if (refusal.code().equals(JWT) || refusal.code().equals(CLAIMS)) {
            headers.put(
                    "WWW-Authenticate",
                    "Bearer error=\"invalid_token\", error_description=\""
                            + refusal.message().replace("\"", "'") + "\"");
        }
        if (problem.extra().get(DataProblem.HEADERS) instanceof Map<?, ?> own) {
            own.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        return new Answer(refusal.status(), "application/json; charset=utf-8", headers, body);
    }

    private static Refusal refusal(Problem problem, Asked asked) {
        return switch (problem.code()) {
            case DataProblem own ->
                new Refusal(
                        problem.extra().get(DataProblem.STATUS) instanceof Integer status ? status : own.status(),
                        problem.extra().get(DataProblem.WIRE_CODE) instanceof String code ? code : own.wire(),
                        problem.detail());
            case HttpProblem http -> ofHttp(http, problem);
            default -> other(problem, asked);
        };
    }

    private static Refusal other(Problem problem, Asked asked) {
        if (problem.code().status() != 401) {
            return new Refusal(problem.code().status(), problem.code().code(), problem.detail());
        }
        String reason = String.valueOf(problem.extra().getOrDefault("reason", ""));
        if (reason.contains("expired")) {
            return new Refusal(401, CLAIMS, "JWT expired");
        }
        if (reason.startsWith("JWT ") || reason.startsWith("The JWT ")) {
            return new Refusal(401, CLAIMS, reason);
        }
        String token = asked.headers().getOrDefault("authorization", "").replaceFirst("(?i)^bearer +", "");
        int parts = token.split("\\.", -1).length;
        if (parts != TOKEN_PARTS) {
            return new Refusal(401, JWT, "Expected 3 parts in JWT; got " + parts);
        }
        return switch (reason) {
            case "token is malformed" -> new Refusal(401, JWT, "JWT cryptographic operation failed");
            case "signature is invalid" ->
                new Refusal(
                        401, JWT, "No suitable key or wrong key type", "None of the keys was able to decode the JWT");
            default -> new Refusal(401, JWT, "No suitable key or wrong key type");
        };
    }

    private static Refusal ofHttp(HttpProblem code, Problem problem) {
        return switch (code) {
            case NOT_FOUND -> new Refusal(404, "PGRST125", "Invalid path specified in request URL");
            case METHOD_NOT_ALLOWED -> new Refusal(405, "PGRST117", "Unsupported HTTP method");
            case DATABASE_UNAVAILABLE -> new Refusal(503, "PGRST000", "Database connection error.");
            case OVERLOADED -> new Refusal(504, "PGRST003", "Timed out acquiring connection from connection pool.");
            case BODY_MALFORMED, BODY_INVALID -> new Refusal(400, "PGRST102", "Empty or invalid json");
            case BODY_TOO_LARGE,
                    PARAMETER_INVALID,
                    REQUEST_MALFORMED,
                    SIGN_IN_REQUIRED,
                    ORIGIN_REFUSED,
                    ADMIN_REQUIRED,
                    FORBIDDEN,
                    NOT_ACCEPTABLE,
                    MEDIA_TYPE_UNSUPPORTED,
                    HEADERS_TOO_LARGE,
                    INTERNAL,
                    DISK_FULL -> new Refusal(code.status(), code.code(), problem.detail());
        };
    }
}
