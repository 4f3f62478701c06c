package studio.atelier.engine.providers.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.FakeConformance;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.testkit.fake.lovable.FakeLovable;

/// Lovable's gateway speaks the API of OpenAI, so its adapter is that one.
class LovableProviderTest extends FakeConformance {

    LovableProviderTest() {
        super(FakeLovable.class, "/v1", "lovable", OpenAiProvider::new);
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        return chat(prompt);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(chat("a red kite"), chat("Grüße aus 日本 fake:unicode"), image("a red kite"));
    }

    /// A refusal by policy has no code that anybody published, so its words are all that is passed on.
    private static final Map<String, Class<? extends ProviderFailure>> WORDS_ONLY =
            Map.of("moderated", ProviderFailure.InvalidInput.class);

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("chat", this::chat, WORDS_ONLY));
        all.putAll(Faults.refused("image", this::image, WORDS_ONLY));
        all.putAll(Faults.spoilt("chat", this::chat));
        all.putAll(Faults.spoilt("image", this::image));
        bought(all, "chat", this::chat, ProviderFailure.NoAnswer.class, "cut-stream");
        bought(all, "chat", this::chat, ProviderFailure.Broken.class, "stream-error");
        return all;
    }

    private ProviderCall chat(String prompt) {
        return call("google/gemini-3.6-flash", GenerationType.TEXT, prompt, "{}");
    }

    private ProviderCall image(String prompt) {
        return call("openai/gpt-image-2", GenerationType.IMAGE, prompt, "{}");
    }
}
