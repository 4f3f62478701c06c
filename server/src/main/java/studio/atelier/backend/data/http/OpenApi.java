package studio.atelier.backend.data.http;

import java.util.Set;
import studio.atelier.backend.data.DataProblem;
import tools.jackson.databind.json.JsonMapper;

/// The root document. Source: wire reference 3.10.
final class OpenApi {

    private final JsonMapper json;

    OpenApi(JsonMapper json) {
        this.json = json;
    }

    Reply answer(Engine.Matter matter) {
        String method = matter.asked().method();
        if (!Set.of("GET", "HEAD", "OPTIONS").contains(method)) {
            throw DataProblem.METHOD.problem("Unsupported HTTP method: " + method, null, null);
        }
        if (method.equals("OPTIONS")) {
            return Reply.empty(200, new Reply.Header("Allow", "OPTIONS,GET,HEAD"));
        }
        byte[] body = method.equals("HEAD") ? new byte[0] : json.writeValueAsBytes(new OpenApiDocument(matter).write());
        return Reply.of(200, body, new Reply.Header("Content-Type", MediaType.OPENAPI + "; charset=utf-8"));
    }
}
