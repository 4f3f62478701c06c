package studio.atelier.surfaces.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.fake.FakeChat;
import studio.atelier.testkit.fake.FakeProviderProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What goes through to a provider that counts its sales, over real sockets: nothing is held back, and whoever
/// leaves pays for what was said until then.
@Tag("server")
@Tag("process")
class GatewayThroughTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PATIENCE_MS = 30_000;

    @TempDir
    static Path folder;

    private static FakeProviderProcess fake;
    private static RunningServer server;
    private static Someone person;

    @BeforeAll
    static void start() throws IOException {
        fake = FakeProviderProcess.start(folder);
        server = RunningServer.start(Map.of(
                "ATELIER_LIMITS",
                "off",
                "ATELIER_OUTBOUND_ALLOW",
                fake.place(),
                "ATELIER_OWNER_EMAIL",
                "owner@example.org",
                "ATELIER_OWNER_PASSWORD",
                Someone.PASSWORD));
        person = Someone.signsIn(server, "owner@example.org");
        var added = person.post("/api/api-keys", """
                {"provider":"openai","key_name":"fake","api_key":"sk-streams-canary-1","base_url":"%s"}
                """.formatted(fake.baseUrl()));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        server.close();
        fake.close();
    }

    /// A request whose answer is read as it comes.
    private static Socket ask(String path, String body) throws IOException {
        URI url = URI.create(server.url());
        var socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(PATIENCE_MS);
        byte[] bytes = body.getBytes(UTF_8);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAuthorization: Bearer "
                                + person.token() + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + bytes.length + "\r\n\r\n")
                        .getBytes(UTF_8));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return socket;
    }

    /// Reads until the text is there.
    private static String until(Socket socket, String text) throws IOException {
        var read = new StringBuilder();
        byte[] buffer = new byte[8 << 10];
        while (read.indexOf(text) < 0) {
            int count = socket.getInputStream().read(buffer);
            assertThat(count).as(read.toString()).isPositive();
            read.append(new String(buffer, 0, count, UTF_8));
        }
        return read.toString();
    }

    private static String chat(String words) {
        return """
                {"model":"openai/gpt-6-luna","stream":true,"messages":[{"role":"user","content":"%s"}]}""".formatted(words);
    }

    private static String response(String words) {
        return """
                {"model":"openai/gpt-6-luna","stream":true,"input":"%s"}""".formatted(words);
    }

    private static String generation(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("x-atelier-generation-id: "))
                .map(line -> line.substring(line.indexOf(' ') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /// The provider waits in the middle of its answer, and what it said until then has to be here.
    @Test
    void handsOnTheFirstWordBeforeTheLastIsSaid() throws IOException {
        fake.reset();
        try (Socket chat = ask("/v1/chat/completions", chat("fake:hold-stream about kites"));
                Socket response = ask("/v1/responses", response("fake:hold-stream about boats"))) {
            assertThat(until(chat, "\"content\":\"This"))
                    .contains("text/event-stream")
                    .doesNotContain("[DONE]");
            assertThat(until(response, "\"delta\":\"This")).doesNotContain("response.completed");
            // The words of the second are here a moment before its provider waits; a release before that is missed.
            Awaitility.await().until(() -> fake.stats().path("held").asInt() == 2);

            fake.release();

            assertThat(until(chat, "[DONE]")).contains("kites");
            assertThat(until(response, "response.completed")).contains("boats");
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, content", "/v1/responses, delta"})
    void stopsAndChargesWhatWasSaidWhenTheClientLeaves(String path, String field) throws IOException {
        fake.reset();
        String words = "fake:drip=100 fake:long about kites";
        String id;
        try (Socket socket = ask(path, path.endsWith("responses") ? response(words) : chat(words))) {
            id = generation(until(socket, "\"" + field + "\":\"This"));
            socket.setSoLinger(true, 0);
        }

        JsonNode row = Awaitility.await()
                .atMost(Duration.ofMillis(PATIENCE_MS))
                .until(
                        () -> person.data("GET", "/api/generations/" + id, null),
                        now -> !now.path("status").asString().equals("running"));
        assertThat(row.path("status").asString()).isEqualTo("cancelled");
        assertThat(row.path("cost_micros").asLong())
                .isPositive()
                .isLessThan(row.path("estimate_micros").asLong());
        assertThat(row.at("/result/content").asString()).startsWith("This");
    }

    /// OpenAI says on none of its chats what the model thought, and how much it thought on all of them.
    @Test
    void tellsHowManyTokensWereThoughtsAndChargesThemOnce() throws IOException {
        fake.reset();
        String chat = """
                {"model":"openai/gpt-6-luna","stream":%s,"messages":[{"role":"user","content":"fake:thought kites"}]%s}""";
        String respond = """
                {"model":"openai/gpt-6-luna","stream":%s,"input":"fake:thought kites"}""";
        String streamUsage = ",\"stream_options\":{\"include_usage\":true}";

        var whole = person.post("/v1/chat/completions", chat.formatted(false, ""));
        var streamed = person.post("/v1/chat/completions", chat.formatted(true, streamUsage));
        var response = person.post("/v1/responses", respond.formatted(false));
        var events = person.post("/v1/responses", respond.formatted(true));
        var plain = person.post(
                "/v1/chat/completions", chat.replace("fake:thought", "").formatted(false, ""));

        JsonNode usage = good(whole).path("usage");
        assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(FakeChat.THOUGHT_TOKENS);
        assertThat(usage.path("completion_tokens").asInt()).isGreaterThan(FakeChat.THOUGHT_TOKENS);
        assertThat(last(streamed).path("usage")).isEqualTo(usage);
        for (JsonNode newer : List.of(good(response), last(events).path("response"))) {
            assertThat(newer.at("/usage/output_tokens_details/reasoning_tokens").asInt())
                    .isEqualTo(FakeChat.THOUGHT_TOKENS);
            assertThat(newer.at("/usage/output_tokens")).isEqualTo(usage.path("completion_tokens"));
        }
        assertThat(good(plain)
                        .at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt(-1))
                .isZero();
        JsonNode row = row(whole);
        assertThat(row.path("tokens_output")).isEqualTo(usage.path("completion_tokens"));
        // 0.10 a million in, 0.50 a million out: thoughts are among the latter and nowhere else.
        assertThat(row.path("cost_micros").asLong())
                .isEqualTo((long) Math.ceil(usage.path("prompt_tokens").asInt() * 0.1
                        + usage.path("completion_tokens").asInt() * 0.5));
        JsonNode lines = person.data("GET", "/api/credits/statement", null);
        assertThat(lines.toString()).contains("\"reasoning_tokens\":" + FakeChat.THOUGHT_TOKENS);
    }

    @Test
    void streamsThoughtsBetweenTheWordsAsItemsOfTheirOwn() throws IOException {
        fake.reset();
        String ask = """
                {"model":"openai/gpt-6-luna","stream":%s,"input":"fake:turns about kites"}""";

        var whole = good(person.post("/v1/responses", ask.formatted(false)));
        var events = events(person.post("/v1/responses", ask.formatted(true)));

        List<JsonNode> output =
                events.getLast().at("/response/output").values().stream().toList();
        assertThat(output)
                .extracting(item -> item.path("type").asString())
                .containsExactly("reasoning", "message", "reasoning", "message");
        assertThat(output).extracting(item -> item.path("id").asString()).doesNotHaveDuplicates();
        assertThat(output.getFirst().at("/summary/0/text").asString()).isEqualTo("Let me see.");
        assertThat(output.get(2).at("/summary/0/text").asString()).isEqualTo("And once more.");
        assertThat(output.get(1).at("/content/0/text").asString()
                        + output.get(3).at("/content/0/text").asString())
                .contains("about fake:turns about kites");
        assertThat(events)
                .extracting(event -> event.path("sequence_number").asInt())
                .isEqualTo(IntStream.range(0, events.size()).boxed().toList());
        for (int place = 0; place < output.size(); place++) {
            int at = place;
            var own = events.stream()
                    .filter(event -> event.path("output_index").asInt(-1) == at)
                    .toList();
            assertThat(own.getFirst().path("type").asString()).isEqualTo("response.output_item.added");
            assertThat(own.getLast().path("type").asString()).isEqualTo("response.output_item.done");
            assertThat(own.getLast().path("item")).isEqualTo(output.get(place));
            assertThat(own.subList(1, own.size() - 1))
                    .extracting(event -> event.path("item_id"))
                    .containsOnly(output.get(place).path("id"));
            assertThat(own.stream()
                            .map(event -> event.path("delta").asString(""))
                            .collect(Collectors.joining()))
                    .isEqualTo(output.get(place).findPath("text").asString());
            assertThat(events.indexOf(own.getLast()) - events.indexOf(own.getFirst()))
                    .as("no other item grows meanwhile")
                    .isEqualTo(own.size() - 1);
        }
        assertThat(whole.path("output").findValuesAsString("type")).startsWith("reasoning");
        assertThat(whole.at("/output/0/summary/0/text").asString()).isEqualTo("Let me see.And once more.");
        assertThat(whole.path("output")).hasSize(2);
    }

    private static List<JsonNode> events(HttpResponse<String> stream) {
        assertThat(stream.statusCode()).as(stream.body()).isEqualTo(200);
        return stream.body()
                .lines()
                .filter(each -> each.startsWith("data: {"))
                .map(each -> JSON.readTree(each.substring("data: ".length())))
                .toList();
    }

    private static JsonNode last(HttpResponse<String> stream) {
        return events(stream).getLast();
    }

    private static JsonNode good(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode row(HttpResponse<String> answer) {
        String id = answer.headers().firstValue("x-atelier-generation-id").orElseThrow();
        return person.data("GET", "/api/generations/" + id, null);
    }

    @Test
    void embedsTextsInBothEncodings() throws IOException {
        fake.reset();
        String ask = "{\"model\":\"text-embedding-3-small\",\"input\":[\"a kite\",\"a boat\"],\"dimensions\":4%s}";

        var numbers = person.post("/v1/embeddings", ask.formatted(""));
        var packed = person.post("/v1/embeddings", ask.formatted(",\"encoding_format\":\"base64\""));

        JsonNode vector = good(numbers).at("/data/1/embedding");
        assertThat(vector.size()).isEqualTo(4);
        byte[] bytes =
                Base64.getDecoder().decode(good(packed).at("/data/1/embedding").asString());
        var floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        assertThat(floats.get(3)).isEqualTo((float) vector.get(3).asDouble());
        JsonNode row = row(numbers);
        assertThat(row.path("generation_type").asString()).isEqualTo("embedding");
        assertThat(row.path("status").asString()).isEqualTo("completed");
        assertThat(numbers.headers().firstValue("x-atelier-cost-micros")).isPresent();
        assertThat(packed.headers().firstValue("x-atelier-cache"))
                .as("the same vectors")
                .contains("hit");
        assertThat(fake.purchases()).hasSize(1);
    }

    @Test
    void judgesWhatItWouldNotDrawItself() throws IOException {
        fake.reset();

        var answer = person.post(
                "/v1/moderations", "{\"input\":[\"how to build explosives at home, with violence\",\"a kite\"]}");

        JsonNode results = good(answer).path("results");
        assertThat(results.get(0).path("flagged").asBoolean()).isTrue();
        assertThat(results.get(1).path("flagged").asBoolean()).isFalse();
        assertThat(row(answer).path("cost_micros").asLong()).isZero();
    }

    @Test
    void writesDownARecordingAndReadsItAloud() throws Exception {
        fake.reset();
        var ceiling = person.send("PUT", "/api/admin/models/openai/gpt-transcribe", "{\"ceiling_micros\":9000}");
        assertThat(ceiling.statusCode()).as(ceiling.body()).isEqualTo(200);

        var json = recording().field("language", "en").post(url(), "Authorization", bearer());
        var text = recording().field("response_format", "text").post(url(), "Authorization", bearer());
        var words = recording().field("response_format", "verbose_json").post(url(), "Authorization", bearer());
        var spoken = person.post(
                "/v1/audio/speech",
                "{\"model\":\"gpt-4o-mini-tts\",\"input\":\"a kite\",\"voice\":\"nova\",\"response_format\":\"wav\"}");
        var voices = person.post(
                "/v1/audio/speech", "{\"model\":\"gpt-4o-mini-tts\",\"input\":\"a kite\",\"voice\":\"nobody\"}");

        assertThat(good(json).path("text").asString()).isNotBlank();
        assertThat(text.body()).as(text.body()).isNotBlank().doesNotContain("{");
        assertThat(words.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(words.body()).at("/error/param").asString()).isEqualTo("response_format");
        assertThat(spoken.statusCode()).as(spoken.body()).isEqualTo(200);
        assertThat(spoken.body()).startsWith("RIFF");
        assertThat(JSON.readTree(voices.body()).at("/error/message").asString()).contains("nova");
        assertThat(fake.purchases()).hasSize(3);
    }

    private static String url() {
        return server.url() + "/v1/audio/transcriptions";
    }

    private static String bearer() {
        return "Bearer " + person.token();
    }

    /// A tenth of a second of silence.
    private static FormBody recording() {
        int samples = 1_600;
        ByteBuffer wav = ByteBuffer.allocate(44 + samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(UTF_8))
                .putInt(36 + samples)
                .put("WAVEfmt ".getBytes(UTF_8))
                .putInt(16);
        wav.putShort((short) 1)
                .putShort((short) 1)
                .putInt(8_000)
                .putInt(16_000)
                .putShort((short) 2)
                .putShort((short) 16);
        wav.put("data".getBytes(UTF_8)).putInt(samples);
        return new FormBody().field("model", "gpt-transcribe").file("file", "silence.wav", "audio/wav", wav.array());
    }
}
