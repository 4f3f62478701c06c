package studio.atelier.platform.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Problem;

/// How one surface writes its refusals, all of them: unknown routes, malformed bodies and unreadable tokens
/// included. A room that owns a surface offers one as a bean; the longest matching prefix decides, and RFC
/// 9457 is the rest.
public interface ProblemDialect {

    /// Path prefix without a slash at its end, such as `/auth/v1`.
    String prefix();

    /// Must not throw.
    Answer render(Problem problem, Asked asked);

    /// The refused request.
    ///
    /// @param headers names in lower case, first value each
    record Asked(String requestId, String method, String path, Map<String, String> headers) {}

    /// @param status      HTTP status
    /// @param contentType of the body
    /// @param headers     added to the answer
    /// @param body        written as JSON, unless there is a text
    /// @param text        written as it is, for surfaces that do not speak JSON; null otherwise
    record Answer(
            int status,
            String contentType,
            Map<String, String> headers,
            Map<String, ?> body,
            @Nullable String text) {

        public Answer(int status, String contentType, Map<String, String> headers, Map<String, ?> body) {
            this(status, contentType, headers, body, null);
        }

        public static Answer text(int status, String contentType, Map<String, String> headers, String text) {
            return new Answer(status, contentType, headers, Map.of(), text);
        }

        public static Answer of(int status, Map<String, ?> body) {
            return of(status, Map.of(), body);
        }

        public static Answer of(int status, Map<String, String> headers, Map<String, ?> body) {
            return new Answer(status, "application/json;charset=utf-8", headers, body);
        }
    }
}
