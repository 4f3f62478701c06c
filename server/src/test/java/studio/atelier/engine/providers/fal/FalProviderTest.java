package studio.atelier.engine.providers.fal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Ceiling;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Callback;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderConformance;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordedServer;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.outbound.HostPort;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.fake.FakeProcess;
import studio.atelier.testkit.fake.fal.FakeFal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FalProviderTest extends ProviderConformance {

    private static final String KEY = "fal-canary-4711:abcd";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static FakeProcess fake;
    private static Outbound outbound;
    private static Catalog catalog;

    @BeforeAll
    static void start() throws IOException {
        fake = FakeProcess.start(FakeFal.class, folder);
        catalog = Catalog.load(folder.resolve("catalog"), Ceiling.Source.NONE, Clock.systemUTC());
        outbound = new Outbound(new OutboundSettings(Set.of(HostPort.parse(fake.place())), Duration.ofSeconds(5)));
    }

    @AfterAll
    static void stop() {
        outbound.close();
        fake.close();
    }

    @BeforeEach
    void reset() throws IOException {
        fake.reset();
    }

    @Override
    protected Provider provider() {
        return provider(Clock.systemUTC());
    }

    private static Provider provider(Clock clock) {
        return new FalProvider(catalog.provider("fal").orElseThrow(), catalog, outbound, clock);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(image("a red kite"), image("Grüße aus 日本 👩‍🎨 fake:unicode"), video("a kite rises"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused(
                "image",
                FalProviderTest::image,
                Map.of(
                        // A locked or exhausted account is told with 403; a time-out with its own name.
                        "403", ProviderFailure.OutOfFunds.class,
                        "408", ProviderFailure.Broken.class,
                        "504", ProviderFailure.Broken.class)));
        all.putAll(Faults.spoilt("image", FalProviderTest::image));
        bought(all, ProviderFailure.Broken.class, "job-failed", "job-expired");
        bought(all, ProviderFailure.Refused.class, "job-moderated", "nsfw");
        bought(all, ProviderFailure.BadOutput.class, "empty", "expired-url", "file-404", "file-wrong-type");
        bought(all, ProviderFailure.BadOutput.class, "file-too-large", "empty-media");
        // Looked at again by the engine: nothing is lost and nothing bought twice.
        bought(all, ProviderFailure.NoAnswer.class, "file-cut-before", "file-503", "poll-garbage", "poll-cut-body");
        bought(all, ProviderFailure.NoAnswer.class, "result-garbage", "result-cut-body", "result-cut-before");
        bought(all, ProviderFailure.Overloaded.class, "poll-500", "poll-502", "poll-503", "result-503", "result-502");
        bought(all, ProviderFailure.RateLimited.class, "poll-429", "result-429");
        return all;
    }

    private static void bought(Map<String, Failing> all, Class<? extends ProviderFailure> failure, String... words) {
        for (String word : words) {
            all.putAll(Faults.bought("image", word, FalProviderTest::image, failure));
        }
    }

    @Override
    protected Slow slow() {
        return new Slow(image("fake:slow"), () -> {
            while (purchases() < 1) {
                Thread.onSpinWait();
            }
        });
    }

    @Override
    protected int purchases() {
        try {
            return fake.purchases().size();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    protected ProviderCredentials credentials() {
        return signedIn();
    }

    private static ProviderCredentials signedIn() {
        return new ProviderCredentials(UUID.randomUUID(), new Secret(KEY), fake.address(), Map.of());
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY, "canary-4711");
    }

    @Test
    void billsTheUnitsOfTheHeaderAtThePriceOfTheFile() {
        var sink = new RecordingSink();

        Answer answer = done(
                call("fal-ai/flux/dev", GenerationType.IMAGE, "three kites", "{\"num_images\":3}", List.of(), Map.of()),
                sink);

        assertThat(sink.media()).hasSize(3);
        assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, completed -> {
            assertThat(completed.usage().billed()).isEqualTo(new Micros(75_000));
            assertThat(completed.usage().images()).isEqualTo(3);
        });
    }

    @Test
    void sendsNumbersAsTextWhereTheModelWantsTextAndFramesUnderTheirNames() throws IOException {
        ProviderCall call = call(
                "fal-ai/kling-video/v3/standard/image-to-video",
                GenerationType.VIDEO,
                "it rises",
                "{\"duration_seconds\":7,\"generate_audio\":false}",
                List.of(),
                Map.of("first_frame", picture()));

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
                List.of(picture(), picture()),
                Map.of());

        Answer answer = done(call, new RecordingSink());

        assertThat(answer).isInstanceOf(Answer.Completed.class);
        assertThat(fake.purchases().getFirst().model()).isEqualTo("fal-ai/nano-banana-2/edit");
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
            fake.finish();
            fake.webhook(accepted.requestId(), 1, "");
            fake.webhook(accepted.requestId(), 1, "signature");
            fake.webhook(accepted.requestId(), 1, "old");
            fake.webhook(accepted.requestId(), 1, "body");

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

        long asked = fake.requests()
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
        var wrong = new ProviderCredentials(null, new Secret("sk-wrong-1"), fake.address(), Map.of());
        assertThat(provider().discover(wrong)).isInstanceOf(Discovery.Rejected.class);
    }

    private Answer done(ProviderCall call, RecordingSink sink) {
        Answer answer = provider().submit(call, sink);
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        String handle = ((Answer.Accepted) answer).handle();
        while (answer instanceof Answer.Accepted || answer instanceof Answer.Running) {
            answer = provider().poll(handle, call, sink);
        }
        return answer;
    }

    private static JsonNode lastBody() throws IOException {
        JsonNode last = JSON.missingNode();
        for (JsonNode request : fake.requests()) {
            last = request.has("body") ? JSON.readTree(request.path("body").asString()) : last;
        }
        return last;
    }

    private static Reference picture() {
        return new Reference(UUID.randomUUID(), "image/png", 3, () -> new ByteArrayInputStream(new byte[] {1, 2, 3}));
    }

    private static ProviderCall image(String prompt) {
        return call(
                "fal-ai/flux/dev",
                GenerationType.IMAGE,
                prompt,
                "{\"num_images\":1,\"output_format\":\"png\"}",
                List.of(),
                Map.of());
    }

    private static ProviderCall video(String prompt) {
        return call(
                "fal-ai/kling-video/v3/standard/text-to-video",
                GenerationType.VIDEO,
                prompt,
                "{\"duration_seconds\":5}",
                List.of(),
                Map.of());
    }

    private static ProviderCall call(
            String model,
            GenerationType type,
            String prompt,
            String parameters,
            List<Reference> references,
            Map<String, Reference> assets) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        JSON.readTree(parameters).properties().forEach(each -> map.put(each.getKey(), each.getValue()));
        return new ProviderCall(UUID.randomUUID(), model, type, prompt, map, references, assets, null, signedIn());
    }
}
