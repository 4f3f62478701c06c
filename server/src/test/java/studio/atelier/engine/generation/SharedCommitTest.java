package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.testkit.HttpProbe;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.fake.FakeProviderProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Texts of several people that come at once are accepted and settled in one transaction. Whoever cannot pay is
/// refused alone, and everybody gets the own row, price and answer.
@Tag("server")
@Tag("process")
class SharedCommitTest {

    private static final int REQUESTS = 60;
    private static final int AFFORDABLE = 10;

    @TempDir
    private static Path folder;

    private static FakeProviderProcess provider;
    private static RunningServer server;
    private static Person rich;
    private static Person poor;

    @BeforeAll
    static void start() throws IOException {
        provider = FakeProviderProcess.start(folder);
        server = RunningServer.start(Map.of(
                "ATELIER_LIMITS",
                "off",
                "ATELIER_OUTBOUND_ALLOW",
                provider.place(),
                "ATELIER_OWNER_EMAIL",
                Person.EMAIL,
                "ATELIER_OWNER_PASSWORD",
                Person.PASSWORD,
                "ATELIER_AUTH_SIGNUP",
                "on",
                "ATELIER_AUTH_AUTOCONFIRM",
                "on"));
        var http = new HttpProbe(server.url());
        rich = Person.signIn(http);
        rich.addKey("openai", provider.baseUrl().toString());
        String signedUp = http.send(
                        "POST",
                        "/auth/v1/signup",
                        "{\"email\":\"poor@example.org\",\"password\":\"" + Person.PASSWORD + "\"}")
                .body();
        poor = new Person(
                http,
                JsonMapper.shared().readTree(signedUp).path("access_token").asString());
        poor.addKey("openai", provider.baseUrl().toString());
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    @Test
    void whoCannotPayIsRefusedAloneAndEverybodyGetsTheOwnAnswer() throws IOException {
        long each = poor.data("POST", "/api/estimate-cost", """
                {"provider":"openai","model":"gpt-6.2-sol","generation_type":"text","prompt":"poor 100","parameters":{"max_completion_tokens":1000}}
                """)
                .path("estimate_micros")
                .asLong();
        poor.data("PUT", "/api/budgets", """
                {"scope":"person","period":"month","hard_micros":%d}
                """.formatted(each * AFFORDABLE + each / 2));
        List<HttpResponse<String>> ofRich = new CopyOnWriteArrayList<>();
        List<HttpResponse<String>> ofPoor = new CopyOnWriteArrayList<>();
        provider.hold();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(100, 100 + REQUESTS).forEach(number -> {
                threads.execute(() -> ofRich.add(chat(rich, "rich " + number)));
                threads.execute(() -> ofPoor.add(chat(poor, "poor " + number)));
            });
            // A charge is less than what was held, so an early answer would make room for a late request.
            Awaitility.await().until(() -> ofPoor.size() == REQUESTS - AFFORDABLE);
            provider.release();
        }

        assertThat(ofRich).hasSize(REQUESTS).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("rich 1").doesNotContain("poor");
        });
        assertThat(ofPoor).filteredOn(answer -> answer.statusCode() == 402).hasSize(REQUESTS - AFFORDABLE);
        assertThat(ofPoor)
                .filteredOn(answer -> answer.statusCode() == 200)
                .hasSize(AFFORDABLE)
                .allSatisfy(answer -> assertThat(answer.body()).contains("poor 1"));
        everyRunIsPaidFor(rich, "rich", REQUESTS);
        everyRunIsPaidFor(poor, "poor", AFFORDABLE);
    }

    private static HttpResponse<String> chat(Person person, String prompt) {
        return person.send("POST", "/v1/chat/completions", """
                {"model":"openai/gpt-6.2-sol","max_completion_tokens":1000,"messages":[{"role":"user","content":"%s"}]}
                """.formatted(prompt));
    }

    private static void everyRunIsPaidFor(Person person, String prompt, int runs) {
        JsonNode rows = person.data("GET", "/api/generations?limit=100", null).path("generations");
        assertThat(rows).hasSize(runs).allSatisfy(row -> {
            assertThat(row.path("status").asString()).isEqualTo("completed");
            assertThat(row.path("parameters").toString()).contains(prompt);
            assertThat(row.path("cost_micros").asLong()).isPositive();
        });
        JsonNode lines =
                person.data("GET", "/api/credits/statement?limit=100", null).path("lines");
        assertThat(lines)
                .hasSize(runs)
                .allSatisfy(line -> assertThat(line.path("kind").asString()).isEqualTo("charge"));
    }
}
