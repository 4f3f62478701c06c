package studio.atelier.surfaces.reference;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import studio.atelier.platform.http.Version;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The document, OpenAPI 3.1: what is registered, and the words about it. A route without words is not in it; the
/// tests refuse one.
final class OpenApiDocument {

    private static final String SAYS = """
            Every route of this server. Answers under `/api` are `{"success": true, "data": ...}`, refusals there are \
            RFC 9457 problems with a stable `code`. Times are RFC 3339 in UTC, ids are UUIDs, money is in micro-USD \
            (`*_micros`; 10,000 are one cent). Sign in with the session cookie of the web pages, with an access token \
            of `/auth/v1`, or with an access key `atl_...` as bearer. The data API describes its tables by itself, \
            under `/rest/v1/`.""";

    private final Routes routes;
    private final Notes notes;
    private final JsonMapper json;

    OpenApiDocument(Routes routes, Notes notes, JsonMapper json) {
        this.routes = routes;
        this.notes = notes;
        this.json = json;
    }

    ObjectNode write(Version version) {
        ObjectNode document = json.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Atelier")
                .put("version", version.number())
                .put("description", SAYS);
        document.putArray("servers").addObject().put("url", "/");
        ArrayNode tags = document.putArray("tags");
        notes.parts().forEach(part -> tags.addObject().put("name", part.tag()).put("description", part.says()));
        Shapes shapes = new Shapes(json);
        Trees trees = new Trees(shapes, json);
        ObjectNode paths = document.putObject("paths");
        operations(new Operations(shapes, trees, json)).forEach((path, methods) -> {
            ObjectNode item = paths.putObject(path);
            methods.forEach(item::set);
        });
        ObjectNode components = document.putObject("components");
        security(components.putObject("securitySchemes"));
        refusals(components.putObject("responses"), shapes, trees);
        components.set("schemas", shapes.schemas());
        return document;
    }

    private Map<String, Map<String, ObjectNode>> operations(Operations operations) {
        Map<String, Map<String, ObjectNode>> paths = new TreeMap<>();
        for (Notes.Part part : notes.parts()) {
            part.routes().forEach((name, words) -> {
                Route route = routes.known().getOrDefault(name, familiar(name));
                paths.computeIfAbsent(route.path(), _ -> new LinkedHashMap<>())
                        .put(route.method().toLowerCase(Locale.ROOT), operations.write(route, part, words));
            });
        }
        return paths;
    }

    /// A member of a family: the words alone describe it.
    private static Route familiar(String name) {
        String[] words = name.split(" ", 2);
        return new Route(words[0], words[1], null, false);
    }

    private static void security(ObjectNode schemes) {
        schemes.putObject("session")
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", "atelier_session")
                .put("description", "Set by signing in on the web pages. Unsafe methods need a matching Origin.");
        bearer(schemes.putObject("bearer"), "An access token of `/auth/v1`, or an access key `atl_...`.");
        bearer(schemes.putObject("worker"), "The credential of a worker, `atlw_...`.");
        schemes.putObject("apikey")
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "apikey")
                .put("description", "A key of the project: `anon`, `service_role`, `sb_...`.");
    }

    private static void bearer(ObjectNode scheme, String says) {
        scheme.put("type", "http").put("scheme", "bearer").put("description", says);
    }

    /// Ours has a shape of its own; those of other dialects are like their example.
    private void refusals(ObjectNode responses, Shapes shapes, Trees trees) {
        for (Refusal each : Refusal.ALL) {
            JsonNode example = json.readTree(each.example());
            ObjectNode response = responses.putObject(each.component()).put("description", "Refused, or failed");
            ObjectNode media = response.putObject("content").putObject(each.type());
            media.set(
                    "schema",
                    each.equals(Refusal.OWN) ? trees.of(StringNode.valueOf("Problem")) : shapes.like(example));
            media.set("example", example);
        }
    }
}
