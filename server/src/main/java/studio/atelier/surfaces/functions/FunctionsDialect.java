package studio.atelier.surfaces.functions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.Problem;

/// Refusals under `/functions/v1`: `{"error","code","details"}` (B127). A missing or wrong sign-in has the
/// code that front ends know; every other refusal keeps the house's own.
@Component
final class FunctionsDialect implements ProblemDialect {

    private static final int UNAUTHORIZED = 401;

    @Override
    public String prefix() {
        return "/functions/v1";
    }

    @Override
    public Answer render(Problem problem, Asked asked) {
        Map<String, Object> details = new LinkedHashMap<>(problem.extra());
        details.put("request_id", asked.requestId());
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
        return Answer.of(status, body);
    }
}
