package studio.atelier.engine.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Ceiling;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordedServer;
import studio.atelier.engine.providers.RecordingSink;
import tools.jackson.databind.JsonNode;

class AnthropicProviderTest {

    private static final String MESSAGES = "POST /v1/messages";
    private static final Catalog CATALOG = Catalog.load(Path.of("none"), Ceiling.Source.NONE, Clock.systemUTC());

    private RecordedServer server;
    private Provider provider;

    @BeforeEach
    void start() throws IOException {
        server = new RecordedServer();
        provider = new AnthropicProvider(CATALOG.provider("claude").orElseThrow(), server.outbound());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void streamsTextAndAddsUpWhatWasUsed() {
        server.events(MESSAGES, """
                event: message_start
                data: {"type":"message_start","message":{"usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":85,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

                event: ping
                data: {"type":"ping"}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grüße "}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"日本"}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":42,"output_tokens_details":{"thinking_tokens":30}}}

                event: message_stop
                data: {"type":"message_stop"}

                """);
        var sink = new RecordingSink();

        Answer answer = provider.submit(chat("{\"max_completion_tokens\":100,\"reasoning_effort\":\"high\"}"), sink);

        assertThat(sink.deltas()).containsExactly("Grüße ", "日本");
        assertThat(sink.reasoning()).isEqualTo("hm");
        assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, done -> {
            assertThat(done.finishReason()).isEqualTo("stop");
            assertThat(done.usage().inputTokens()).isEqualTo(100);
            assertThat(done.usage().cachedInputTokens()).isEqualTo(85);
            assertThat(done.usage().outputTokens()).isEqualTo(42);
            assertThat(done.usage().reasoningTokens()).isEqualTo(30);
        });
        assertThat(server.last().headers())
                .containsEntry("x-api-key", RecordedServer.KEY)
                .containsEntry("anthropic-version", "2026-10-21")
                .doesNotContainKey("authorization");
        assertThat(server.last().json().path("max_tokens").asInt()).isEqualTo(100);
        assertThat(server.last().json().at("/output_config/effort").asString()).isEqualTo("high");
    }

    @Test
    void partsWhatWasThoughtInTurns() {
        server.events(MESSAGES, """
                data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"one"}}

                data: {"type":"content_block_start","index":1,"content_block":{"type":"thinking","thinking":""}}

                data: {"type":"content_block_delta","index":1,"delta":{"type":"thinking_delta","thinking":"two"}}

                data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"three"}}

                data: {"type":"message_stop"}

                """);
        var sink = new RecordingSink();

        provider.submit(chat("{}"), sink);

        assertThat(sink.reasoning()).isEqualTo("one\n\ntwo");
        assertThat(sink.text()).isEqualTo("three");
        assertThat(server.last().json().has("thinking")).isFalse();
    }

