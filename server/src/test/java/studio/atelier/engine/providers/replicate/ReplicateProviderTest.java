package studio.atelier.engine.providers.replicate;

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
import studio.atelier.testkit.fake.replicate.FakeReplicate;

class ReplicateProviderTest extends FakeConformance {

    ReplicateProviderTest() {
        super(
                FakeReplicate.class,
                "/v1",
                "replicate",
                (provider, catalog, outbound) -> new ReplicateProvider(provider, catalog, outbound, Clock.systemUTC()));
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
                call("some/single", GenerationType.IMAGE, "one", "{}"),
                call("some/video", GenerationType.VIDEO, "it rises", "{}"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(
                Faults.refused("image", this::image, Map.of("quota", ProviderFailure.OutOfFunds.class)));
        all.putAll(Faults.spoilt("image", this::image));
        ended(all, "image", this::image);
        bought(all, "image", this::image, ProviderFailure.Overloaded.class, "poll-500");
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"id\":\"a/b\"}", "{\"id\":null}"})
    void aCallbackThatNamesNoJobSettlesNothing(String body) {
        assertThat(provider().job(new Callback(Map.of(), body))).isEmpty();
        assertThat(provider().callsWithJob()).isTrue();
    }

    @Test
    void believesOnlyCallbacksSignedWithTheSecretOfTheKey() throws IOException {
        List<Callback.Sender> senders = senders(image("a kite"), credentials());

        assertThat(senders.subList(0, 2))
                .allSatisfy(each -> assertThat(each).isInstanceOf(Callback.Sender.Proven.class));
        assertThat(senders.subList(2, 5))
                .allSatisfy(each -> assertThat(each).isInstanceOf(Callback.Sender.Forged.class));
    }

    @Test
    void aCallbackWithoutASignatureIsForged() {
        assertThat(provider().sender(new Callback(Map.of(), "{}"), credentials()))
                .isInstanceOf(Callback.Sender.Forged.class);
    }

    @Test
    void aJobWithSeveralPicturesDeliversAll() {
        var sink = new RecordingSink();

        Answer answer = done(
                call("black-forest-labs/flux-schnell", GenerationType.IMAGE, "three", "{\"num_outputs\":3}"), sink);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        completed -> assertThat(completed.usage().images()).isEqualTo(3));
        assertThat(sink.media()).hasSize(3);
    }

    private ProviderCall image(String prompt) {
        return call("black-forest-labs/flux-schnell", GenerationType.IMAGE, prompt, "{\"output_format\":\"png\"}");
    }
}
