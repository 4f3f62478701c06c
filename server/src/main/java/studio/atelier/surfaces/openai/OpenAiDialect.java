package studio.atelier.surfaces.openai;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.Problem;

/// Refusals under `/v1` in OpenAI's shape: `{"error":{"message","type","param","code"}}`. Its clients
/// branch on the status, so a refusal keeps the status they know: a wrong body is 400, a missing budget 402
/// stays what it is.
@Component
final class OpenAiDialect implements ProblemDialect {

    private static final int UNPROCESSABLE = 422;
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;

    @Override
    public String prefix() {
        return "/v1";
    }

    @Override
    public Answer render(Problem problem, Asked asked) {
        int status = problem.code().status() == UNPROCESSABLE
                ? BAD_REQUEST
                : problem.code().status();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-request-id", asked.requestId());
        again(problem, status, headers);
        return Answer.of(status, headers, Map.of("error", error(problem, status)));
    }

    /// The official clients send anything with 409 or from 500 on again by themselves. Here that helps only where
    /// there is a time to wait; after a run that may have been billed it would buy twice.
    private static void again(Problem problem, int status, Map<String, String> headers) {
        Duration wait = problem.retryAfter();
        if (wait == null && (status == CONFLICT || status >= SERVER_ERROR)) {
            headers.put("x-should-retry", "false");
        }
        if (wait != null && problem.extra().get("limit") instanceof Map<?, ?> limit) {
            headers.put("x-ratelimit-limit-requests", String.valueOf(limit.get("capacity")));
            headers.put("x-ratelimit-remaining-requests", "0");
            headers.put("x-ratelimit-reset-requests", Math.max(1, wait.toSeconds()) + "s");
        }
    }

    static Map<String, @Nullable Object> error(Problem problem, int status) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", message(problem));
        error.put("type", type(status));
        error.put(
                "param",
                problem.faults().isEmpty() ? null : param(problem.faults().getFirst()));
        error.put("code", problem.code().code());
        return error;
    }

    /// All faults in one sentence: the clients show nothing but the message.
    private static String message(Problem problem) {
        if (problem.faults().isEmpty()) {
            return problem.detail();
        }
        StringBuilder text = new StringBuilder();
        for (FieldFault fault : problem.faults()) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(param(fault))
                    .append(": ")
                    .append(fault.detail());
        }
        return text.toString();
    }

    private static String param(FieldFault fault) {
        String pointer = fault.pointer().startsWith("/parameters/")
                ? fault.pointer().substring("/parameters/".length())
                : fault.pointer().substring(fault.pointer().isEmpty() ? 0 : 1);
        return pointer.replace('/', '.');
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "insufficient_quota";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= SERVER_ERROR ? "server_error" : "invalid_request_error";
        };
    }
}
