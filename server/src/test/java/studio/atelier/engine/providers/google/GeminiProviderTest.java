package studio.atelier.engine.providers.google;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Ceiling;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderConformance;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.HostPort;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.fake.FakeProcess;
import studio.atelier.testkit.fake.PurchasePicture;
import studio.atelier.testkit.fake.gemini.FakeGemini;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GeminiProviderTest extends ProviderConformance {

    private static final String KEY = "AIza-canary-4711-abcd";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static FakeProcess fake;
    private static Outbound outbound;
    private static Catalog catalog;

    @BeforeAll
    static void start() throws IOException {
        fake = FakeProcess.start(FakeGemini.class, folder);
        catalog = Catalog.load(folder.resolve("catalog"), Ceiling.Source.NONE, Clock.systemUTC());
        outbound = new Outbound(new OutboundSettings(Set.of(HostPort.parse(fake.place())), Duration.ofSeconds(5)));
    }

    @AfterAll
    static void stop() {
        outbound.close();
        fake.close();
    }

    @BeforeEach
    void reset() throws IOException {
        fake.reset();
    }

    @Override
    protected Provider provider() {
        return new GeminiProvider(catalog.provider("google").orElseThrow(), catalog, outbound);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(
                chat("a red kite"),
                chat("Grüße aus 日本 👩‍🎨 fake:unicode"),
                chat("fake:drip=1"),
                image("a red kite"),
                image("fake:thought"),
                speech("say kite"),
                video("a kite rises"));
    }

    @Override
    protected List<ProviderCall> queued() {
        return List.of(video("a kite rises"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("chat", GeminiProviderTest::chat, Map.of()));
        all.putAll(Faults.refused("image", GeminiProviderTest::image, Map.of()));
        all.putAll(Faults.refused("video", GeminiProviderTest::video, Map.of()));
        all.putAll(Faults.spoilt("chat", GeminiProviderTest::chat));
        all.putAll(Faults.spoilt("image", GeminiProviderTest::image));
        all.putAll(Faults.spoilt("video", GeminiProviderTest::video));
        all.putAll(Faults.bought("chat", "cut-stream", GeminiProviderTest::chat, ProviderFailure.NoAnswer.class));
        all.putAll(Faults.bought("chat", "stream-error", GeminiProviderTest::chat, ProviderFailure.Broken.class));
        all.putAll(Faults.bought("chat", "empty", GeminiProviderTest::chat, ProviderFailure.BadOutput.class));
        all.putAll(Faults.bought("chat", "moderated-output", GeminiProviderTest::chat, ProviderFailure.Refused.class));
        all.putAll(Faults.bought("image", "empty", GeminiProviderTest::image, ProviderFailure.BadOutput.class));
        all.putAll(Faults.bought("image", "talks", GeminiProviderTest::image, ProviderFailure.BadOutput.class));
        all.putAll(Faults.bought("image", "too-large", GeminiProviderTest::image, ProviderFailure.BadOutput.class));
        all.putAll(
                Faults.bought("image", "moderated-output", GeminiProviderTest::image, ProviderFailure.Refused.class));
        all.putAll(Faults.bought("video", "empty", GeminiProviderTest::video, ProviderFailure.BadOutput.class));
        all.putAll(Faults.bought("video", "job-failed", GeminiProviderTest::video, ProviderFailure.Broken.class));
        all.putAll(Faults.bought("video", "job-moderated", GeminiProviderTest::video, ProviderFailure.Refused.class));
        all.putAll(Faults.bought("video", "job-expired", GeminiProviderTest::video, ProviderFailure.Broken.class));
        all.putAll(Faults.bought("video", "expired-url", GeminiProviderTest::video, ProviderFailure.BadOutput.class));
        all.putAll(
                Faults.bought("video", "file-wrong-type", GeminiProviderTest::video, ProviderFailure.BadOutput.class));
        // Looked at again by the engine: nothing is lost.
        all.putAll(
                Faults.bought("video", "file-cut-before", GeminiProviderTest::video, ProviderFailure.NoAnswer.class));
        all.putAll(Faults.bought("video", "poll-500", GeminiProviderTest::video, ProviderFailure.Overloaded.class));
        all.putAll(Faults.bought("video", "poll-garbage", GeminiProviderTest::video, ProviderFailure.NoAnswer.class));
        return all;
    }

    @Override
    protected Slow slow() {
        return new Slow(chat("fake:drip=200 " + "word ".repeat(500)), () -> untilPurchases(1));
    }

    @Override
    protected int purchases() {
        try {
            return fake.purchases().size();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    protected ProviderCredentials credentials() {
        return signedIn();
    }

    private static ProviderCredentials signedIn() {
        return new ProviderCredentials(UUID.randomUUID(), new Secret(KEY), fake.address(), Map.of());
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY, "canary-4711");
    }

    @Test
    void streamsPieceByPieceAndCountsThoughtsAsOutput() throws IOException {
        var sink = new RecordingSink();

        Answer answer = provider().submit(chat("a red kite fake:thought"), sink);

        assertThat(sink.deltas()).hasSizeGreaterThan(5);
        String id = fake.purchases().getFirst().id();
        assertThat(sink.text()).startsWith("This is " + id + " about a red kite");
        assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, done -> {
            assertThat(done.requestId()).isEqualTo(id);
            assertThat(done.finishReason()).isEqualTo("stop");
            assertThat(done.usage().inputTokens()).isEqualTo(100);
            assertThat(done.usage().outputTokens()).isEqualTo(sink.text().split(" ").length + 30L);
        });
    }

    @Test
    void readsHowLongToWaitFromTheBody() {
        assertThat(provider().submit(chat("fake:429"), new RecordingSink()))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        ProviderFailure.RateLimited.class,
                                        limited ->
                                                assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(2))));
    }

    @Test
    void takesTheLastPictureAndNoDraft() throws IOException {
        var sink = new RecordingSink();

        Answer answer = provider().submit(image("fake:thought"), sink);

        assertThat(answer).isInstanceOf(Answer.Completed.class);
        assertThat(sink.media()).hasSize(1);
        assertThat(PurchasePicture.mark(sink.media().getFirst()))
                .isEqualTo(fake.purchases().getFirst().id() + "/0");
    }

    @Test
    void sendsReferencesAsTheirExactBytesAndWhatThePictureShallBeLike() throws IOException {
        var reference =
                new Reference(UUID.randomUUID(), "image/png", 3, () -> new ByteArrayInputStream(new byte[] {1, 2, 3}));
        ProviderCall call = call("gemini-nano-banana-2.1", GenerationType.IMAGE, "like this", """
                {"aspect_ratio":"4:5","image_size":"2K"}""", List.of(reference));

        assertThat(provider().submit(call, new RecordingSink())).isInstanceOf(Answer.Completed.class);

        JsonNode sent = lastBody();
        assertThat(sent.at("/contents/0/parts/1/inlineData/data").asString()).isEqualTo("AQID");
        assertThat(sent.at("/generationConfig/imageConfig").toString())
                .isEqualTo("{\"aspectRatio\":\"4:5\",\"imageSize\":\"2K\"}");
    }

    @Test
    void translatesAConversationWithToolsThereAndBack() throws IOException {
        var sink = new RecordingSink();
        ProviderCall call = call("gemini-3.8-flash", GenerationType.TEXT, "", """
                {"messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"Weather? fake:tools"},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}]},
                  {"role":"assistant","content":null,"tool_calls":[
                    {"id":"call_0~c2ln","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Bern\\"}"}}]},
                  {"role":"tool","tool_call_id":"call_0~c2ln","content":"sunny"}],
                 "tools":[{"type":"function","function":{"name":"weather","description":"d","parameters":{"type":"object"}}}],
                 "tool_choice":"required","max_completion_tokens":100,"stop":"END","reasoning_effort":"low",
                 "response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"}}}}""", List.of());

        Answer answer = provider().submit(call, sink);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        done -> assertThat(done.finishReason()).isEqualTo("tool_calls"));
        assertThat(sink.tools().getFirst().path(0).toString())
                .isEqualTo("{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Bern\\\"}\"}}");
        JsonNode sent = lastBody();
        assertThat(sent.at("/systemInstruction/parts/0/text").asString()).isEqualTo("Be brief.");
        assertThat(sent.at("/contents/1/parts/0/thoughtSignature").asString()).isEqualTo("c2ln");
        assertThat(sent.at("/contents/2/parts/0/functionResponse/response/result")
                        .asString())
                .isEqualTo("sunny");
        assertThat(sent.at("/toolConfig/functionCallingConfig/mode").asString()).isEqualTo("ANY");
        assertThat(sent.at("/generationConfig").toString())
                .contains("\"maxOutputTokens\":100", "\"stopSequences\":[\"END\"]", "\"thinkingLevel\":\"low\"")
                .contains("\"responseMimeType\":\"application/json\"", "\"responseJsonSchema\":{\"type\":\"object\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"logit_bias\":{}} | logit_bias",
                "{\"parallel_tool_calls\":false} | parallel_tool_calls",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]} | messages[0].content[0].type",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://h/a.png\"}}]}]} | messages[0].content[0].image_url.url",
                "{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"\"}]} | messages[0].tool_call_id",
                "{\"messages\":[{\"role\":\"critic\",\"content\":\"\"}]} | messages[0].role",
                "{\"tools\":[{\"type\":\"custom\"}]} | tools[0].type",
                "{\"tool_choice\":\"maybe\"} | tool_choice",
                "{\"response_format\":{\"type\":\"xml\"}} | response_format.type"
            })
    void namesWhatHasNoTranslationAndSendsNothing(String parameters, String field) throws IOException {
        ProviderCall call = call("gemini-3.8-flash", GenerationType.TEXT, "x", parameters, List.of());

        Answer answer = provider().submit(call, new RecordingSink());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        ProviderFailure.InvalidInput.class,
                                        wrong -> assertThat(wrong.words().message())
                                                .startsWith(field + ": ")));
        assertThat(fake.purchases()).isEmpty();
    }

    @Test
    void startsClipsFromAFirstFrame() throws IOException {
        var frame =
                new Reference(UUID.randomUUID(), "image/png", 3, () -> new ByteArrayInputStream(new byte[] {1, 2, 3}));
        ProviderCall plain = video("slow dolly in");
        var call = new ProviderCall(
                plain.id(),
                plain.model(),
                plain.type(),
                plain.prompt(),
                plain.parameters(),
                List.of(),
                Map.of("first_frame", frame),
                null,
                plain.credentials());

        assertThat(provider().submit(call, new RecordingSink())).isInstanceOf(Answer.Accepted.class);

        JsonNode sent = lastBody();
        assertThat(sent.at("/generation_config/video_config/task").asString()).isEqualTo("image_to_video");
        assertThat(sent.at("/response_format").toString())
                .isEqualTo("{\"type\":\"video\",\"resolution\":\"720p\",\"duration\":\"8s\",\"delivery\":\"uri\"}");
        assertThat(sent.at("/input/1/data").asString()).isEqualTo("AQID");
        assertThat(sent.path("background").asBoolean(false)).isTrue();
    }

    @Test
    void turnsTextsIntoVectors() {
        var sink = new RecordingSink();
        ProviderCall call = call("gemini-embedding-001", GenerationType.EMBEDDING, "", """
                {"input":["one","two"],"dimensions":768}""", List.of());

        assertThat(provider().submit(call, sink)).isInstanceOf(Answer.Completed.class);

        JsonNode data = sink.data().getFirst();
        assertThat(data.path("object").asString()).isEqualTo("list");
        assertThat(data.at("/data/1/index").asInt()).isEqualTo(1);
        assertThat(data.at("/data/1/embedding")).hasSize(768);
    }

    @Test
    void listsAllPagesOfItsOwnFamiliesOnly() {
        assertThat(provider().discover(credentials()))
                .isInstanceOfSatisfying(
                        Discovery.Models.class,
                        found -> assertThat(found.models())
                                .contains("gemini-3.8-flash", "gemini-omni-1.2-flash", "gemini-3.1-flash-lite-image")
                                .noneMatch(id -> id.startsWith("gemma") || id.equals("aqa")));
    }

    @Test
    void aWrongKeyIsRejectedAlthoughItComesAs400() {
        var wrong = new ProviderCredentials(null, new Secret("sk-wrong-1"), fake.address(), Map.of());

        assertThat(provider().discover(wrong)).isInstanceOf(Discovery.Rejected.class);
    }

    private static JsonNode lastBody() throws IOException {
        JsonNode last = null;
        for (JsonNode request : fake.requests()) {
            last = request.has("body") ? JSON.readTree(request.path("body").asString()) : last;
        }
        return last;
    }

    private static ProviderCall chat(String prompt) {
        return call("gemini-3.8-flash", GenerationType.TEXT, prompt, "{\"max_completion_tokens\":100}", List.of());
    }

    private static ProviderCall image(String prompt) {
        return call("gemini-nano-banana-2.1", GenerationType.IMAGE, prompt, "{\"image_size\":\"1K\"}", List.of());
    }

    private static ProviderCall speech(String prompt) {
        return call("gemini-3.8-flash-tts", GenerationType.AUDIO, prompt, "{\"voice\":\"Kore\"}", List.of());
    }

    private static ProviderCall video(String prompt) {
        return call(
                "gemini-omni-1.2-flash",
                GenerationType.VIDEO,
                prompt,
                "{\"duration_seconds\":8,\"resolution\":\"720p\"}",
                List.of());
    }

    private static ProviderCall call(
            String model, GenerationType type, String prompt, String parameters, List<Reference> references) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        JSON.readTree(parameters).properties().forEach(each -> map.put(each.getKey(), each.getValue()));
        return new ProviderCall(UUID.randomUUID(), model, type, prompt, map, references, signedIn());
    }

    private void untilPurchases(int count) {
        while (purchases() < count) {
            Thread.onSpinWait();
        }
    }
}
