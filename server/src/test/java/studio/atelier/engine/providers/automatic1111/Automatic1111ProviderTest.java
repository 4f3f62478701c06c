package studio.atelier.engine.providers.automatic1111;

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
import studio.atelier.testkit.fake.automatic1111.FakeAutomatic1111;

class Automatic1111ProviderTest extends FakeConformance {

    Automatic1111ProviderTest() {
        super(
                FakeAutomatic1111.class,
                "",
                "automatic1111",
                (provider, _, outbound) -> new Automatic1111Provider(provider, outbound));
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
        bought(all, "image", this::image, ProviderFailure.BadOutput.class, "empty", "too-large");
        return all;
    }

    @Test
    void worksFromAPictureWithAMask() {
        var sink = new RecordingSink();

        Answer answer = done(
                call(
                        "sd15",
                        GenerationType.IMAGE,
                        "anew",
                        "{\"size\":\"768x512\",\"n\":2,\"strength\":0.6}",
                        List.of(file("image/png")),
                        Map.of("mask", file("image/png"))),
                sink);

        assertThat(answer).isInstanceOf(Answer.Completed.class);
        assertThat(sink.media()).hasSize(2);
        assertThat(lastBody().path("init_images").path(0).asString()).isEqualTo("AQID");
        assertThat(lastBody().path("mask").asString()).isEqualTo("AQID");
        assertThat(lastBody().path("width").asInt()).isEqualTo(768);
        assertThat(lastBody().path("denoising_strength").asDouble()).isEqualTo(0.6);
    }

    private ProviderCall image(String prompt) {
        return call("sd15", GenerationType.IMAGE, prompt, "{\"size\":\"512x512\"}");
    }
}
