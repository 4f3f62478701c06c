package studio.atelier.engine.providers.kie;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Callback;
import studio.atelier.engine.providers.FakeConformance;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.fake.kie.FakeKie;
import tools.jackson.databind.JsonNode;

class KieProviderTest extends FakeConformance {

    KieProviderTest() {
        super(
                FakeKie.class,
                "",
                "kie",
                (provider, catalog, outbound) -> new KieProvider(provider, catalog, outbound, Clock.systemUTC()));
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        return image(prompt);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(
                image("a red kite"),
                image("Grüße aus 日本 fake:unicode"),
                call("kling-3.0/video", GenerationType.VIDEO, "it rises", "{\"duration_seconds\":5}"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("image", this::image, Map.of()));
        all.putAll(Faults.spoilt("image", this::image));
        ended(all, "image", this::image);
        bought(all, "image", this::image, ProviderFailure.Overloaded.class, "poll-502");
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"data\":{\"taskId\":\"a&b\"}}", "{\"taskId\":\"a\"}"})
    void aCallbackThatNamesNoJobSettlesNothing(String body) {
        assertThat(provider().job(new Callback(Map.of(), body))).isEmpty();
        assertThat(provider().callsWithJob()).isTrue();
    }

    @Test
    void believesOnlySignedCallbacksWhereTheConnectionNamesAKey() throws IOException {
        var plain = credentials();
        var signing = new ProviderCredentials(
                plain.keyId(),
                plain.apiKey(),
                plain.baseUrl(),
                Map.of("x-atelier-webhook-key", new Secret(FakeKie.WEBHOOK_KEY)));

        List<Callback.Sender> senders = senders(image("a kite"), signing);

        assertThat(senders.subList(0, 2))
                .allSatisfy(each -> assertThat(each).isInstanceOf(Callback.Sender.Proven.class));
        assertThat(senders.subList(2, 4))
                .allSatisfy(each -> assertThat(each).isInstanceOf(Callback.Sender.Forged.class));
        assertThat(provider().sender(new Callback(Map.of(), "{}"), signing)).isInstanceOf(Callback.Sender.Forged.class);
    }

    @Test
    void takesACallbackForAHintWhereNoKeyIsNamed() {
        assertThat(provider().sender(new Callback(Map.of(), "no json"), credentials()))
                .isEqualTo(new Callback.Sender.Unsigned());
    }

    @Test
    void uploadsPicturesToWorkFromAndPaysInCredits() {
        Answer answer = done(
                call(
                        "nano-banana-2",
                        GenerationType.IMAGE,
                        "like these",
                        "{\"resolution\":\"1K\"}",
                        List.of(file("image/png"), file("image/png")),
                        Map.of()),
                new RecordingSink());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        completed -> assertThat(completed.usage().billed()).isEqualTo(new Micros(40_000)));
        JsonNode images = lastBody().at("/input/image_input");
        assertThat(images).hasSize(2);
        assertThat(images.path(0).asString()).startsWith("http");
    }

    private ProviderCall image(String prompt) {
        return call("nano-banana-2", GenerationType.IMAGE, prompt, "{\"resolution\":\"1K\",\"output_format\":\"png\"}");
    }
}
