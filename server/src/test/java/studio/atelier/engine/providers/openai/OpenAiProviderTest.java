package studio.atelier.engine.providers.openai;

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
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Ceiling;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderConformance;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.HostPort;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.fake.FakeProviderProcess;
import studio.atelier.testkit.fake.Purchase;
import studio.atelier.testkit.fake.PurchasePicture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenAiProviderTest extends ProviderConformance {

    private static final String KEY = "sk-test-canary-4711-abcd";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static FakeProviderProcess fake;
    private static Outbound outbound;
    private static Provider provider;

    @BeforeAll
    static void start() throws IOException {
        fake = FakeProviderProcess.start(folder);
        fake.writeCatalog(folder);
        Catalog catalog = Catalog.load(folder.resolve("catalog"), Ceiling.Source.NONE, Clock.systemUTC());
        outbound = new Outbound(new OutboundSettings(Set.of(HostPort.parse(fake.place())), Duration.ofSeconds(5)));
        provider = new OpenAiProvider(catalog.provider("fake").orElseThrow(), catalog, outbound);
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
        return provider;
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(
                chat("a red kite"),
                chat("Grüße aus 日本 👩‍🎨 fake:unicode"),
                chat("fake:whole"),
                chat("fake:nodone"),
                chat("fake:drip=1"),
                image("a red kite", "{}"),
                image("three", "{\"n\":3}"),
                image("fake:url", "{}"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>();
        refusals().forEach((word, kind) -> {
            all.put("chat " + word, new Failing(chat("fake:" + word), kind, 0));
            all.put("image " + word, new Failing(image("fake:" + word, "{}"), kind, 0));
        });
        for (String word : List.of("cut-before", "cut-headers", "malformed")) {
            all.put("chat " + word, new Failing(chat("fake:" + word), ProviderFailure.NoAnswer.class, 1));
            all.put("image " + word, new Failing(image("fake:" + word, "{}"), ProviderFailure.NoAnswer.class, 1));
        }
        all.put("image cut-body", new Failing(image("fake:cut-body", "{}"), ProviderFailure.NoAnswer.class, 1));
        all.put("image empty", new Failing(image("fake:empty", "{}"), ProviderFailure.BadOutput.class, 1));
        all.put("image huge", new Failing(image("fake:huge", "{}"), ProviderFailure.BadOutput.class, 1));
        all.put("chat cut-stream", new Failing(chat("fake:cut-stream"), ProviderFailure.NoAnswer.class, 1));
        all.put("chat stream-error", new Failing(chat("fake:stream-error"), ProviderFailure.Broken.class, 1));
        all.put(
                "no such server",
                new Failing(
                        at("http://" + fake.place().replaceAll(":.*", ":1") + "/v1"),
                        ProviderFailure.InvalidInput.class,
                        0));
        return all;
    }

    private static Map<String, Class<? extends ProviderFailure>> refusals() {
        return Map.ofEntries(
                Map.entry("400", ProviderFailure.InvalidInput.class),
                Map.entry("401", ProviderFailure.KeyRejected.class),
                Map.entry("403", ProviderFailure.KeyRejected.class),
                Map.entry("404", ProviderFailure.InvalidInput.class),
                Map.entry("429", ProviderFailure.RateLimited.class),
                Map.entry("quota", ProviderFailure.OutOfFunds.class),
                Map.entry("500", ProviderFailure.Broken.class),
                Map.entry("502", ProviderFailure.Broken.class),
                Map.entry("503", ProviderFailure.Overloaded.class),
                Map.entry("529", ProviderFailure.Overloaded.class),
                Map.entry("moderation", ProviderFailure.Refused.class));
    }

    @Override
    protected Slow slow() {
        return new Slow(chat("fake:drip=200 " + "word ".repeat(500)), () -> untilPurchases(1));
    }

    @Override
    protected int purchases() {
        return bought().size();
    }

    @Override
    protected ProviderCredentials credentials() {
        return new ProviderCredentials(
                UUID.randomUUID(), new Secret(KEY), fake.baseUrl(), Map.of("X-Team", new Secret("team-canary-4712")));
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY, "canary-4711", "team-canary-4712");
    }

    @Test
    void streamsPieceByPieceAndReportsTokens() {
        var sink = new RecordingSink();

        Answer answer = provider.submit(chat("a red kite"), sink);

        Purchase bought = bought().getFirst();
        assertThat(sink.deltas()).hasSizeGreaterThan(5);
        assertThat(sink.text()).isEqualTo("This is " + bought.id() + " about a red kite");
        assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, done -> {
            assertThat(done.requestId()).isEqualTo(bought.id());
            assertThat(done.finishReason()).isEqualTo("stop");
            assertThat(done.usage().inputTokens()).isEqualTo(100);
            assertThat(done.usage().outputTokens()).isEqualTo(7);
        });
    }

    @Test
    void asksForTheAnswerWholeWhereNobodyHearsItCome() {
        var sink = RecordingSink.waiting();

        Answer answer = provider.submit(chat("a red kite"), sink);

        Purchase bought = bought().getFirst();
        assertThat(sink.deltas()).containsExactly("This is " + bought.id() + " about a red kite");
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        done -> assertThat(done.usage().outputTokens()).isEqualTo(7));
    }

    @Test
    void missingUsageIsUnsaidNotZero() {
        Answer answer = provider.submit(chat("fake:nousage"), new RecordingSink());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        done -> assertThat(done.usage().outputTokens()).isNull());
    }

    @Test
    void passesToolCallsThrough() {
        var sink = new RecordingSink();

        Answer answer = provider.submit(chat("fake:tools"), sink);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        done -> assertThat(done.finishReason()).isEqualTo("tool_calls"));
        assertThat(sink.tools().getFirst().path(0).path("function").path("name").asString())
                .isEqualTo("weather");
    }

    @Test
    void everyPictureIsTheOneThatWasBought() throws IOException {
        var sink = new RecordingSink();

        Answer answer = provider.submit(image("three kites", "{\"n\":3}"), sink);

        Purchase bought = bought().getFirst();
        assertThat(sink.media()).hasSize(3);
        for (int index = 0; index < 3; index++) {
            assertThat(PurchasePicture.mark(sink.media().get(index))).isEqualTo(bought.id() + "/" + index);
        }
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        done -> assertThat(done.usage().images()).isEqualTo(3));
    }

    @Test
    void sendsReferencesAsDataUrlsOfTheirExactBytes() {
        byte[] bytes = new byte[100_001];
        new java.util.Random(7).nextBytes(bytes);
        var reference =
                new Reference(UUID.randomUUID(), "image/png", bytes.length, () -> new ByteArrayInputStream(bytes));

        Answer answer = provider.submit(
                new ProviderCall(
                        UUID.randomUUID(),
                        "fake-image",
                        GenerationType.IMAGE,
                        "like this one",
                        Map.of(),
                        List.of(reference, reference),
                        credentials()),
                new RecordingSink());

        assertThat(answer).isInstanceOf(Answer.Completed.class);
    }

    @Test
    void aSinkThatCannotKeepAPictureIsABadOutput() {
        OutputSink full = new OutputSink() {
            @Override
            public void text(String delta) {}

            @Override
            public void media(String mimeType, java.io.InputStream content) throws IOException {
                throw new IOException("not a picture");
            }

            @Override
            public void progress(double fraction) {}
        };

        Answer answer = provider.submit(image("a red kite", "{}"), full);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        ProviderFailure.BadOutput.class,
                                        bad -> assertThat(bad.words().message()).isEqualTo("not a picture")));
    }

    @Test
    void readsHowLongToWait() {
        assertThat(provider.submit(chat("fake:429"), new RecordingSink()))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        ProviderFailure.RateLimited.class,
                                        limited ->
                                                assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(1))));
        assertThat(provider.submit(chat("fake:503"), new RecordingSink()))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        ProviderFailure.Overloaded.class,
                                        limited ->
                                                assertThat(limited.retryAfter()).isEqualTo(Duration.ofMillis(200))));
    }

    @Test
    void hidesTheKeyThatAProviderQuotes() {
        Discovery rejected = provider.discover(
                new ProviderCredentials(null, new Secret("sk-wrong-canary-9999"), fake.baseUrl(), Map.of()));

        assertThat(rejected)
                .isInstanceOfSatisfying(
                        Discovery.Rejected.class,
                        no -> assertThat(no.message()).isEqualTo("Incorrect API key provided: ***."));
    }

    @Test
    void listsModelsAndLeavesOutThoseThatAreGone() {
        assertThat(provider.discover(credentials()))
                .isEqualTo(new Discovery.Models(List.of("fake-chat", "fake-image")));
    }

    @Test
    void anAddressThatIsNoServerIsUnreachable() {
        var nowhere = new ProviderCredentials(
                null, new Secret(KEY), URI.create("http://" + fake.place() + "/elsewhere/v1"), Map.of());

        assertThat(provider.discover(nowhere)).isInstanceOf(Discovery.Models.class);
        var refused = new ProviderCredentials(null, new Secret(KEY), URI.create("http://10.0.0.1/v1"), Map.of());
        assertThat(provider.discover(refused)).isInstanceOf(Discovery.Unreachable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://host, https://host/v1",
        "https://host/, https://host/v1",
        "https://host/v1/, https://host/v1",
        "https://host/api, https://host/api/v1",
        "https://host/v1/chat/completions, https://host/v1",
        "http://host:11434/v1/models, http://host:11434/v1",
        "https://host/v1beta/openai, https://host/v1beta/openai"
    })
    void understandsAddressesAsPeopleTypeThem(URI typed, URI base) {
        assertThat(OpenAiAddress.of(typed).base()).isEqualTo(base);
    }

    private ProviderCall chat(String prompt) {
        return call("fake-chat", GenerationType.TEXT, prompt, "{\"max_completion_tokens\":100}", credentials());
    }

    private ProviderCall image(String prompt, String parameters) {
        return call("fake-image", GenerationType.IMAGE, prompt, parameters, credentials());
    }

    private ProviderCall at(String baseUrl) {
        var credentials = new ProviderCredentials(null, new Secret(KEY), URI.create(baseUrl), Map.of());
        return call("fake-chat", GenerationType.TEXT, "hello", "{}", credentials);
    }

    private static ProviderCall call(
            String model, GenerationType type, String prompt, String parameters, ProviderCredentials credentials) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        JSON.readTree(parameters).properties().forEach(each -> map.put(each.getKey(), each.getValue()));
        return new ProviderCall(UUID.randomUUID(), model, type, prompt, map, List.of(), credentials);
    }

    private static List<Purchase> bought() {
        try {
            return fake.purchases();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void untilPurchases(int count) {
        while (bought().size() < count) {
            Thread.onSpinWait();
        }
    }
}
