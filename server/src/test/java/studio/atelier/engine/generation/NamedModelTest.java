package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// What the row says of a model that was asked for by another name.
@Tag("server")
class NamedModelTest {

    @TempDir
    static Path data;

    private static RunningServer server;
    private static Someone person;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(data.resolve("catalog/auto"));
        Files.writeString(data.resolve("catalog/auto/mine.yaml"), """
                display_name: Mine
                description: A test
                type: text
                policy: first_healthy
                models: [openai/gpt-6-luna, demo/demo-text]
                """);
        Files.writeString(data.resolve("catalog/aliases.yaml"), """
                aliases:
                  - {name: old-text, model: demo/demo-text, ended: 2026-01-01, drops: [style]}
                """);
        server = RunningServer.start(Map.of(
                "ATELIER_DATA", data.toString(),
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD,
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on",
                "ATELIER_LIMITS", "off"));
        person = Someone.signsUp(server, "person@example.org");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPolicyPassesOverAModelWithoutAKey() {
        JsonNode row = run("auto/mine", "{}");

        assertThat(row.path("model").asString()).isEqualTo("demo-text");
        assertThat(row.at("/routing/asked").asString()).isEqualTo("auto/mine");
        assertThat(row.at("/routing/why").asString()).contains("the first in its list that can run this");
    }

    @Test
    void anOldNameRunsAsTheModelOfToday() {
        JsonNode row = run("old-text", "{\"style\":\"vivid\"}");

        assertThat(row.path("provider").asString()).isEqualTo("demo");
        assertThat(row.at("/routing/asked").asString()).isEqualTo("old-text");
        assertThat(row.at("/routing/why").asString()).contains("was ended by its provider on 2026-01-01");
    }

    @Test
    void theOwnNameNeedsNoWords() {
        assertThat(run("demo/demo-text", "{}").path("routing").isNull()).isTrue();
    }

    @Test
    void saysSoWhereNoModelOfAPolicyCanRun() {
        var answer = person.post("/api/generate", body("auto/cheapest-image", "{}"));

        assertThat(Someone.code(answer)).isEqualTo("409 catalog.nothing_can_run");
    }

    private static JsonNode run(String model, String parameters) {
        var answer = person.post("/api/generate", body(model, parameters));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return Someone.json(answer).path("data");
    }

    private static String body(String model, String parameters) {
        return "{\"model\":\"" + model + "\",\"prompt\":\"a kite\",\"parameters\":" + parameters + "}";
    }
}
