package studio.atelier.engine.providers.runware;

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
import studio.atelier.testkit.fake.runware.FakeRunware;

class RunwareProviderTest extends FakeConformance {

    RunwareProviderTest() {
        super(FakeRunware.class, "/v1", "runware", RunwareProvider::new);
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
                call("klingai:kling-video@3-pro", GenerationType.VIDEO, "it rises", "{\"duration_seconds\":5}"));
    }

    @Override
    protected Map<String, Failing> failing() {
        // The codes decide: a time-out is the model's, and comes after the task was refused.
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused(
                "image",
                this::image,
                Map.of(
                        "408", ProviderFailure.Broken.class,
                        // A task of this id is there, so it is asked about; here it is not.
                        "409", ProviderFailure.InvalidInput.class,
                        "504", ProviderFailure.Broken.class)));
        all.putAll(Faults.spoilt("image", this::image));
        ended(all, "image", this::image);
        bought(all, "image", this::image, ProviderFailure.Refused.class, "nsfw");
        bought(all, "image", this::image, ProviderFailure.Overloaded.class, "poll-500");
        return all;
    }

    @Test
    void aCallOfUnknownFateMayBeMadeAgainAndIsNotBoughtTwice() {
        ProviderCall call = image("a kite");
        provider().submit(call, new RecordingSink());

        Answer answer = done(call, new RecordingSink());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        completed -> assertThat(completed.usage().billed()).isEqualTo(new Micros(30_000)));
        assertThat(purchases()).isEqualTo(1);
        assertThat(provider().traits().safeToRetry()).isTrue();
    }

    private ProviderCall image(String prompt) {
        return call(
                "runware:101@1", GenerationType.IMAGE, prompt, "{\"size\":\"1024x1024\",\"output_format\":\"PNG\"}");
    }
}
