package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.fake.FakeProviderProcess;

/// Whoever passes a soft limit hears of it on every route that accepts a run.
@Tag("server")
@Tag("process")
class SoftLimitTest {

    @TempDir
    private static Path folder;

    private static FakeProviderProcess provider;
    private static RunningServer server;
    private static Someone careful;
    private static Someone careless;

    @BeforeAll
    static void start() throws IOException {
        provider = FakeProviderProcess.start(folder);
        provider.writeCatalog(folder);
        Path workers = Files.createDirectories(folder.resolve("catalog/workers"));
        Files.writeString(workers.resolve("painted.yaml"), """
                display_name: Painted
                description: Paints on a worker.
                type: image
                capabilities: [text_to_image]
                parameters: {}
                price: {kind: image, usd: 0.01, source: ours, as_of: "2026-11-01"}
                wire: {endpoint: painted}
                """);
        server = RunningServer.start(Map.of(
                "ATELIER_DATA", folder.toString(),
                "ATELIER_LIMITS", "off",
                "ATELIER_OUTBOUND_ALLOW", provider.place(),
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD,
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on"));
        careful = withKey("careful@example.org");
        careful.data("PUT", "/api/budgets", "{\"scope\":\"person\",\"period\":\"month\",\"soft_micros\":1}");
        careless = withKey("careless@example.org");
    }

    private static Someone withKey(String email) {
        Someone person = Someone.signsUp(server, email);
        for (String name : List.of("fake", "openai", "fal")) {
            var added = person.post("/api/api-keys", """
                    {"provider":"%s","key_name":"main","api_key":"sk-test-key-0001","base_url":"%s"}
                    """.formatted(name, provider.baseUrl()));
            assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        }
        Someone.signsIn(server, "owner@example.org").data("POST", "/api/admin/credits", """
                {"user_id":"%s","amount_micros":1000000,"reason":"a test"}
                """.formatted(person.id()));
        return person;
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/generate | {\"model\":\"fake/fake-chat\",\"prompt\":\"one\",\"parameters\":{}}",
                "/functions/v1/generate-content | {\"model\":\"fake/fake-chat\",\"type\":\"text\",\"prompt\":\"two\"}",
                "/functions/v1/generate-content-sync | {\"model\":\"fake/fake-chat\",\"type\":\"text\",\"prompt\":\"three\"}",
                "/v1/chat/completions | {\"model\":\"fake/fake-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"four\"}]}",
                "/v1/chat/completions | {\"model\":\"fake/fake-chat\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"five\"}]}",
                "/v1/responses | {\"model\":\"fake/fake-chat\",\"input\":\"six\"}",
                "/v1/images/generations | {\"model\":\"fake/fake-image\",\"prompt\":\"seven\"}",
                "/v1/audio/speech | {\"model\":\"openai/gpt-4o-mini-tts\",\"input\":\"eight\",\"voice\":\"nova\"}",
                "/v1/embeddings | {\"model\":\"openai/text-embedding-3-small\",\"input\":\"nine\"}",
                "/v1/videos | {\"model\":\"fal/fal-ai/kling-video/v3/standard/text-to-video\",\"prompt\":\"ten\"}",
                "/functions/v1/queue-job | {\"job_kind\":\"painted\",\"prompt\":\"eleven\"}"
            })
    void saysSoInAHeader(String route, String body) {
        var warned = careful.post(route, body);
        var silent = careless.post(route, body);

        assertThat(warned.statusCode()).as(warned.body()).isBetween(200, 202);
        assertThat(warned.headers().firstValue("x-atelier-warning").orElse(""))
                .startsWith("budget_soft_limit;scope=\"person\";period=\"month\";soft_micros=1;used_micros=");
        assertThat(silent.statusCode()).as(silent.body()).isBetween(200, 202);
        assertThat(silent.headers().firstValue("x-atelier-warning")).isEmpty();
    }

    @Test
    void saysNothingWhereNothingIsBought() {
        assertThat(careful.get("/api/usage").headers().firstValue("x-atelier-warning"))
                .isEmpty();
        assertThat(careful.get("/v1/models").headers().firstValue("x-atelier-warning"))
                .isEmpty();
    }
}
