package studio.atelier.engine.providers.fal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Callback;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.FakeConformance;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordedServer;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.fake.fal.FakeFal;

class FalProviderTest extends FakeConformance {

    FalProviderTest() {
        super(
                FakeFal.class,
                "",
                "fal",
                (provider, catalog, outbound) -> new FalProvider(provider, catalog, outbound, Clock.systemUTC()));
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        return image(prompt);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(image("a red kite"), image("Grüße aus 日本 👩‍🎨 fake:unicode"), video("a kite rises"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused(
                "image",
                this::image,
                Map.of(
                        // A locked or exhausted account is told with 403; a time-out with its own name.
                        "403", ProviderFailure.OutOfFunds.class,
                        "408", ProviderFailure.Broken.class,
                        "504", ProviderFailure.Broken.class)));
        all.putAll(Faults.spoilt("image", this::image));
        ended(all, "image", this::image);
        bought(all, "image", this::image, ProviderFailure.Refused.class, "nsfw");
        bought(all, "image", this::image, ProviderFailure.BadOutput.class, "file-404", "file-too-large", "empty-media");
        bought(all, "image", this::image, ProviderFailure.NoAnswer.class, "file-503", "poll-cut-body");
        bought(
                all,
                "image",
                this::image,
                ProviderFailure.NoAnswer.class,
                "result-garbage",
                "result-cut-body",
                "result-cut-before");
        bought(all, "image", this::image, ProviderFailure.Overloaded.class, "poll-500", "poll-502");
        bought(all, "image", this::image, ProviderFailure.Overloaded.class, "result-503", "result-502");
        bought(all, "image", this::image, ProviderFailure.RateLimited.class, "poll-429", "result-429");
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"request_id\":7}", "{\"request_id\":\"../../models\"}"})
    void aCallbackThatNamesNoJobSettlesNothing(String body) {
        assertThat(provider().job(new Callback(Map.of(), body))).isEmpty();
        assertThat(provider().callsWithJob()).isTrue();
    }

