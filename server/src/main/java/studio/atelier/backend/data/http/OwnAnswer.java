package studio.atelier.backend.data.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What functions may say of the answer: `response.headers` and `response.status`. Source: wire reference
/// 3.10.
final class OwnAnswer {

    private static final int HEADERS_MAX = 100;

    private OwnAnswer() {}

    static Reply apply(Gotten gotten, Reply reply, JsonMapper json) {
        Reply result = gotten.headers() == null ? reply : reply.withOwn(headers(gotten.headers(), json));
        return gotten.status() == null ? result : result.withStatus(status(gotten.status()));
    }

    private static int status(String text) {
        if (!text.matches("[1-9][0-9]{2}")) {
            throw DataProblem.RESPONSE_STATUS.problem("response.status guc must be a valid status code", null, null);
        }
        return Integer.parseInt(text);
    }

    private static List<Reply.Header> headers(String text, JsonMapper json) {
        List<Reply.Header> headers = new ArrayList<>();
        JsonNode list = tree(text, json);
        if (list == null || !list.isArray() || list.size() > HEADERS_MAX) {
            throw invalid();
        }
        for (JsonNode each : list) {
            if (!each.isObject() || each.size() != 1) {
                throw invalid();
            }
            each.properties().forEach(member -> {
                boolean clean = member.getKey().matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}")
                        && member.getValue().isString()
                        && member.getValue().asString().chars().noneMatch(c -> c < ' ');
                if (!clean) {
                    throw invalid();
                }
                headers.add(new Reply.Header(member.getKey(), member.getValue().asString()));
            });
        }
        return headers;
    }

    private static @Nullable JsonNode tree(String text, JsonMapper json) {
        try {
            return json.readTree(text);
        } catch (JacksonException _) {
            return null;
        }
    }

    private static RuntimeException invalid() {
        return DataProblem.RESPONSE_HEADERS.problem(
                "response.headers guc must be a JSON array composed of objects with a single key and a string value",
                null,
                null);
    }
}
