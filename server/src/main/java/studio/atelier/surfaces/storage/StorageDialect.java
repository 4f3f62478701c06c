package studio.atelier.surfaces.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.StorageProblem;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.Problem;

/// Refusals under `/storage/v1`: `{"statusCode","error","message","code"}`. The status in the body is a text
/// and mostly not that of the answer, which is 400 for whatever the caller can mend. Source: wire reference
/// 4.1.
final class StorageDialect implements ProblemDialect {

    static final String PREFIX = "/storage/v1";

    /// Extra members of a problem that say more than its code.
    static final String ERROR = "wire_error";

    static final String REAL_STATUS = "wire_real_status";

    private static final int BAD_REQUEST = 400;

    @Override
    public String prefix() {
        return PREFIX;
    }

    /// @param http     the answer's status
    /// @param status   the member `statusCode`
    private record Refusal(int http, int status, String error, String message, String code) {}

    @Override
    public Answer render(Problem problem, Asked asked) {
        Refusal refusal = refusal(problem, asked);
        Map<String, String> body = new LinkedHashMap<>();
        body.put("statusCode", Integer.toString(refusal.status()));
        body.put("error", refusal.error());
        body.put("message", refusal.message());
        body.put("code", refusal.code());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-store");
        return new Answer(refusal.http(), "application/json; charset=utf-8", headers, body);
    }

    private static Refusal refusal(Problem problem, Asked asked) {
        return switch (problem.code()) {
            case StorageFault fault -> ofFault(fault, problem);
            case StorageProblem own -> ofStorage(own, problem);
            case HttpProblem http -> ofHttp(http, problem, asked);
            default -> other(problem);
        };
    }

    private static Refusal ofFault(StorageFault fault, Problem problem) {
        boolean real = problem.extra().containsKey(REAL_STATUS);
        int http = switch (fault) {
            case DATABASE_TIMEOUT, SLOW_DOWN, INVALID_RANGE -> fault.status();
            default -> fault.status() == 500 || real ? fault.status() : BAD_REQUEST;
        };
        String error = problem.extra().get(ERROR) instanceof String given ? given : fault.error();
        return new Refusal(http, fault.status(), error, problem.detail(), fault.wire());
    }

    private static Refusal ofStorage(StorageProblem own, Problem problem) {
        return switch (own) {
            case OBJECT_MISSING ->
                new Refusal(
                        BAD_REQUEST, 404, "Not found", "The resource was not found", StorageFault.NO_SUCH_KEY.wire());
            case TOO_LARGE, QUOTA_USED_UP -> refusal(StorageFault.ENTITY_TOO_LARGE, BAD_REQUEST);
            case DISK_FULL, UNAVAILABLE ->
                new Refusal(
                        own.status(),
                        own.status(),
                        "Unavailable",
                        problem.detail(),
                        StorageFault.INTERNAL_ERROR.wire());
        };
    }

    private static Refusal ofHttp(HttpProblem code, Problem problem, Asked asked) {
        return switch (code) {
            case NOT_FOUND, METHOD_NOT_ALLOWED -> notFound(asked.method(), asked.path());
            case BODY_TOO_LARGE -> refusal(StorageFault.ENTITY_TOO_LARGE, BAD_REQUEST);
            case DATABASE_UNAVAILABLE -> refusal(StorageFault.DATABASE_TIMEOUT, StorageFault.DATABASE_TIMEOUT.status());
            case OVERLOADED -> refusal(StorageFault.SLOW_DOWN, StorageFault.SLOW_DOWN.status());
            case INTERNAL ->
                new Refusal(500, 500, "Internal", "Internal Server Error", StorageFault.INTERNAL_ERROR.wire());
            case SIGN_IN_REQUIRED -> denied("Invalid Compact JWS");
            case FORBIDDEN, ORIGIN_REFUSED, ADMIN_REQUIRED -> denied(problem.detail());
            case BODY_MALFORMED,
                    BODY_INVALID,
                    PARAMETER_INVALID,
                    REQUEST_MALFORMED,
                    NOT_ACCEPTABLE,
                    MEDIA_TYPE_UNSUPPORTED,
                    HEADERS_TOO_LARGE,
                    DISK_FULL ->
                new Refusal(
                        code.status(), code.status(), "Error", problem.detail(), StorageFault.INVALID_REQUEST.wire());
        };
    }

    private static Refusal notFound(String method, String path) {
        String route = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
        return new Refusal(
                404,
                404,
                "Not Found",
                "Route " + method + ":" + route + " not found",
                StorageFault.INVALID_REQUEST.wire());
    }

    private static Refusal other(Problem problem) {
        int status = problem.code().status();
        if (status != 401) {
            return new Refusal(
                    status, status, problem.code().title(), problem.detail(), StorageFault.INVALID_REQUEST.wire());
        }
        String reason = String.valueOf(problem.extra().getOrDefault("reason", ""));
        return switch (reason) {
            case "token is expired" -> denied("\"exp\" claim timestamp check failed");
            case "token is malformed", "the token is too long" -> denied("Invalid Compact JWS");
            case "signature is invalid" -> denied("signature verification failed");
            default -> denied(reason.isEmpty() ? problem.detail() : reason);
        };
    }

    private static Refusal denied(String message) {
        StorageFault fault = StorageFault.ACCESS_DENIED;
        return new Refusal(BAD_REQUEST, fault.status(), fault.error(), message, fault.wire());
    }

    private static Refusal refusal(StorageFault fault, int http) {
        return new Refusal(http, fault.status(), fault.error(), fault.message(), fault.wire());
    }
}
