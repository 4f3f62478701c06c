package studio.atelier.engine.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Ceiling;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.RecordedServer;
import studio.atelier.engine.providers.RecordingSink;

/// What a model thought, by the names that servers of this API have for it: `reasoning_content` (DeepSeek, older
/// vLLM) and `reasoning` (OpenRouter, newer vLLM).
class ReasoningTest {

    private static final String CHAT = "POST /v1/chat/completions";
    private static final Catalog CATALOG = Catalog.load(Path.of("none"), Ceiling.Source.NONE, Clock.systemUTC());

    private RecordedServer server;
    private Provider provider;

    @BeforeEach
    void start() throws IOException {
        server = new RecordedServer();
        provider = new OpenAiProvider(CATALOG.provider("openai-compatible").orElseThrow(), CATALOG, server.outbound());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ProviderCall chat() {
        return server.call("thinker", GenerationType.TEXT, "why?", "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reasoning_content", "reasoning"})
    void readsItFromAStream(String field) {
        server.events(CHAT, """
                data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null,"%1$s":"Let "}}]}

                data: {"choices":[{"index":0,"delta":{"%1$s":"me see."}}]}

                data: {"choices":[{"index":0,"delta":{"content":"Because.","%1$s":null}}]}

                data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: [DONE]

                """.formatted(field));
        var sink = new RecordingSink();

        assertThat(provider.submit(chat(), sink)).isInstanceOf(Answer.Completed.class);

        assertThat(sink.reasoning()).isEqualTo("Let me see.");
        assertThat(sink.text()).isEqualTo("Because.");
    }

    /// By the names of both generations; a count that is larger than all that came out is none of it.
    @ParameterizedTest
    @CsvSource({
        "completion_tokens, 40, 40",
        "completion_tokens, 0, 0",
        "output_tokens, 7, 7",
        "completion_tokens, null, ",
        "completion_tokens, 43, "
    })
    void countsItAsAPartOfWhatCameOut(String out, String said, @Nullable Long expected) {
        String usage = """
                {"prompt_tokens":9,"%1$s":42,"total_tokens":51,"%1$s_details":{"reasoning_tokens":%2$s}}""".formatted(out, said);
        server.json(CHAT, 200, """
                {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Because."}}],
                 "usage":%s}""".formatted(usage));
        Answer whole = provider.submit(chat(), RecordingSink.waiting());
        server.reset();
        server.events(CHAT, """
                data: {"choices":[{"index":0,"delta":{"content":"Because."},"finish_reason":"stop"}],"usage":null}

                data: {"choices":[],"usage":%s}

                data: [DONE]

                """.formatted(usage));

        Answer streamed = provider.submit(chat(), new RecordingSink());

        for (Answer answer : List.of(whole, streamed)) {
            assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, done -> {
                assertThat(done.usage().outputTokens()).isEqualTo(42);
                assertThat(done.usage().reasoningTokens()).isEqualTo(expected);
            });
        }
    }

    @Test
    void readsItOnceWhereAServerSendsBothNames() {
        server.json(CHAT, 200, """
                {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Because.",
                 "reasoning":"Let me see.","reasoning_content":"Let me see."}}]}""");
        var sink = RecordingSink.waiting();

        assertThat(provider.submit(chat(), sink)).isInstanceOf(Answer.Completed.class);

        assertThat(sink.reasoning()).isEqualTo("Let me see.");
        assertThat(sink.text()).isEqualTo("Because.");
    }
}
