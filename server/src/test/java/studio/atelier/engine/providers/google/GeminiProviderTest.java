package studio.atelier.engine.providers.google;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.FakeConformance;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordedServer;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.fake.PurchasePicture;
import studio.atelier.testkit.fake.gemini.FakeGemini;
import tools.jackson.databind.JsonNode;

class GeminiProviderTest extends FakeConformance {

    GeminiProviderTest() {
        super(FakeGemini.class, "", "google", GeminiProvider::new);
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        // In the middle of a stream.
        return chat("fake:drip=200 " + "word ".repeat(500));
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
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("chat", this::chat, Map.of()));
        all.putAll(Faults.refused("image", this::image, Map.of()));
        all.putAll(Faults.refused("video", this::video, Map.of()));
        all.putAll(Faults.spoilt("chat", this::chat));
        all.putAll(Faults.spoilt("image", this::image));
        all.putAll(Faults.spoilt("video", this::video));
        bought(all, "chat", this::chat, ProviderFailure.NoAnswer.class, "cut-stream");
        bought(all, "chat", this::chat, ProviderFailure.Broken.class, "stream-error");
        bought(all, "chat", this::chat, ProviderFailure.BadOutput.class, "empty");
        bought(all, "chat", this::chat, ProviderFailure.Refused.class, "moderated-output");
        bought(all, "image", this::image, ProviderFailure.BadOutput.class, "empty", "talks", "too-large");
        bought(all, "image", this::image, ProviderFailure.Refused.class, "moderated-output");
        ended(all, "video", this::video);
        bought(all, "video", this::video, ProviderFailure.Overloaded.class, "poll-500");
        return all;
    }

    @Test
    void streamsPieceByPieceAndCountsThoughtsAsOutput() throws IOException {
        var sink = new RecordingSink();

        Answer answer = provider().submit(chat("a red kite fake:thought"), sink);

        assertThat(sink.deltas()).hasSizeGreaterThan(5);
        String id = fake().purchases().getFirst().id();
        assertThat(sink.text()).startsWith("This is " + id + " about a red kite");
        assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, done -> {
            assertThat(done.requestId()).isEqualTo(id);
            assertThat(done.finishReason()).isEqualTo("stop");
            assertThat(done.usage().inputTokens()).isEqualTo(100);
            assertThat(done.usage().outputTokens()).isEqualTo(sink.text().split(" ").length + 30L);
            assertThat(done.usage().reasoningTokens()).as("a part of these").isEqualTo(30);
        });
    }

    @ParameterizedTest
    @CsvSource({"gemini-3.8-flash,TEXT,reasoning_effort", "gemini-nano-banana-2.1,IMAGE,thinking_level"})
    void asksForThoughtsWhereTheyAreWantedAndKeepsThemApart(String model, GenerationType type, String level) {
        var sink = new RecordingSink();
        var quiet = new RecordingSink();
        String parameters = "{\"include_reasoning\":%s,\"" + level + "\":\"high\"}";

        Answer answer = provider().submit(call(model, type, "kite fake:thought", parameters.formatted(true)), sink);
        assertThat(lastBody().at("/generationConfig/thinkingConfig").toString())
                .contains("\"thinkingLevel\":\"high\"", "\"includeThoughts\":true");
        provider().submit(call(model, type, "kite fake:thought", parameters.formatted(false)), quiet);

        assertThat(answer).isInstanceOf(Answer.Completed.class);
        assertThat(sink.reasoning()).isEqualTo("Let me see.");
        assertThat(sink.text()).doesNotContain("Let me see.");
        assertThat(quiet.reasoning()).isEmpty();
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
                .isEqualTo(fake().purchases().getFirst().id() + "/0");
    }

    @Test
    void sendsReferencesAsTheirExactBytesAndWhatThePictureShallBeLike() {
        ProviderCall call = call(
                "gemini-nano-banana-2.1", GenerationType.IMAGE, "like this", """
                {"aspect_ratio":"4:5","image_size":"2K"}""", List.of(file("image/png")), Map.of());

        assertThat(provider().submit(call, new RecordingSink())).isInstanceOf(Answer.Completed.class);

        JsonNode sent = lastBody();
        assertThat(sent.at("/contents/0/parts/1/inlineData/data").asString()).isEqualTo("AQID");
        assertThat(sent.at("/generationConfig/imageConfig").toString())
                .isEqualTo("{\"aspectRatio\":\"4:5\",\"imageSize\":\"2K\"}");
    }

    @Test
    void translatesAConversationWithToolsThereAndBack() {
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
                 "response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"}}}}""");

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
        ProviderCall call = call("gemini-3.8-flash", GenerationType.TEXT, "x", parameters);

        Answer answer = provider().submit(call, new RecordingSink());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        ProviderFailure.InvalidInput.class,
                                        wrong -> assertThat(wrong.words().message())
                                                .startsWith(field + ": ")));
        assertThat(fake().purchases()).isEmpty();
    }

    @Test
    void startsClipsFromAFirstFrame() {
        ProviderCall call = call(
                "gemini-omni-1.2-flash",
                GenerationType.VIDEO,
                "slow dolly in",
                "{\"duration_seconds\":8,\"resolution\":\"720p\"}",
                List.of(),
                Map.of("first_frame", file("image/png")));

        assertThat(provider().submit(call, new RecordingSink())).isInstanceOf(Answer.Accepted.class);

        JsonNode sent = lastBody();
        assertThat(sent.at("/generation_config/video_config/task").asString()).isEqualTo("image_to_video");
        assertThat(sent.at("/response_format").toString())
                .isEqualTo("{\"type\":\"video\",\"resolution\":\"720p\",\"duration\":\"8s\",\"delivery\":\"uri\"}");
        assertThat(sent.at("/input/1/data").asString()).isEqualTo("AQID");
        assertThat(sent.path("background").asBoolean(false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not an address", "https://host.example/%zz"})
    void aClipWithoutAnAddressIsLost(String uri) throws IOException {
        try (var server = new RecordedServer()) {
            server.json("GET /v1beta/interactions/job", 200, """
                    {"status":"completed","steps":[{"type":"model_output","content":[{"type":"video","uri":"%s"}]}]}
                    """.formatted(uri));
            var recorded = new GeminiProvider(catalog().provider("google").orElseThrow(), catalog(), server.outbound());
            ProviderCall call = server.call("gemini-omni-1.2-flash", GenerationType.VIDEO, "a kite rises", "{}");

            assertThat(recorded.poll("job", call, new RecordingSink()))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(ProviderFailure.BadOutput.class));
        }
    }

    @Test
    void aSoundThatIsNoBase64IsNoAnswer() throws IOException {
        try (var server = new RecordedServer()) {
            server.json("POST /v1beta/models/gemini-3.8-flash-tts:generateContent", 200, """
                    {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/L16;rate=24000","data":"AQIDB"}}]}}]}
                    """);
            var recorded = new GeminiProvider(catalog().provider("google").orElseThrow(), catalog(), server.outbound());
            ProviderCall call = server.call("gemini-3.8-flash-tts", GenerationType.AUDIO, "say kite", "{}");

            assertThat(recorded.submit(call, new RecordingSink()))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(ProviderFailure.NoAnswer.class));
        }
    }

    @Test
    void turnsTextsIntoVectors() {
        var sink = new RecordingSink();
        ProviderCall call = call("gemini-embedding-001", GenerationType.EMBEDDING, "", """
                {"input":["one","two"],"dimensions":768}""");

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
        var wrong = new ProviderCredentials(null, new Secret("sk-wrong-1"), fake().address(), Map.of());

        assertThat(provider().discover(wrong)).isInstanceOf(Discovery.Rejected.class);
    }

    private ProviderCall chat(String prompt) {
        return call("gemini-3.8-flash", GenerationType.TEXT, prompt, "{\"max_completion_tokens\":100}");
    }

    private ProviderCall image(String prompt) {
        return call("gemini-nano-banana-2.1", GenerationType.IMAGE, prompt, "{\"image_size\":\"1K\"}");
    }

    private ProviderCall speech(String prompt) {
        return call("gemini-3.8-flash-tts", GenerationType.AUDIO, prompt, "{\"voice\":\"Kore\"}");
    }

    private ProviderCall video(String prompt) {
        return call(
                "gemini-omni-1.2-flash",
                GenerationType.VIDEO,
                prompt,
                "{\"duration_seconds\":8,\"resolution\":\"720p\"}");
    }
}
