package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.fake.FakeProviderProcess;
import tools.jackson.databind.JsonNode;

/// A policy asks the next model where one failed and nothing was bought, and no other time. `one` and `two` are the
/// same fake; what fails `once-` fails at the first of them only. Nobody listens where `dead` should be.
@Tag("server")
@Tag("process")
class FallbackTest {

    private static final String ONE = "one/fake-chat";
    private static final String TWO = "two/fake-chat";
    private static final String DEAD = "dead/fake-chat";

    @TempDir
    private static Path folder;

    private static FakeProviderProcess provider;
    private static RunningServer server;
    private static Someone person;

    @BeforeAll
    static void start() throws IOException {
        provider = FakeProviderProcess.start(folder);
        server = RunningServer.start(
                Map.of(
                        "ATELIER_LIMITS", "off",
                        "ATELIER_OUTBOUND_ALLOW", provider.place() + ",127.0.0.1:9",
                        "ATELIER_OWNER_EMAIL", "owner@example.org",
                        "ATELIER_OWNER_PASSWORD", Someone.PASSWORD,
                        "ATELIER_AUTH_SIGNUP", "on",
                        "ATELIER_AUTH_AUTOCONFIRM", "on",
                        "ATELIER_RUN_ATTEMPTS", "2"),
                Map.ofEntries(
                        provider("one", provider.baseUrl().toString()),
                        provider("two", provider.baseUrl().toString()),
                        provider("dead", "http://127.0.0.1:9/v1"),
                        chat("one", 1),
                        chat("two", 20),
                        chat("dead", 1),
                        route("both", "first_healthy", ONE, TWO),
                        route("cheap", "cheapest", TWO, ONE),
                        route("reaches", "first_healthy", DEAD, TWO),
                        route("only", "fixed", ONE, TWO)));
        person = Someone.signsUp(server, "person@example.org");
        keys(person);
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    private static Map.Entry<String, String> provider(String name, String address) {
        return Map.entry("catalog/" + name + "/provider.yaml", """
                display_name: Provider %s
                adapter: openai
                key_required: true
                base_url: %s
                concurrency: 64
                """.formatted(name, address));
    }

    /// @param usd for a million tokens of output
    private static Map.Entry<String, String> chat(String name, int usd) {
        return Map.entry("catalog/" + name + "/fake-chat.yaml", """
                like: openai-compatible/_chat
                display_name: Chat of %s
                price: {kind: token, input: 1, output: %d, output_tokens_max: 4096, source: a test, as_of: 2026-11-21}
                """.formatted(name, usd));
    }

    private static Map.Entry<String, String> route(String name, String policy, String... models) {
        return Map.entry("catalog/auto/" + name + ".yaml", """
                display_name: %s
                description: A test
                type: text
                policy: %s
                models: [%s]
                """.formatted(name, policy, String.join(", ", models)));
    }

    private static void keys(Someone owner) {
        for (String name : List.of("one", "two", "dead")) {
            assertThat(owner.post("/api/api-keys", """
                            {"provider":"%s","key_name":"main","api_key":"sk-test-key-0001"}
                            """.formatted(name)).statusCode())
                    .isEqualTo(201);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "503", "429", "401", "402"})
    void asksTheNextModelWhereTheFirstRefusedWithoutABill(String status) {
        Someone somebody = Someone.signsUp(server, "refused" + status + "@example.org");
        keys(somebody);

        JsonNode row = ended(somebody, "auto/both", "fake:once-" + status + " a kite " + status);

        assertThat(row.path("status").asString()).isEqualTo("completed");
        assertThat(row.path("provider").asString()).isEqualTo("two");
        assertThat(row.at("/routing/asked").asString()).isEqualTo("auto/both");
        assertThat(row.at("/routing/attempts/0/model").asString()).isEqualTo(ONE);
        assertThat(row.at("/routing/why").asString()).contains("before it bought nothing: " + ONE);
    }

    @Test
    void asksTheNextModelWhereTheRequestNeverLeft() {
        JsonNode row = ended(person, "auto/reaches", "nobody is there");

        assertThat(row.path("provider").asString()).isEqualTo("two");
        assertThat(row.at("/routing/attempts/0/failure").asString()).isEqualTo("not_sent");
    }

    @Test
    void asksNobodyElseWhereSomethingMayHaveBeenBought() {
        int before = bought();

        JsonNode row = ended(person, "auto/both", "fake:cut-before in doubt");

        assertThat(row.path("status").asString()).isEqualTo("failed");
        assertThat(row.path("error_code").asString()).isEqualTo("generation.outcome_unknown");
        assertThat(row.path("provider").asString()).isEqualTo("one");
        assertThat(row.path("routing").has("attempts")).isFalse();
        assertThat(bought() - before).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"moderated", "400"})
    void asksNobodyElseWhatAProviderWillNotMake(String fault) {
        JsonNode row = ended(person, "auto/both", "fake:once-" + fault + " refused");

        assertThat(row.path("status").asString()).isEqualTo("failed");
        assertThat(row.path("provider").asString()).isEqualTo("one");
    }

    @Test
    void namesItsOwnFailureWhereNoModelIsLeft() {
        JsonNode row = ended(person, "auto/both", "fake:500 everywhere");

        assertThat(row.path("status").asString()).isEqualTo("failed");
        assertThat(row.path("error_code").asString()).isEqualTo("provider.broken");
        assertThat(row.path("provider").asString()).isEqualTo("two");
        assertThat(row.at("/routing/attempts")).hasSize(1);
        assertThat(ledger(row)).isEqualTo("hold release hold release");
    }

