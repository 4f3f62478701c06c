package studio.atelier.surfaces.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the server answers is what its document says: every member that is promised is there, of its type, and no
/// member is there that nobody was told of.
@Tag("server")
class AnswersFitTest {

    private static final String REQUEST =
            "{\"model\":\"demo/demo-image\",\"generation_type\":\"image\",\"prompt\":\"a harbour\"%s}";
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static RunningServer server;
    private static Someone admin;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of(
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD,
                "ATELIER_LIMITS", "off"));
        admin = Someone.signsIn(server, "owner@example.org");
        document = Someone.json(server.get("/api/openapi.json"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// A generation on its way, at its end, changed, thrown away and brought back.
    @Test
    void aGenerationIsWhatIsSaidOfIt() {
        var accepted = admin.post("/api/generate", REQUEST.formatted(""));
        fits("POST", "/api/generate", accepted);
        String id = Someone.json(accepted).at("/data/id").asString();
        String one = "/api/generations/" + id;
        ended(id);

        fits("GET", "/api/generations/{id}", admin.get(one));
        fits("PATCH", "/api/generations/{id}", admin.send("PATCH", one, "{\"title\":\"Harbour\",\"rating\":5}"));
        fits("GET", "/api/generations/{id}/ledger", admin.get(one + "/ledger"));
        fits("DELETE", "/api/generations/{id}", admin.send("DELETE", one, null));
        fits("POST", "/api/generations/{id}/restore", admin.post(one + "/restore", ""));
        fits("POST", "/api/queue/retry", admin.post("/api/queue/retry", "{\"ids\":[\"" + id + "\"]}"));
        fits("GET", "/api/generations", admin.get("/api/generations?limit=1"));
    }

    @Test
    void aTextAndASoundToo() {
        for (String type : List.of("text", "audio")) {
            var accepted = admin.post(
                    "/api/generate",
                    REQUEST.formatted("").replace("demo-image", "demo-" + type).replace("\"image\"", '"' + type + '"'));
            fits("POST", "/api/generate", accepted);
            String id = Someone.json(accepted).at("/data/id").asString();
            ended(id);
            fits("GET", "/api/generations/{id}", admin.get("/api/generations/" + id));
        }
    }

    /// A row as the executor leaves it, without waiting for one that fails of itself.
    @Test
    void aFailureAndARunThatWaitsFit() {
        String id = Someone.json(admin.post("/api/generate", REQUEST.formatted("")))
                .at("/data/id")
                .asString();
        ended(id);
        assertThat(server.database().asOwner().sql("""
                                update public.generations set status = 'failed', result = null, error_code = 'provider.broken',
                                error_message = 'It broke', error = cast(? as jsonb) where id = cast(? as uuid)""").params("""
                                {"code":"provider.broken","title":"The provider failed","detail":"It broke","whose":"provider",
                                "charged":false,"action":"Try again.","provider_message":"","provider_request_id":null,
                                "provider_status":500,"retry_after_ms":null}""", id).update())
                .isOne();

        fits("GET", "/api/generations/{id}", admin.get("/api/generations/" + id));
    }

    /// The check itself: what is missing, what nobody was told of, and what is of another type are found, at any depth.
    @Test
    void whatDoesNotFitIsFound() {
        JsonNode schema = schemaOf(document.path("paths").path("/api/models").path("get"));
        JsonNode answer = Someone.json(admin.get("/api/models"));
        var missing = answer.deepCopy();
        ((ObjectNode) missing.at("/data/models/0")).remove("display_name");
        var more = answer.deepCopy();
        ((ObjectNode) more.at("/data/models/0")).put("surprise", true);
        var other = answer.deepCopy();
        ((ObjectNode) other.at("/data/models/0")).put("prompt_max", "many");

        assertThat(faults(schema, answer, true)).isEmpty();
        for (JsonNode wrong : List.of(missing, more, other)) {
            assertThat(faults(schema, wrong, true)).isNotEmpty();
        }
    }

    @Test
    void refusalsAreProblems() {
        JsonNode problem = at("/components/responses/Problem/content/application~1problem+json/schema");
        for (var refused : List.of(
                admin.get("/api/generations?limit=0&status=odd"),
                admin.get("/api/generations/0198c0de-0000-7000-8000-000000000001"),
                admin.post("/api/generate", "{\"model\":\"demo/none\",\"generation_type\":\"image\",\"prompt\":\"x\"}"),
                admin.post("/api/generate", "{"),
                server.get("/api/generations"),
                server.get("/api/nothing-is-here"))) {
            assertThat(refused.statusCode()).isBetween(400, 499);
            assertThat(faults(problem, Someone.json(refused), false))
                    .as(refused.body())
                    .isEmpty();
        }
    }

    /// All that can be asked for without knowing an id.
    @Test
    void whateverReadsFits() {
        ended(Someone.json(admin.post("/api/generate", REQUEST.formatted("")))
                .at("/data/id")
                .asString());
        Map<String, List<String>> wrong = new TreeMap<>();
        List<String> asked = new ArrayList<>();
        document.path("paths").properties().forEach(path -> {
            JsonNode schema = schemaOf(path.getValue().path("get"));
            if (path.getKey().startsWith("/api/") && !path.getKey().contains("{") && !schema.isMissingNode()) {
                var answer = admin.get(path.getKey());
                if (answer.statusCode() == 200) {
                    asked.add(path.getKey());
                    List<String> faults = faults(schema, Someone.json(answer), true);
                    if (!faults.isEmpty()) {
                        wrong.put(path.getKey(), faults);
                    }
                }
            }
        });

        assertThat(asked)
                .hasSizeGreaterThan(40)
                .contains("/api/models", "/api/usage", "/api/usage/table", "/api/queue");
        assertThat(wrong).isEmpty();
    }

    private static void fits(String method, String path, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 202);
        JsonNode operation = document.path("paths").path(path).path(method.toLowerCase(java.util.Locale.ROOT));
        JsonNode schema = schemaOf(operation);
        assertThat(schema.isMissingNode()).as(method + " " + path).isFalse();
        assertThat(faults(schema, Someone.json(answer), true))
                .as(method + " " + path + " " + answer.body())
                .isEmpty();
    }

    private static JsonNode schemaOf(JsonNode operation) {
        for (String status : List.of("200", "201", "202")) {
            JsonNode schema = operation.at("/responses/" + status + "/content/application~1json/schema");
            if (!schema.isMissingNode()) {
                return schema;
            }
        }
        return operation.path("nothing");
    }

    private static JsonNode at(String pointer) {
        return document.at(pointer);
    }

    /// @param closed no member may be there that the schema does not name
    private static List<String> faults(JsonNode schema, JsonNode answer, boolean closed) {
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        whole.setAll((ObjectNode) schema.deepCopy());
        whole.set("components", document.path("components").deepCopy());
        if (closed) {
            close(whole);
        }
        Schema read = REGISTRY.getSchema(whole);
        return read.validate(answer).stream().map(Object::toString).toList();
    }

    /// Schemas that say what must be there are contracts; those of examples only name types.
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.has("required")
                && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(AnswersFitTest::close);
    }

    private static void ended(String id) {
        org.awaitility.Awaitility.await()
                .until(() -> admin.data("GET", "/api/generations/" + id, null)
                        .path("status")
                        .asString()
                        .matches("completed|failed|cancelled"));
    }
}