    @Test
    void billsTheUnitsOfTheHeaderAtThePriceOfTheFile() {
        var sink = new RecordingSink();

        Answer answer = done(call("fal-ai/flux/dev", GenerationType.IMAGE, "three kites", "{\"num_images\":3}"), sink);

        assertThat(sink.media()).hasSize(3);
        assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, completed -> {
            assertThat(completed.usage().billed()).isEqualTo(new Micros(75_000));
            assertThat(completed.usage().images()).isEqualTo(3);
        });
    }

    @Test
    void sendsNumbersAsTextWhereTheModelWantsTextAndFramesUnderTheirNames() {
        ProviderCall call = call(
                "fal-ai/kling-video/v3/standard/image-to-video",
                GenerationType.VIDEO,
                "it rises",
                "{\"duration_seconds\":7,\"generate_audio\":false}",
                List.of(),
                Map.of("first_frame", file("image/png")));

        assertThat(provider().submit(call, new RecordingSink())).isInstanceOf(Answer.Accepted.class);

        assertThat(lastBody().path("duration").asString()).isEqualTo("7");
        assertThat(lastBody().path("start_image_url").asString()).isEqualTo("data:image/png;base64,AQID");
        assertThat(lastBody().path("generate_audio").asBoolean(true)).isFalse();
    }

    @Test
    void worksFromPicturesAtTheEndpointForIt() throws IOException {
        ProviderCall call = call(
                "fal-ai/nano-banana-2",
                GenerationType.IMAGE,
                "like these",
                "{}",
                List.of(file("image/png"), file("image/png")),
                Map.of());

        Answer answer = done(call, new RecordingSink());

        assertThat(answer).isInstanceOf(Answer.Completed.class);
        assertThat(fake().purchases().getFirst().model()).isEqualTo("fal-ai/nano-banana-2/edit");
        assertThat(lastBody().path("image_urls")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{}",
                "{\"status_url\":\"https://evil.example/s\",\"response_url\":\"https://queue.fal.run/r\",\"cancel_url\":\"https://queue.fal.run/c\"}",
                "{\"status_url\":\"http://queue.fal.run/s\",\"response_url\":\"https://queue.fal.run/r\",\"cancel_url\":\"https://queue.fal.run/c\"}",
                "{\"status_url\":\"https://queue.fal.run.evil.example/s\",\"response_url\":\"https://queue.fal.run/r\",\"cancel_url\":\"https://queue.fal.run/c\"}"
            })
    void sendsTheKeyToNoOtherHost(String handle) {
        assertThat(provider().poll(handle, image("x"), new RecordingSink()))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(ProviderFailure.Broken.class));
    }

    @Test
    void provesWhoSentACallbackAndThatItIsThisOne() throws IOException {
        try (var listener = new RecordedServer()) {
            listener.json("POST /callback", 200, "{}");
            ProviderCall call = image("a kite");
            var called = new ProviderCall(
                    call.id(),
                    call.model(),
                    call.type(),
                    call.prompt(),
                    call.parameters(),
                    List.of(),
                    Map.of(),
                    URI.create(listener.address() + "/callback?token=secret&x=1"),
                    call.credentials());
            Answer.Accepted accepted = (Answer.Accepted) provider().submit(called, new RecordingSink());
            fake().finish();
            fake().webhook(accepted.requestId(), 1, "");
            fake().webhook(accepted.requestId(), 1, "signature");
            fake().webhook(accepted.requestId(), 1, "old");
            fake().webhook(accepted.requestId(), 1, "body");

            List<Callback.Sender> senders = listener.sent().stream()
                    .map(each -> provider().sender(new Callback(each.headers(), each.body()), credentials()))
                    .toList();

            assertThat(listener.sent())
                    .allSatisfy(each -> assertThat(each.path()).contains("token=secret&x=1"));
            assertThat(senders.get(0)).isEqualTo(new Callback.Sender.Proven(accepted.requestId()));
            assertThat(senders.get(1)).isEqualTo(senders.get(0));
            assertThat(senders.subList(2, 5))
                    .allSatisfy(each -> assertThat(each).isInstanceOf(Callback.Sender.Forged.class));
        }
    }

    @ParameterizedTest
    @CsvSource({"x-fal-webhook-request-id", "x-fal-webhook-timestamp", "x-fal-webhook-signature"})
    void aCallbackWithoutAHeaderIsForged(String missing) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of(
                "x-fal-webhook-request-id", "r",
                "x-fal-webhook-user-id", "u",
                "x-fal-webhook-timestamp",
                        Long.toString(Clock.systemUTC().instant().getEpochSecond()),
                "x-fal-webhook-signature", "00ff"));
        assertThat(provider().sender(new Callback(headers, "{}"), credentials()))
                .isInstanceOf(Callback.Sender.Forged.class);

        headers.remove(missing);

        assertThat(provider().sender(new Callback(headers, "{}"), credentials()))
                .isInstanceOf(Callback.Sender.Forged.class);
    }

    @Test
    void fetchesTheKeysOfSignaturesNoMoreThanOnceAMinute() throws IOException {
        Provider one = provider();
        var forged = new Callback(
                Map.of(
                        "x-fal-webhook-request-id", "r",
                        "x-fal-webhook-timestamp",
                                Long.toString(Clock.systemUTC().instant().getEpochSecond()),
                        "x-fal-webhook-signature", "00".repeat(64)),
                "{}");

        for (int attempt = 0; attempt < 20; attempt++) {
            assertThat(one.sender(forged, credentials())).isInstanceOf(Callback.Sender.Forged.class);
        }

        long asked = fake().requests()
                .valueStream()
                .filter(each -> each.path("path").asString().endsWith("jwks.json"))
                .count();
        assertThat(asked).isLessThanOrEqualTo(1);
    }

    @Test
    void listsEndpointsAndRejectsWrongKeys() {
        assertThat(provider().discover(credentials()))
                .isInstanceOfSatisfying(
                        Discovery.Models.class,
                        found ->
                                assertThat(found.models()).contains("fal-ai/birefnet/v2", "fal-ai/nano-banana-2/edit"));
        var wrong = new ProviderCredentials(null, new Secret("sk-wrong-1"), fake().address(), Map.of());
        assertThat(provider().discover(wrong)).isInstanceOf(Discovery.Rejected.class);
    }

    private ProviderCall image(String prompt) {
        return call("fal-ai/flux/dev", GenerationType.IMAGE, prompt, "{\"num_images\":1,\"output_format\":\"png\"}");
    }

    private ProviderCall video(String prompt) {
        return call(
                "fal-ai/kling-video/v3/standard/text-to-video",
                GenerationType.VIDEO,
                prompt,
                "{\"duration_seconds\":5}");
    }
}
