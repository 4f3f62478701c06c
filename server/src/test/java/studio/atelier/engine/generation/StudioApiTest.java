package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// The routes of E4 to E13 as they stand in the specification, tried by their owner, a stranger and nobody.
@Tag("server")
class StudioApiTest {

    private static RunningServer server;
    private static Someone person;
    private static Someone stranger;
    private static String project;
    private static String generation;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of(
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD,
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on",
                "ATELIER_LIMITS", "off"));
        person = Someone.signsUp(server, "person@example.org");
        stranger = Someone.signsUp(server, "stranger@example.org");
        project = person.data("POST", "/api/projects", "{\"name\":\"Kites\"}")
                .path("id")
                .asString();
        HttpResponse<String> accepted = person.post("/api/generate", body(project));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        generation = Someone.json(accepted).at("/data/id").asString();
        Awaitility.await().until(StudioApiTest::made, Person::ended);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(String project) {
        return """
                {"project_id": "%s", "provider": "demo", "model": "demo-text", "generation_type": "text",
                 "prompt": "a kite", "parameters": {}}""".formatted(project);
    }

    private static JsonNode made() {
        return person.data("GET", "/api/generations/" + generation, null);
    }

    /// E4, E21, E28: accepted with 202, in the envelope, and executed.
    @Test
    void generatesAndExecutes() {
        JsonNode row = made();

        assertThat(row.path("status").asString()).isEqualTo("completed");
        assertThat(row.at("/result/content").asString()).isNotBlank();
        assertThat(row.at("/result/mimeType").asString()).startsWith("text/");
        assertThat(row.path("project_id").asString()).isEqualTo(project);
        assertThat(row.path("duration_ms").isIntegralNumber()).isTrue();
        assertThat(row.path("cost_cents").isIntegralNumber()).isTrue();
    }

    @Test
    void namesEveryFaultOfAGenerationAtOnce() {
        var refused = person.post(
                "/api/generate",
                "{\"project_id\":\"no\",\"model\":\"demo/demo-text\",\"parameters\":[],\"lane\":\"fast\"}");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(pointers(refused)).contains("/project_id", "/parameters", "/lane");
        JsonNode envelope = Someone.json(refused);
        assertThat(envelope.path("success").asBoolean(true)).isFalse();
        assertThat(envelope.path("error").asString()).isNotBlank();
        assertThat(envelope.path("message").asString()).isNotBlank();
    }

    @Test
    void putsNothingIntoTheProjectOfAnother() {
        assertThat(Someone.code(stranger.post("/api/generate", body(project)))).startsWith("404 projects.");
    }

    /// E5.
    @Test
    void listsTheGenerationsOfAProject() {
        JsonNode page = person.data("GET", "/api/generations?project_id=" + project, null);

        assertThat(page.path("generations").findValuesAsString("id")).contains(generation);
        assertThat(stranger.data("GET", "/api/generations?project_id=" + project, null)
                        .path("generations"))
                .isEmpty();
        assertThat(stranger.get("/api/generations/" + generation).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "project_id=no, ?project_id",
        "status=done, ?status",
        "type=smell, ?type",
        "limit=0, ?limit",
        "limit=101, ?limit",
        "cursor=x, ?cursor"
    })
    void refusesAListThatCannotBe(String query, String pointer) {
        var refused = person.get("/api/generations?" + query);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        assertThat(pointers(refused)).containsExactly(pointer);
    }

    /// E6.
    @Test
    void countsGenerations() {
        JsonNode stats = person.data("GET", "/api/generations/stats?project_id=" + project, null);

        assertThat(stats.toString()).contains("\"completed\"");
        assertThat(person.get("/api/generations/stats?days=-1").statusCode()).isEqualTo(422);
        assertThat(person.get("/api/generations/stats?project_id=no").statusCode())
                .isEqualTo(422);
        assertThat(stranger.get("/api/generations/stats?project_id=" + project).body())
                .doesNotContain(generation);
    }

    /// E7 to E11: an own server needs no real key, so that nothing is asked for outside.
    @Test
    void keepsChangesTriesAndForgetsAKey() {
        JsonNode key = person.data("POST", "/api/api-keys", """
                {"provider": "openai", "key_name": "spare", "api_key": "sk-test-0001", "is_active": false,
                 "base_url": "https://openai.invalid/v1"}""");
        String id = key.path("id").asString();

        assertThat(key.toString()).doesNotContain("sk-test-0001");
        assertThat(person.data("GET", "/api/api-keys", null).toString())
                .contains(id)
                .doesNotContain("sk-test-0001");
        assertThat(person.data("PUT", "/api/api-keys/" + id, "{\"key_name\":\"other\"}")
                        .path("key_name")
                        .asString())
                .isEqualTo("other");
        assertThat(person.data("POST", "/api/api-keys/test", "{\"id\":\"" + id + "\"}")
                        .path("status")
                        .asString())
                .isEqualTo("unverified");
        assertThat(stranger.send("PUT", "/api/api-keys/" + id, "{\"key_name\":\"mine\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(stranger.post("/api/api-keys/test", "{\"id\":\"" + id + "\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(stranger.send("DELETE", "/api/api-keys/" + id, null).statusCode())
                .isEqualTo(404);
        assertThat(person.send("DELETE", "/api/api-keys/" + id, null).statusCode())
                .isEqualTo(204);
        assertThat(person.data("GET", "/api/api-keys", null).toString()).doesNotContain(id);
    }

    /// E9 to E11 with an id that is none.
    @Test
    void refusesKeysThatAreNotThere() {
        assertThat(person.send("PUT", "/api/api-keys/none", "{}").statusCode()).isBetween(400, 422);
        assertThat(person.send("DELETE", "/api/api-keys/none", null).statusCode())
                .isBetween(400, 422);
        assertThat(person.post("/api/api-keys/test", "{\"id\":\"none\"}").statusCode())
                .isBetween(400, 422);
    }

    /// E12, E22 and E23: the names of the specification, and the provider's old name.
    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "google", "gemini", "openrouter", "fal", "nano-banana", "veo3"})
    void listsTheModelsOfAProviderByAnyOfItsNames(String provider) {
        JsonNode models = person.data("GET", "/api/providers/" + provider + "/models", null)
                .path("models");

        assertThat(models.isArray()).isTrue();
        assertThat(List.of("openrouter").contains(provider) || !models.isEmpty())
                .as(provider)
                .isTrue();
    }

    @Test
    void knowsNoOtherProvider() {
        assertThat(person.get("/api/providers/acme/models").statusCode()).isEqualTo(404);
    }

    /// E13, E25.
    @Test
    void estimatesWhatItWouldCost() {
        JsonNode estimate = person.data("POST", "/api/estimate-cost", body(project));

        assertThat(estimate.path("estimate_micros").isIntegralNumber()).isTrue();
        assertThat(estimate.path("estimate_cents").isIntegralNumber()).isTrue();
        assertThat(estimate.path("currency").asString()).isEqualTo("USD");
        assertThat(person.post("/api/estimate-cost", "{\"model\":\"nothing\"}").statusCode())
                .isBetween(400, 422);
        assertThat(stranger.post("/api/estimate-cost", body(project)).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/generate",
        "GET, /api/generations",
        "GET, /api/generations/stats",
        "GET, /api/api-keys",
        "POST, /api/api-keys",
        "PUT, /api/api-keys/0198c0de-0000-7000-8000-000000000001",
        "DELETE, /api/api-keys/0198c0de-0000-7000-8000-000000000001",
        "POST, /api/api-keys/test",
        "GET, /api/providers/openai/models",
        "POST, /api/estimate-cost"
    })
    void letsNobodyInWithoutASignIn(String method, String path) {
        var refused = server.send(method, path, method.equals("GET") || method.equals("DELETE") ? null : "{}");

        assertThat(Someone.code(refused)).isEqualTo("401 http.sign_in_required");
    }

    /// A body that is no object, or no JSON at all, is a refusal.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/generate | []",
                "POST | /api/generate | {",
                "POST | /api/api-keys | \"key\"",
                "PUT | /api/api-keys/0198c0de-0000-7000-8000-000000000001 | 7",
                "POST | /api/api-keys/test | {}",
                "POST | /api/estimate-cost | null"
            })
    void refusesBodiesThatAreNone(String method, String path, String body) {
        assertThat(person.send(method, path, body).statusCode()).isBetween(400, 422);
    }

    private static List<String> pointers(HttpResponse<String> refused) {
        return Someone.json(refused).path("errors").findValuesAsString("pointer");
    }
}