    @Test
    void staysWithTheModelThatWasNamed() {
        JsonNode fixed = ended(person, "auto/only", "fake:once-500 fixed");
        JsonNode named = ended(person, ONE, "fake:once-500 named");

        assertThat(fixed.path("status").asString()).isEqualTo("failed");
        assertThat(named.path("status").asString()).isEqualTo("failed");
    }

    @Test
    void holdsAndChargesThePriceOfTheModelThatAnswered() {
        JsonNode row = ended(person, "auto/cheap", "fake:once-503 dearer");

        assertThat(row.path("provider").asString()).isEqualTo("two");
        assertThat(ledger(row)).isEqualTo("hold release hold charge release");
        long held = server.database()
                .asOwner()
                .sql("select held_micros from atelier.reservations where id = cast(? as uuid)")
                .param(row.path("id").asString())
                .query(Long.class)
                .single();
        assertThat(held).isEqualTo(row.path("estimate_micros").asLong());
        JsonNode statement = person.data("GET", "/api/credits/statement?limit=100", null);
        assertThat(statement.path("lines"))
                .filteredOn(line -> line.toString().contains(row.path("id").asString()))
                .hasSize(1);
        assertThat(audit(row)).containsExactly(ONE + " -> " + TWO);
    }

    @Test
    void passesOverAModelThatTheBudgetHasNoRoomFor() {
        Someone poor = Someone.signsUp(server, "poor@example.org");
        keys(poor);
        long first = estimate(poor, ONE);
        poor.data(
                "PUT", "/api/budgets", "{\"scope\":\"person\",\"period\":\"month\",\"hard_micros\":" + first * 2 + "}");

        JsonNode row = ended(poor, "auto/cheap", "fake:500 too dear");

        assertThat(row.path("status").asString()).isEqualTo("failed");
        assertThat(row.path("provider").asString()).isEqualTo("one");
        assertThat(ledger(row)).isEqualTo("hold release");
        JsonNode budget = poor.data("GET", "/api/budgets", null).at("/budgets/0");
        assertThat(budget.path("held_micros").asLong()).isZero();
        assertThat(budget.path("spent_micros").asLong()).isZero();
    }

    @Test
    void usesNoKeyOfSomebodyElse() {
        Someone keyless = Someone.signsUp(server, "one-key@example.org");
        keyless.post("/api/api-keys", """
                {"provider":"one","key_name":"main","api_key":"sk-test-key-0001"}
                """);

        JsonNode row = ended(keyless, "auto/both", "fake:500 no second key");

        assertThat(row.path("status").asString()).isEqualTo("failed");
        assertThat(row.path("provider").asString()).isEqualTo("one");
    }

    @Test
    void aStreamGoesOnWithTheNextModelBeforeItsFirstByte() {
        var answer = stream("fake:once-503 streamed");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("data: [DONE]");
        JsonNode row =
                row(answer.headers().firstValue("x-atelier-generation-id").orElseThrow());
        assertThat(row.path("status").asString()).isEqualTo("completed");
        assertThat(row.path("provider").asString()).isEqualTo("two");
        assertThat(ledger(row)).isEqualTo("hold release hold charge release");
    }

    @Test
    void aStreamThatBeganStaysWithItsModel() {
        var answer = stream("fake:stream-error begun");

        JsonNode row =
                row(answer.headers().firstValue("x-atelier-generation-id").orElseThrow());
        assertThat(row.path("provider").asString()).isEqualTo("one");
        assertThat(row.path("routing").has("attempts")).isFalse();
    }

    private static HttpResponse<String> stream(String prompt) {
        return person.post("/v1/chat/completions", """
                {"model":"auto/both","stream":true,"messages":[{"role":"user","content":"%s"}]}
                """.formatted(prompt));
    }

    private static JsonNode row(String id) {
        return person.data("GET", "/api/generations/" + id, null);
    }

    private static JsonNode ended(Someone asking, String model, String prompt) {
        var accepted = asking.post("/api/generate", body(model, prompt));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String id = Someone.json(accepted).at("/data/id").asString();
        return org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> asking.data("GET", "/api/generations/" + id, null), Person::ended);
    }

    private static String body(String model, String prompt) {
        return "{\"model\":\"" + model + "\",\"prompt\":\"" + prompt + "\",\"parameters\":{}}";
    }

    private static long estimate(Someone asking, String model) {
        return asking.data("POST", "/api/estimate-cost", body(model, "fake:500 too dear"))
                .path("estimate_micros")
                .asLong();
    }

    private static int bought() {
        try {
            return provider.purchases().size();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static String ledger(JsonNode row) {
        return String.join(
                " ",
                server.database()
                        .asOwner()
                        .sql("select kind from atelier.transfers where reservation_id = cast(? as uuid) order by id")
                        .param(row.path("id").asString())
                        .query(String.class)
                        .list());
    }

    private static List<String> audit(JsonNode row) {
        return server.database()
                .asOwner()
                .sql("""
                        select detail ->> 'from' || ' -> ' || (detail ->> 'to')
                        from atelier.audit_entries
                        where action = 'generation.fell_back' and subject = ?
                        """)
                .param("generation " + row.path("id").asString())
                .query(String.class)
                .list();
    }
}
