package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.testkit.HttpProbe;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.fake.FakeProviderProcess;
import tools.jackson.databind.JsonNode;

/// Money cannot be overrun: 200 requests at once against a budget for ten, on every route, with a model of their own
/// choice and with one that a policy chooses. The provider is too busy for each of them the first time, so that each
/// is tried again, and answers nobody before all 200 have their answer, so that no charge of an early one can make
/// room for a late one.
@Tag("server")
@Tag("process")
class BudgetTest {

    private static final int REQUESTS = 200;
    private static final int AFFORDABLE = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private static Path folder;

    private static FakeProviderProcess provider;
    private static RunningServer server;
    private static Person person;

    @BeforeAll
    static void start() throws IOException {
        provider = FakeProviderProcess.start(folder);
        server = RunningServer.start(
                Map.of(
                        "ATELIER_LIMITS",
                        "off",
                        "ATELIER_OUTBOUND_ALLOW",
                        provider.place(),
                        "ATELIER_OWNER_EMAIL",
                        Person.EMAIL,
                        "ATELIER_OWNER_PASSWORD",
                        Person.PASSWORD,
                        "ATELIER_RUNS_PER_PERSON",
                        "64"),
                Map.of("catalog/auto/first.yaml", """
                        display_name: First that can run
                        description: A test
                        type: image
                        policy: first_healthy
                        models: [openai/gpt-image-2, openai/gpt-image-2.6-sunburst]
                        """));
        person = Person.signIn(new HttpProbe(server.url()));
        person.addKey("openai", provider.baseUrl().toString());
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    @Test
    void studioRouteDispatchesExactlyWhatTheBudgetAllows() throws Exception {
        exactlyTen("/api/generate", 202, """
                {"project_id":"%s","provider":"openai","model":"gpt-image-2","generation_type":"image","prompt":"fake:once-429 studio %d",
                 "parameters":{"size":"1024x1024","quality":"high"}}""");
    }

    @Test
    void functionsRouteDispatchesExactlyWhatTheBudgetAllows() throws Exception {
        exactlyTen("/functions/v1/generate-content", 202, """
                {"project_id":"%s","provider":"openai","model":"gpt-image-2","type":"image","prompt":"fake:once-429 functions %d",
                 "parameters":{"size":"1024x1024","quality":"high"}}""");
    }

    @Test
    void gatewayRouteDispatchesExactlyWhatTheBudgetAllows() throws Exception {
        exactlyTen("/v1/images/generations", 200, """
                {"project_id":"%s","model":"openai/gpt-image-2","prompt":"fake:once-429 gateway %d","size":"1024x1024","quality":"high"}""");
    }

    @Test
    void aPolicyDispatchesExactlyWhatTheBudgetAllows() throws Exception {
        exactlyTen("/api/generate", 202, """
                {"project_id":"%s","provider":"auto","model":"first","generation_type":"image","prompt":"fake:once-429 policy %d",
                 "parameters":{"size":"1024x1024","quality":"high"}}""");
    }

    @Test
    void aPolicyBehindTheGatewayDispatchesExactlyWhatTheBudgetAllows() throws Exception {
        exactlyTen("/v1/images/generations", 200, """
                {"project_id":"%s","model":"auto/first","prompt":"fake:once-429 chosen %d","size":"1024x1024","quality":"high"}""");
    }

    @Test
    void aPersonsMonthDispatchesExactlyWhatItAllows() throws Exception {
        exactlyTenOf("person", null, person);
    }

    @Test
    void anAccessKeysMonthDispatchesExactlyWhatItAllows() throws Exception {
        JsonNode key = person.data("POST", "/api/access-keys", "{\"name\":\"robot\"}");
        exactlyTenOf(
                "access_key",
                key.path("id").asString(),
                new Person(person.http(), key.path("key").asString()));
    }

    /// Without a project: the cap is of whoever asks.
    private void exactlyTenOf(String scope, @Nullable String subject, Person asking) throws Exception {
        String body = """
                {"provider":"openai","model":"gpt-image-2","generation_type":"image","prompt":"capped 100",
                 "parameters":{"size":"1024x1024","quality":"high"}}""";
        long each = person.data("POST", "/api/estimate-cost", body)
                .path("estimate_micros")
                .asLong();
        long before = subject == null ? usedThisMonth() : 0;
        JsonNode cap = person.data("PUT", "/api/budgets", """
                {"scope":"%s","subject_id":%s,"period":"month","hard_micros":%d,"soft_micros":%d}
                """.formatted(
                        scope,
                        subject == null ? "null" : "\"" + subject + "\"",
                        before + each * AFFORDABLE + each / 2,
                        before + each * AFFORDABLE));
        List<HttpResponse<String>> answers = new CopyOnWriteArrayList<>();
        provider.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, REQUESTS)
                    .forEach(_ -> threads.execute(() -> answers.add(asking.send("POST", "/api/generate", body))));
        }
        JsonNode estimate = asking.data("POST", "/api/estimate-cost", body);
        provider.release();

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 202).hasSize(AFFORDABLE);
        assertThat(answers)
                .filteredOn(
                        answer -> answer.statusCode() == 202 && answer.body().contains("\"soft_micros\""))
                .hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() != 202)
                .allSatisfy(answer -> assertThat(answer.body())
                        .contains(
                                "budget.exceeded", "\"scope\":\"" + scope + "\"", "\"period\":\"month\"", "renews_at"));
        assertThat(estimate.at("/budgets/sufficient").asBoolean(true)).isFalse();
        assertThat(estimate.at("/budgets/refusing/0/budget_id")).isEqualTo(cap.path("id"));
        assertThat(person.send("DELETE", "/api/budgets/" + cap.path("id").asString(), null)
                        .statusCode())
                .isEqualTo(204);
    }

    /// What the person has spent or holds this month already, in the other tests.
    private static long usedThisMonth() {
        var cap = person.data("PUT", "/api/budgets", "{\"scope\":\"person\",\"period\":\"month\",\"soft_micros\":0}");
        return cap.path("spent_micros").asLong() + cap.path("held_micros").asLong();
    }

    private void exactlyTen(String route, int accepted, String body) throws Exception {
        long each = person.data("POST", "/api/estimate-cost", """
                {"provider":"openai","model":"gpt-image-2","generation_type":"image","prompt":"fake:once-429 gateway 100",
                 "parameters":{"size":"1024x1024","quality":"high"}}""")
                .path("estimate_micros")
                .asLong();
        // The last digit of a prompt's number changes its length and so its price a little: room for ten, not for
        // eleven.
        long cents = (each * AFFORDABLE + each / 2) / 10_000;
        String project = person.data(
                        "POST", "/api/projects", "{\"name\":\"" + route + "\",\"budget_cents\":" + cents + "}")
                .path("id")
                .asString();
        int before = provider.purchases().size();
        int askedBefore = provider.stats().path("requests").asInt();
        provider.hold();

        List<HttpResponse<String>> answers = new CopyOnWriteArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> answers.add(person.send("POST", route, body.formatted(project, 100 + i))), threads))
                    .toList();
            int answeredWhileHeld = accepted == 200 ? REQUESTS - AFFORDABLE : REQUESTS;
            Awaitility.await().atMost(PATIENCE).until(() -> {
                asked.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .forEach(CompletableFuture::join);
                return answers.size() >= answeredWhileHeld;
            });
            provider.release();
            CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get();
        }

        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == accepted)
                .hasSize(AFFORDABLE);
        assertThat(answers)
                .filteredOn(answer -> answer.body().contains("budget.exceeded"))
                .hasSize(REQUESTS - AFFORDABLE)
                .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(402));
        JsonNode rows = awaitAllEnded(project);
        assertThat(rows)
                .hasSize(AFFORDABLE)
                .allSatisfy(row -> assertThat(row.path("status").asString()).isEqualTo("completed"));
        assertThat(provider.purchases().size() - before).isEqualTo(AFFORDABLE);
        assertThat(provider.stats().path("requests").asInt() - askedBefore)
                .as("each was too much for the provider once")
                .isEqualTo(2 * AFFORDABLE);
        JsonNode money = person.data("GET", "/api/projects/" + project, null);
        assertThat(money.path("held_micros").asLong()).isZero();
        assertThat(money.path("spent_micros").asLong()).isPositive().isLessThanOrEqualTo(cents * 10_000);
    }

    private JsonNode awaitAllEnded(String project) {
        String path = "/api/generations?limit=100&project_id=" + project;
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> person.data("GET", path, null).path("generations"), rows -> {
                    for (JsonNode row : rows) {
                        if (!Person.ended(row)) {
                            return false;
                        }
                    }
                    return true;
                });
    }
}
