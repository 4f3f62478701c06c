package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
        assertThat(person.post("/api/api-keys", """
                        {"provider":"fake","key_name":"main","api_key":"sk-test-key-0001"}
                        """).statusCode()).isEqualTo(201);
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
                "/v1/images/generations | {\"model\":\"fake/fake-image\",\"prompt\":\"seven\"}"
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
