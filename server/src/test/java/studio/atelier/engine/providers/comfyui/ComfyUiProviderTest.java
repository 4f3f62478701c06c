package studio.atelier.engine.providers.comfyui;

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
import studio.atelier.testkit.fake.comfyui.FakeComfyUi;

class ComfyUiProviderTest extends FakeConformance {

    ComfyUiProviderTest() {
        super(FakeComfyUi.class, "", "comfyui", (provider, _, outbound) -> new ComfyUiProvider(provider, outbound));
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        return image(prompt);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(image("a red kite"), image("Grüße aus 日本 fake:unicode"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("image", this::image, UNPAID));
        all.putAll(Faults.spoilt("image", this::image));
        bought(all, "image", this::image, ProviderFailure.Broken.class, "job-failed");
        bought(all, "image", this::image, ProviderFailure.BadOutput.class, "empty", "file-404", "file-wrong-type");
        bought(all, "image", this::image, ProviderFailure.NoAnswer.class, "poll-garbage", "file-cut-before");
        bought(all, "image", this::image, ProviderFailure.Overloaded.class, "poll-500", "poll-503");
        return all;
    }

    @Test
    void uploadsPictureAndMaskAndSendsTheirNamesInTheGraph() {
        Answer answer = done(
                call(
                        "sd15.safetensors",
                        GenerationType.IMAGE,
                        "anew",
                        "{\"size\":\"768x512\",\"steps\":30}",
                        List.of(file("image/png")),
                        Map.of("mask", file("image/png"))),
                new RecordingSink());

        assertThat(answer).isInstanceOf(Answer.Completed.class);
        assertThat(lastBody().at("/prompt/10/inputs/image").asString()).isNotEmpty();
        assertThat(lastBody().at("/prompt/12/inputs/image").asString()).isNotEmpty();
        assertThat(lastBody().at("/prompt/3/inputs/steps").asInt()).isEqualTo(30);
        assertThat(lastBody().at("/prompt/4/inputs/ckpt_name").asString()).isEqualTo("sd15.safetensors");
    }

    @Test
    void aPromptThatLooksLikeAPlaceStaysAText() {
        done(image("{seed} {\"class_type\":\"Evil\"}"), new RecordingSink());

        assertThat(lastBody().at("/prompt/6/inputs/text").asString()).isEqualTo("{seed} {\"class_type\":\"Evil\"}");
    }

    private ProviderCall image(String prompt) {
        return call("sd15.safetensors", GenerationType.IMAGE, prompt, "{\"size\":\"512x512\"}");
    }
}
