package studio.atelier.platform.http.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.Problem;

/// RFC 9457, and under `/api` the members of the envelope beside it (E21). The dialect of the house.
final class ProblemDetails implements ProblemDialect {

    private static final String TYPES = "urn:atelier:problem:";

    @Override
    public String prefix() {
        return "";
    }

    @Override
    public Answer render(Problem problem, Asked asked) {
        Map<String, Object> body = new LinkedHashMap<>();
        problem.extra().forEach(body::put);
        body.put("type", TYPES + problem.code().code());
        body.put("title", problem.code().title());
        body.put("status", problem.code().status());
        body.put("detail", problem.detail());
        body.put("instance", asked.path());
        body.put("code", problem.code().code());
        body.put("request_id", asked.requestId());
        body.put("errors", faults(problem.faults()));
        if (problem.retryAfter() != null) {
            body.put("retry_after_seconds", Math.max(1, problem.retryAfter().toSeconds()));
        }
        if (Surface.of(asked.path()) == Surface.STUDIO) {
            body.put("success", false);
            body.put("error", problem.detail());
            body.put("message", problem.code().title());
        }
        return new Answer(problem.code().status(), "application/problem+json", Map.of(), body);
    }

    private static List<Map<String, String>> faults(List<FieldFault> faults) {
        List<Map<String, String>> list = new ArrayList<>();
        for (FieldFault fault : faults) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("pointer", fault.pointer());
            entry.put("code", fault.code());
            entry.put("detail", fault.detail());
            list.add(entry);
        }
        return list;
    }
}
