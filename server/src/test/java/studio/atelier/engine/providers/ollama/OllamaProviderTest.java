package studio.atelier.engine.providers.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.FakeConformance;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.testkit.fake.ollama.FakeOllama;

class OllamaProviderTest extends FakeConformance {

    OllamaProviderTest() {
        super(FakeOllama.class, "", "ollama", OllamaProvider::new);
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        return chat(prompt);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(
                chat("a red kite"), chat("Grüße aus 日本 👩‍🎨 fake:unicode"), chat("fake:drip=1"), chat("fake:thought"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("chat", this::chat, UNPAID));
        all.putAll(Faults.spoilt("chat", this::chat));
        bought(all, "chat", this::chat, ProviderFailure.NoAnswer.class, "cut-stream");
        bought(all, "chat", this::chat, ProviderFailure.Broken.class, "stream-error");
        bought(all, "chat", this::chat, ProviderFailure.BadOutput.class, "empty");
        return all;
    }

    @Test
    void translatesToolsAndPictures() {
        var sink = new RecordingSink();

        Answer answer = done(call("llama:8b", GenerationType.TEXT, "", """
                {"messages":[{"role":"system","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"Weather? fake:tools"},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}]}],
                 "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}],
                 "max_completion_tokens":50,"response_format":{"type":"json_object"}}"""), sink);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        completed -> assertThat(completed.finishReason()).isEqualTo("tool_calls"));
        assertThat(sink.tools().getFirst().at("/0/function/arguments").asString())
                .isEqualTo("{\"city\":\"Bern\"}");
        assertThat(lastBody().at("/messages/1/images/0").asString()).isEqualTo("AQID");
        assertThat(lastBody().at("/options/num_predict").asInt()).isEqualTo(50);
        assertThat(lastBody().path("format").asString()).isEqualTo("json");
    }

    @Test
    void keepsWhatItThoughtApartFromTheAnswer() {
        var sink = new RecordingSink();

        assertThat(done(chat("a red kite fake:thought"), sink)).isInstanceOf(Answer.Completed.class);

        assertThat(sink.reasoning()).isEqualTo("Let me see.");
        assertThat(sink.text()).startsWith("This is ").doesNotContain("Let me see.");
    }

    @Test
    void turnsTextsIntoVectors() {
        var sink = new RecordingSink();

        assertThat(done(call("embed:latest", GenerationType.EMBEDDING, "", "{\"input\":[\"a\",\"b\"]}"), sink))
                .isInstanceOf(Answer.Completed.class);

        assertThat(sink.data().getFirst().path("data")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"tool_choice\":\"required\"} | tool_choice", "{\"logprobs\":true} | logprobs"})
    void namesWhatHasNoTranslation(String parameters, String field) {
        Answer answer = provider().submit(call("llama:8b", GenerationType.TEXT, "x", parameters), new RecordingSink());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure().words().message()).startsWith(field + ": "));
    }

    private ProviderCall chat(String prompt) {
        return call("llama:8b", GenerationType.TEXT, prompt, "{\"max_completion_tokens\":100}");
    }
}
