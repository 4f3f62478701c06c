package studio.atelier.backend.realtime.http;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import studio.atelier.backend.realtime.RealtimeProblem;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.Problem;

/// Refusals as realtime clients know them: `error` where a socket was asked for, `message` elsewhere. Source:
/// wire reference 5.1, 5.5.
///
/// @param prefix of the addresses
record RealtimeDialect(String prefix) implements ProblemDialect {

    @Override
    public Answer render(Problem problem, Asked asked) {
        String text = problem.code() instanceof RealtimeProblem own
                        && problem.detail().equals(own.action())
                ? own.wire()
                : problem.detail();
        int status = problem.code().status();
        if (asked.path().endsWith("/websocket")) {
            return Answer.of(status, Map.of("error", text));
        }
        if (status == 401) {
            return Answer.of(status, Map.of("message", RealtimeProblem.UNAUTHORIZED.wire()));
        }
        if (status == 429 && problem.code() != RealtimeProblem.BATCH_TOO_LARGE) {
            return Answer.of(status, Map.of("message", "You have exceeded your rate limit"));
        }
        return problem.faults().isEmpty()
                ? Answer.of(status, Map.of("message", text))
                : Answer.of(status, Map.of("errors", faults(problem.faults())));
    }

    private static Map<String, List<String>> faults(List<FieldFault> faults) {
        return faults.stream()
                .collect(Collectors.groupingBy(
                        FieldFault::pointer, Collectors.mapping(FieldFault::detail, Collectors.toList())));
    }
}