    @Test
    void translatesToolsThereAndBack() {
        server.events(MESSAGES, """
                data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_2","name":"weather","input":{}}}

                data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}

                data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\\"Bern\\"}"}}

                data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

                data: {"type":"message_stop"}

                """);
        var sink = new RecordingSink();
        ProviderCall call = chat("""
                {"messages":[
                  {"role":"developer","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"Weather?"},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},
                    {"type":"image_url","image_url":{"url":"https://host.example/a.png"}}]},
                  {"role":"assistant","content":"","tool_calls":[
                    {"id":"toolu_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}}]},
                  {"role":"tool","tool_call_id":"toolu_1","content":"rain"}],
                 "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}],
                 "tool_choice":{"type":"function","function":{"name":"weather"}},"parallel_tool_calls":false,
                 "response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}}}""");

        Answer answer = provider.submit(call, sink);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        done -> assertThat(done.finishReason()).isEqualTo("tool_calls"));
        assertThat(sink.tools()).hasSize(3);
        assertThat(sink.tools().getFirst().at("/0/id").asString()).isEqualTo("toolu_2");
        assertThat(sink.tools().get(1).at("/0/function/arguments").asString()).isEqualTo("{\"city\":");
        JsonNode sent = server.last().json();
        assertThat(sent.path("system").asString()).isEqualTo("Be brief.");
        assertThat(sent.at("/messages/0/content/1/source/data").asString()).isEqualTo("AQID");
        assertThat(sent.at("/messages/0/content/2/source/url").asString()).isEqualTo("https://host.example/a.png");
        assertThat(sent.at("/messages/1/content/0/input/city").asString()).isEqualTo("Ulm");
        assertThat(sent.at("/messages/2/content/0/tool_use_id").asString()).isEqualTo("toolu_1");
        assertThat(sent.at("/tool_choice/name").asString()).isEqualTo("weather");
        assertThat(sent.at("/tool_choice/disable_parallel_tool_use").asBoolean(false))
                .isTrue();
        assertThat(sent.at("/output_config/format/type").asString()).isEqualTo("json_schema");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"temperature\":1} | temperature",
                "{\"response_format\":{\"type\":\"json_object\"}} | response_format.type",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://h\"}}]}]} | messages[0].content[0].image_url.url"
            })
    void namesWhatHasNoTranslationAndSendsNothing(String parameters, String field) {
        Answer answer = provider.submit(chat(parameters), new RecordingSink());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        ProviderFailure.InvalidInput.class,
                                        wrong -> assertThat(wrong.words().message())
                                                .startsWith(field + ": ")));
        assertThat(server.sent()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, , InvalidInput",
        "401, authentication_error, , KeyRejected",
        "402, billing_error, , OutOfFunds",
        "403, permission_error, , KeyRejected",
        "404, not_found_error, , InvalidInput",
        "409, conflict_error, , Overloaded",
        "413, request_too_large, , InvalidInput",
        "429, rate_limit_error, , RateLimited",
        "429, rate_limit_error, ramp_limit_exceeded, RateLimited",
        "429, rate_limit_error, enforced_spend_limit_reached, OutOfFunds",
        "500, api_error, , Broken",
        "504, timeout_error, , NoAnswer",
        "529, overloaded_error, , Overloaded"
    })
    void mapsErrors(int status, String type, String code, String kind) {
        String details = code == null ? "" : ",\"details\":{\"error_code\":\"" + code + "\"}";
        server.on(
                MESSAGES,
                status,
                Map.of("retry-after", "3", "request-id", "req_1"),
                ("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"key " + RecordedServer.KEY
                                + "\"" + details + "}}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));

        ProviderFailure failure = failure(provider.submit(chat("{}"), new RecordingSink()));

        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure.words().requestId()).isEqualTo("req_1");
        assertThat(failure.words().message()).isEqualTo("key ***");
        if (failure instanceof ProviderFailure.RateLimited limited) {
            assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        }
    }

    @Test
    void aRefusalIsNoAnswerAndACutStreamIsUnknown() {
        server.events(MESSAGES, """
                data: {"type":"message_delta","delta":{"stop_reason":"refusal"},"usage":{"output_tokens":0}}

                data: {"type":"message_stop"}

                """);
        assertThat(failure(provider.submit(chat("{}"), new RecordingSink())))
                .isInstanceOf(ProviderFailure.Refused.class);

        server.reset();
        server.events(MESSAGES, """
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"half"}}

                """);
        assertThat(failure(provider.submit(chat("{}"), new RecordingSink())))
                .isInstanceOf(ProviderFailure.NoAnswer.class);

        server.reset();
        server.events(MESSAGES, """
                event: error
                data: {"type":"error","error":{"type":"overloaded_error","message":"busy"}}

                """);
        assertThat(failure(provider.submit(chat("{}"), new RecordingSink())))
                .isInstanceOf(ProviderFailure.Broken.class);
    }

    @Test
    void listsModelsThatAreNotRetired() {
        server.json("GET /v1/models", 200, """
                {"data":[{"type":"model","id":"claude-a","lifecycle":"active"},
                {"type":"model","id":"claude-b","lifecycle":"retired"}],"has_more":false}""");

        assertThat(provider.discover(server.credentials())).isEqualTo(new Discovery.Models(List.of("claude-a")));
    }

    private ProviderCall chat(String parameters) {
        return server.call("claude-sonnet-5-5", GenerationType.TEXT, "hello", parameters);
    }

    private static ProviderFailure failure(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        return ((Answer.Failed) answer).failure();
    }
}
