package studio.atelier.surfaces.functions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.Problem;

/// Refusals under `/functions/v1`: `{"error","code","details"}` (B127). A missing or wrong sign-in has the
/// code that front ends know; every other refusal keeps the house's own.
@Component
final class FunctionsDialect implements ProblemDialect {

    private static final int UNAUTHORIZED = 401;

    /// Name of the detail that lists what a function takes.
    static final String METHODS = "methods";

    @Override
    public String prefix() {
        return "/functions/v1";
    }

    @Override
    public Answer render(Problem problem, Asked asked) {
        return Answer.of(problem.code().status(), headers(problem, asked), body(problem, asked.requestId()));
    }

    private static Map<String, String> headers(Problem problem, Asked asked) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (problem.extra().get(METHODS) instanceof List<?> methods) {
            headers.put("Allow", methods.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (problem.code().status() == UNAUTHORIZED) {
            SignInFault.of(asked.headers()).ifPresent(fault -> headers.put("sb-error-code", fault));
        }
        return headers;
    }

    static Map<String, Object> body(Problem problem, String requestId) {
        Map<String, Object> details = new LinkedHashMap<>(problem.extra());
        details.put("request_id", requestId);
        details.put("title", problem.code().title());
        if (!problem.faults().isEmpty()) {
            details.put("errors", List.copyOf(problem.faults()));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        int status = problem.code().status();
        body.put("error", problem.detail());
        body.put(
                "code",
                status == UNAUTHORIZED ? "AUTHENTICATION_ERROR" : problem.code().code());
        body.put("details", details);
        return body;
    }
}
