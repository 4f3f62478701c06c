package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.fake.FakeProviderProcess;
import studio.atelier.testkit.fake.Purchase;
import studio.atelier.testkit.fake.PurchasePicture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway over the whole server, with a provider that counts what it sold: what was bought, what the
/// caller got and what was charged are the same thing, request by request.
@Tag("server")
@Tag("process")
class GatewayTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EMAIL = "owner@example.org";
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    static Path folder;

    private static FakeProviderProcess fake;
    private static RunningServer server;
    private static String bearer;

    @BeforeAll
    static void start() throws IOException {
        fake = FakeProviderProcess.start(folder);
        server = RunningServer.start(Map.of(
                "ATELIER_LIMITS",
                "off",
                "ATELIER_OUTBOUND_ALLOW",
                fake.place(),
                "ATELIER_OWNER_EMAIL",
                EMAIL,
                "ATELIER_OWNER_PASSWORD",
                PASSWORD));
        var signedIn =
                server.post("/api/auth/signin", JSON.writeValueAsString(Map.of("email", EMAIL, "password", PASSWORD)));
        String token = JSON.readTree(signedIn.body()).at("/data/access_token").asString();
        var key = server.post("/api/access-keys", "{\"name\":\"gateway\"}", "Authorization", "Bearer " + token);
        bearer = "Bearer " + JSON.readTree(key.body()).at("/data/key").asString();
        var added = post("/api/api-keys", """
                {"provider":"openai","key_name":"fake","api_key":"sk-gateway-canary-1","base_url":"%s"}
                """.formatted(fake.baseUrl()));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        server.close();
        fake.close();
    }

    @BeforeEach
    void reset() throws IOException {
        fake.reset();
    }

    @Test
    void listsModelsByFullId() {
        JsonNode list =
                JSON.readTree(server.get("/v1/models", "Authorization", bearer).body());

        assertThat(list.path("object").asString()).isEqualTo("list");
        assertThat(list.path("data").values().stream()
                        .map(each -> each.path("id").asString()))
                .contains("demo/demo-image", "openai/gpt-image-2");
    }

    @Test
    void theStudioListsTheSameModelsWithPricesAndKeys() {
        JsonNode models = data("/api/models").path("models");
        JsonNode providers = data("/api/providers").path("providers");
        JsonNode ofOne = data("/api/providers/openai/models").path("models");

        JsonNode image = models.values().stream()
                .filter(each -> each.path("id").asString().equals("openai/gpt-image-2"))
                .findFirst()
                .orElseThrow();
        assertThat(image.path("available").asBoolean()).isTrue();
        assertThat(image.path("key_source").asString()).isEqualTo("own");
        assertThat(image.at("/price/label").asString()).isEqualTo("about $0.05 / image");
        assertThat(image.at("/price/as_of").asString()).isEqualTo("2026-09-01");
        assertThat(image.at("/parameters/properties").propertyNames()).startsWith("size", "quality", "n");
        assertThat(ofOne.values().stream().map(each -> each.path("id").asString()))
                .contains("openai/gpt-image-2")
                .allMatch(id -> id.startsWith("openai/"));
        assertThat(providers.values().stream().map(each -> each.path("id").asString()))
                .contains("demo", "openai", "openai-compatible");
        assertThat(providers)
                .filteredOn(each -> each.path("id").asString().equals("openai"))
                .singleElement()
                .satisfies(each -> assertThat(each.path("own_keys").asInt()).isEqualTo(1));
    }

    @Test
    void anAdminSetsACeilingForAModelWithoutAPrice() {
        var set = server.send(
                "PUT",
                "/api/admin/models/openai-compatible/org/llama:70b",
                "{\"ceiling_micros\":900}",
                "Authorization",
                bearer);

        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        assertThat(data("/api/admin/models").at("/ceilings/0/id").asString())
                .isEqualTo("openai-compatible/org/llama:70b");
    }

    private static JsonNode data(String path) {
        var answer = server.get(path, "Authorization", bearer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("data");
    }

    @Test
    void answersAChatWhole() {
        var answer = post("/v1/chat/completions", chat("a red kite", false));

        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(body.path("object").asString()).isEqualTo("chat.completion");
        assertThat(body.at("/choices/0/message/content").asString())
                .isEqualTo("This is " + only().id() + " about a red kite");
        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(100);
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(answer.headers().firstValue("x-atelier-generation-id")).isPresent();
    }

    @Test
    void streamsAChatWithUsageAtTheEnd() {
        var answer = post("/v1/chat/completions", chat("a red kite", true));

        List<JsonNode> chunks = chunks(answer.body());
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asString("")));
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(text).hasToString("This is " + only().id() + " about a red kite");
        assertThat(chunks.size()).isGreaterThan(5);
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(107);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void handsOnCallsOfTools() {
        var whole = post("/v1/chat/completions", tools(false));
        var stream = post("/v1/chat/completions", tools(true));

        JsonNode call = JSON.readTree(whole.body()).at("/choices/0/message/tool_calls/0");
        assertThat(JSON.readTree(whole.body()).at("/choices/0/finish_reason").asString())
                .isEqualTo("tool_calls");
        assertThat(call.at("/function/name").asString()).isEqualTo("weather");
        assertThat(call.at("/function/arguments").asString()).isEqualTo("{\"city\":\"Bern\"}");
        assertThat(chunks(stream.body()))
                .anySatisfy(chunk -> assertThat(chunk.at("/choices/0/delta/tool_calls/0/function/name")
                                .asString(""))
                        .isEqualTo("weather"));
    }

    private static String tools(boolean stream) {
        return """
                {"model":"openai/gpt-6-luna","stream":%s,"messages":[{"role":"user","content":"fake:tools"}],
                 "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}]}""".formatted(stream);
    }

    @Test
    void handsOutThePictureThatWasBought() throws IOException {
        var answer = post("/v1/images/generations", """
                {"model":"openai/gpt-image-2","prompt":"two kites","n":2,"quality":"low"}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> marks = new ArrayList<>();
        for (JsonNode each : JSON.readTree(answer.body()).path("data")) {
            marks.add(PurchasePicture.mark(
                    Base64.getDecoder().decode(each.path("b64_json").asString())));
        }
        assertThat(marks).containsExactly(only().id() + "/0", only().id() + "/1");
        JsonNode row = generation(answer);
        // 5 tokens in at 5 USD and 600 tokens out at 30 USD per million
        assertThat(row.path("cost_micros").asLong()).isEqualTo(25 + 18_000);
        assertThat(row.path("key_source").asString()).isEqualTo("own");
    }

    @Test
    void namesThePicturesAddress() throws Exception {
        var answer = post("/v1/images/generations", """
                {"model":"gpt-image-2","prompt":"a kite","response_format":"url","quality":"low"}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        URI url = URI.create(JSON.readTree(answer.body()).at("/data/0/url").asString());
        var picture = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(PurchasePicture.mark(picture.body())).isEqualTo(only().id() + "/0");
    }

    /// One row for each way a provider can let somebody down: status and code for the caller, purchases
    /// made.
    @ParameterizedTest
    @CsvSource({
        "400,             400, provider.invalid_input,        0",
        "401,             502, provider.key_rejected,         0",
        "quota,           502, provider.out_of_funds,         0",
        "moderation,      400, provider.refused,              0",
        "500,             502, provider.broken,               0",
        "cut-headers,     502, generation.outcome_unknown,    1",
        "malformed,       502, generation.outcome_unknown,    1"
    })
    void saysWhatWentWrongAndChargesNothing(String mode, int status, String code, int bought) throws IOException {
        revalidate();

        var answer = post("/v1/chat/completions", chat("fake:" + mode, false));

        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("message").asString()).isNotBlank();
        assertThat(error.has("type") && error.has("param")).isTrue();
        assertThat(answer.body()).doesNotContain("canary");
        assertThat(fake.purchases()).hasSize(bought);
    }

    @Test
    void triesAgainAfterARefusalThatCostNothingAndBuysOnce() throws IOException {
        for (String mode : List.of("once-429", "once-503")) {
            fake.reset();

            var answer = post("/v1/images/generations", """
                    {"model":"openai/gpt-image-2","prompt":"fake:%s","quality":"low"}""".formatted(mode));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(fake.purchases()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"once-429, false", "once-503, false", "once-429, true", "once-503, true"})
    void asksOnceMoreWhileSomebodyWaits(String mode, boolean stream) throws IOException {
        var answer = post("/v1/chat/completions", chat("fake:" + mode, stream));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(fake.purchases()).hasSize(1);
    }

    /// Whoever waits hears of it and decides; nothing stays behind that would be bought when nobody listens.
    @ParameterizedTest
    @CsvSource({"429, 429, provider.busy", "503, 503, provider.unreachable"})
    void leavesNoRunBehindWhereTheProviderTakesNone(String mode, int status, String code) throws IOException {
        var answer = post("/v1/chat/completions", chat("fake:" + mode, false));

        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
        assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
        JsonNode row = data("/api/generations?limit=1").path("generations").path(0);
        assertThat(row.path("status").asString()).isEqualTo("failed");
        assertThat(row.path("cost_micros").asLong()).isZero();
        assertThat(fake.purchases()).isEmpty();
    }

    @Test
    void showsAdminsWhatMayBeBilledThoughNothingCame() throws IOException {
        fake.mode("cut-headers", 1);
        assertThat(post("/v1/chat/completions", chat("a red kite", false)).statusCode())
                .isEqualTo(502);
        String id = data(server.get("/api/generations?status=failed&limit=1", "Authorization", bearer))
                .at("/generations/0/id")
                .asString();

        JsonNode rows =
                data(server.get("/api/admin/exposure", "Authorization", bearer)).path("generations");

        assertThat(rows)
                .filteredOn(row -> row.path("id").asString().equals(id))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.path("exposure_micros").asLong()).isPositive();
                    assertThat(row.path("provider").asString()).isEqualTo("openai");
                    assertThat(row.path("sent_at").isString()).isTrue();
                });
    }

    @Test
    void chargesACancelledChatForWhatWasSaid() throws IOException {
        fake.hold();
        String id;
        try {
            JsonNode accepted = data(post("/api/generate", """
                    {"provider":"openai","model":"gpt-6-luna","generation_type":"text","prompt":"a red kite"}"""));
            id = accepted.path("id").asString();
            assertThat(accepted.path("estimate_micros").asLong()).isGreaterThan(1_000);
            Awaitility.await().until(() -> fake.stats().path("held").asInt() == 1);
            assertThat(post("/api/generations/" + id + "/cancel", "{}").statusCode())
                    .isEqualTo(200);
            Awaitility.await().until(() -> row(id).path("status").asString().equals("cancelled"));
        } finally {
            fake.release();
        }

        JsonNode row = row(id);
        assertThat(row.path("cost_micros").asLong())
                .as("the prompt, and none of the answer")
                .isPositive()
                .isLessThan(100);
    }

    private static JsonNode row(String id) {
        return data(server.get("/api/generations/" + id, "Authorization", bearer));
    }

    private static JsonNode data(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body()).path("data");
    }

    @Test
    void refusesInTheShapeOfTheDialect() throws IOException {
        var nobody = server.post("/v1/chat/completions", chat("hello", false));
        var unknown = post("/v1/chat/completions", """
                {"model":"gpt-99","messages":[{"role":"user","content":"hi"}]}""");
        var wrong = post("/v1/images/generations", """
                {"model":"openai/gpt-image-2","prompt":"x","size":"7x7","n":11}""");

        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(JSON.readTree(nobody.body()).at("/error/code").asString()).isEqualTo("http.sign_in_required");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(unknown.body()).at("/error/code").asString()).isEqualTo("catalog.model_unknown");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(wrong.body()).at("/error/message").asString())
                .contains("size")
                .contains("n:");
        assertThat(fake.purchases()).isEmpty();
    }

    /// A key that the provider refused is not used again until it was tried anew.
    private static void revalidate() {
        JsonNode keys = JSON.readTree(
                server.get("/api/api-keys", "Authorization", bearer).body());
        String id = keys.at("/data/api_keys/0/id").asString();
        assertThat(post("/api/api-keys/test", "{\"id\":\"" + id + "\"}").statusCode())
                .isEqualTo(200);
    }

    private static HttpResponse<String> post(String path, String json) {
        return server.post(path, json, "Authorization", bearer);
    }

    private static String chat(String prompt, boolean stream) {
        return """
                {"model":"openai/gpt-6-luna","stream":%s,"stream_options":%s,
                 "messages":[{"role":"user","content":"%s"}]}""".formatted(stream, stream ? "{\"include_usage\":true}" : "null", prompt);
    }

    private static List<JsonNode> chunks(String body) {
        return body.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
    }

    private static JsonNode generation(HttpResponse<String> answer) {
        String id = answer.headers().firstValue("x-atelier-generation-id").orElseThrow();
        return JSON.readTree(server.get("/api/generations/" + id, "Authorization", bearer)
                        .body())
                .path("data");
    }

    private static Purchase only() {
        try {
            assertThat(fake.purchases()).hasSize(1);
            return fake.purchases().getFirst();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
