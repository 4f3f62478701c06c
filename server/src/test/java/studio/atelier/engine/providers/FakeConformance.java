package studio.atelier.engine.providers;

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
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.Ceiling;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.HostPort;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.fake.FakeProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The promises of [ProviderConformance], kept towards a fake in a process of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FakeConformance extends ProviderConformance {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String KEY = "user:canary-4711-abcd";

    private final Class<?> fakeClass;
    private final String path;
    private final String provided;
    private final Making making;
    private FakeProcess fake;
    private Outbound outbound;
    private Catalog catalog;

    /// Makes the adapter.
    @FunctionalInterface
    public interface Making {

        Provider of(CatalogProvider provider, Catalog catalog, Outbound outbound);
    }

    /// @param path     where the API begins at the fake's address
    /// @param provided the provider's name in the catalog
    protected FakeConformance(Class<?> fakeClass, String path, String provided, Making making) {
        this.fakeClass = fakeClass;
        this.path = path;
        this.provided = provided;
        this.making = making;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        fake = FakeProcess.start(fakeClass, folder);
        catalog = Catalog.load(folder.resolve("catalog"), Ceiling.Source.NONE, Clock.systemUTC());
        outbound = new Outbound(new OutboundSettings(Set.of(HostPort.parse(fake.place())), Duration.ofSeconds(5)));
    }

    @AfterAll
    void stop() {
        outbound.close();
        fake.close();
    }

    @BeforeEach
    void reset() throws IOException {
        fake.reset();
    }

    protected FakeProcess fake() {
        return fake;
    }

    protected Catalog catalog() {
        return catalog;
    }

    @Override
    protected Provider provider() {
        return making.of(catalog.provider(provided).orElseThrow(), catalog, outbound);
    }

    @Override
    protected Slow slow() {
        return new Slow(slowly("fake:slow"), () -> {
            while (purchases() < 1) {
                Thread.onSpinWait();
            }
        });
    }

    /// The call that is held.
    protected abstract ProviderCall slowly(String prompt);

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
        return new ProviderCredentials(UUID.randomUUID(), new Secret(KEY), URI.create(fake.address() + path), Map.of());
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY, "canary-4711");
    }

    /// The answer at the end, however it comes.
    protected Answer done(ProviderCall call, RecordingSink sink) {
        Answer answer = provider().submit(call, sink);
        if (answer instanceof Answer.Accepted(String handle, var _, var _)) {
            do {
                answer = provider().poll(handle, call, sink);
            } while (answer instanceof Answer.Running);
        }
        return answer;
    }

    protected JsonNode lastBody() {
        try {
            JsonNode last = JSON.missingNode();
            for (JsonNode request : fake.requests()) {
                last = request.has("body") ? JSON.readTree(request.path("body").asString()) : last;
            }
            return last;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    protected static Reference file(String mimeType) {
        return new Reference(UUID.randomUUID(), mimeType, 3, () -> new ByteArrayInputStream(new byte[] {1, 2, 3}));
    }

    protected ProviderCall call(String model, GenerationType type, String prompt, String parameters) {
        return call(model, type, prompt, parameters, List.of(), Map.of());
    }

    protected ProviderCall call(
            String model,
            GenerationType type,
            String prompt,
            String parameters,
            List<Reference> references,
            Map<String, Reference> assets) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        JSON.readTree(parameters).properties().forEach(each -> map.put(each.getKey(), each.getValue()));
        return new ProviderCall(UUID.randomUUID(), model, type, prompt, map, references, assets, null, credentials());
    }

    /// What the adapter says of the message at the end of a job, of its repetition, and of those that are forged: with
    /// another signature, too old, with another body.
    protected List<Callback.Sender> senders(ProviderCall call, ProviderCredentials with) throws IOException {
        try (var listener = new RecordedServer()) {
            listener.json("POST /callback", 200, "{}");
            var called = new ProviderCall(
                    call.id(),
                    call.model(),
                    call.type(),
                    call.prompt(),
                    call.parameters(),
                    List.of(),
                    Map.of(),
                    URI.create(listener.address() + "/callback?token=secret"),
                    call.credentials());
            Answer.Accepted accepted = (Answer.Accepted) provider().submit(called, new RecordingSink());
            fake().finish();
            for (String spoil : List.of("", "signature", "old", "body")) {
                fake().webhook(accepted.handle(), 1, spoil);
            }
            return listener.sent().stream()
                    .map(each -> provider().sender(new Callback(each.headers(), each.body()), with))
                    .toList();
        }
    }

    /// What means something else where nobody pays: too many requests are about speed, and nothing is moderated.
    protected static final Map<String, Class<? extends ProviderFailure>> UNPAID = Map.of(
            "quota", ProviderFailure.RateLimited.class,
            "moderated", ProviderFailure.InvalidInput.class);

    /// What may become of a job that was bought, at every provider whose outputs are fetched.
    protected static void ended(Map<String, Failing> all, String kind, Function<String, ProviderCall> call) {
        bought(all, kind, call, ProviderFailure.Broken.class, "job-failed", "job-expired");
        bought(all, kind, call, ProviderFailure.Refused.class, "job-moderated");
        bought(all, kind, call, ProviderFailure.BadOutput.class, "empty", "expired-url", "file-wrong-type");
        // Looked at again by the engine: nothing is lost and nothing bought twice.
        bought(all, kind, call, ProviderFailure.NoAnswer.class, "poll-garbage", "file-cut-before");
        bought(all, kind, call, ProviderFailure.Overloaded.class, "poll-503");
    }

    /// Faults after a purchase that mean the same.
    protected static void bought(
            Map<String, Failing> all,
            String kind,
            Function<String, ProviderCall> call,
            Class<? extends ProviderFailure> failure,
            String... words) {
        for (String word : words) {
            all.putAll(Faults.bought(kind, word, call, failure));
        }
    }
}
