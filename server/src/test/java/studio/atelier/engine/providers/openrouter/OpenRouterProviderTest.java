package studio.atelier.engine.providers.openrouter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.FakeConformance;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.platform.money.Micros;
import studio.atelier.testkit.fake.FakeChat;
import studio.atelier.testkit.fake.openrouter.FakeOpenRouter;

class OpenRouterProviderTest extends FakeConformance {

    OpenRouterProviderTest() {
        super(FakeOpenRouter.class, "/api/v1", "openrouter", OpenRouterProvider::new);
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        return image(prompt);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(chat("a red kite"), chat("Grüße aus 日本 fake:unicode"), image("a red kite"), video("it rises"));
    }

    @Override
    protected List<ProviderCall> queued() {
        return List.of(video("it rises"));
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
        bought(all, "image", this::image, ProviderFailure.BadOutput.class, "empty");
        bought(all, "video", this::video, ProviderFailure.Broken.class, "job-failed", "job-expired");
        bought(all, "video", this::video, ProviderFailure.NoAnswer.class, "poll-garbage", "file-cut-before");
        bought(all, "video", this::video, ProviderFailure.Overloaded.class, "poll-502", "poll-503");
        bought(
                all,
                "video",
                this::video,
                ProviderFailure.BadOutput.class,
                "file-404",
                "expired-url",
                "file-wrong-type");
        return all;
    }

    @Test
    void takesTheCostThatEachAnswerNames() throws java.io.IOException {
        for (ProviderCall call : List.of(chat("a"), image("b"), video("c"))) {
            fake().reset();

            Answer answer = done(call, new RecordingSink());

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Completed.class,
                            completed -> assertThat(completed.usage().billed()).isNotNull());
            Micros billed = ((Answer.Completed) answer).usage().billed();
            assertThat(billed.value()).isEqualTo(fake().purchases().getFirst().priceMicros());
        }
    }

    @Test
    void keepsWhatTheModelThoughtApartFromTheAnswer() {
        for (var sink : List.of(new RecordingSink(), RecordingSink.waiting())) {
            assertThat(done(chat("a red kite fake:thought"), sink))
                    .isInstanceOfSatisfying(
                            Answer.Completed.class,
                            completed -> assertThat(completed.usage().reasoningTokens())
                                    .isEqualTo(FakeChat.THOUGHT_TOKENS));

            assertThat(sink.reasoning()).isEqualTo("Let me see.");
            assertThat(sink.text()).startsWith("This is ").doesNotContain("Let me see.");
        }
    }

    private ProviderCall chat(String prompt) {
        return call("openai/gpt-6-luna", GenerationType.TEXT, prompt, "{\"max_completion_tokens\":100}");
    }

    private ProviderCall image(String prompt) {
        return call("openai/gpt-image-2.5-sunburst", GenerationType.IMAGE, prompt, "{\"n\":1,\"resolution\":\"1K\"}");
    }

    private ProviderCall video(String prompt) {
        return call("some/video", GenerationType.VIDEO, prompt, "{\"duration_seconds\":5,\"resolution\":\"720p\"}");
    }
}
