package studio.atelier.backend.data.http;

import java.util.HashSet;
import java.util.Set;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.sql.Statements;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The root document. Source: wire reference 3.10.
final class OpenApi {

    private final Runner runner;
    private final JsonMapper json;

    OpenApi(Runner runner, JsonMapper json) {
        this.runner = runner;
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
        byte[] body = method.equals("HEAD")
                ? new byte[0]
                : json.writeValueAsBytes(new OpenApiDocument(matter, visible(matter)).write());
        return Reply.of(200, body, new Reply.Header("Content-Type", MediaType.OPENAPI + "; charset=utf-8"));
    }

    private Visible visible(Engine.Matter matter) {
        Gotten gotten = runner.run(matter.scope(true), Statements.visible(matter.schema()));
        JsonNode names = json.readTree(gotten.body());
        return new Visible(names(names.path("relations")), names(names.path("routines")));
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new HashSet<>();
        list.forEach(name -> names.add(name.asString()));
        return names;
    }

    /// What the caller may see of a schema; of the rest not even the name is told.
    record Visible(Set<String> relations, Set<String> routines) {}
}
