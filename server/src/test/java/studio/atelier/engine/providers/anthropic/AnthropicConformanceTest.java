package studio.atelier.engine.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.FakeConformance;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.testkit.fake.anthropic.FakeAnthropic;

class AnthropicConformanceTest extends FakeConformance {

    AnthropicConformanceTest() {
        super(
                FakeAnthropic.class,
                "/v1",
                "anthropic",
                (provider, _, outbound) -> new AnthropicProvider(provider, outbound));
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
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("chat", this::chat, Map.of()));
        all.putAll(Faults.spoilt("chat", this::chat));
        bought(all, "chat", this::chat, ProviderFailure.NoAnswer.class, "cut-stream");
        bought(all, "chat", this::chat, ProviderFailure.Broken.class, "stream-error");
        bought(all, "chat", this::chat, ProviderFailure.BadOutput.class, "empty");
        return all;
    }

    @Test
    void showsWhatItThoughtWhereThatIsWanted() {
        var shown = new RecordingSink();
        var quiet = new RecordingSink();

        done(call("claude-sonnet-5-5", GenerationType.TEXT, "fake:thought", "{\"include_reasoning\":true}"), shown);
        assertThat(lastBody().at("/thinking/type").asString()).isEqualTo("adaptive");
        done(call("claude-sonnet-5-5", GenerationType.TEXT, "fake:thought", "{\"include_reasoning\":false}"), quiet);

        assertThat(lastBody().has("thinking")).isFalse();
        assertThat(shown.reasoning()).isEqualTo("Let me see.");
        assertThat(shown.text()).startsWith("This is ");
        assertThat(quiet.reasoning()).isEmpty();
    }

    @Test
    void listsAllPages() {
        assertThat(provider().discover(credentials()))
                .isEqualTo(new Discovery.Models(
                        List.of("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-sonnet-4-5")));
    }

    private ProviderCall chat(String prompt) {
        return call("claude-sonnet-5-5", GenerationType.TEXT, prompt, "{\"max_completion_tokens\":100}");
    }
}
