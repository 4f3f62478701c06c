package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Callback;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.HttpProbe;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// What anybody may send to the address of a callback, and what comes of it.
@WithServer({
    "ATELIER_LIMITS=off",
    "ATELIER_CALLBACK_URL=https://hooks.example.org/",
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=correct horse battery"
})
class CallbacksTest {

    private final RunningServer server;
    private final CallbackAddress address;
    private final CallbackStore store = new CallbackStore();
    private UUID id = new UUID(0, 0);

    CallbacksTest(RunningServer server) {
        this.server = server;
        this.address = server.room(CallbackAddress.class);
    }

    /// A run that waits at a provider, on no node.
    @BeforeEach
    void waits() {
        Person person = Person.signIn(new HttpProbe(server.url()));
        String made = person.generate("demo", "demo-text", "text", "a callback")
                .path("id")
                .asString();
        person.awaitEnd(made);
        id = UUID.fromString(made);
        set("state = 'open', handle = 'job-1', available_at = now() + interval '1 hour'");
    }

    @Test
    void aRightTokenMakesTheRunBeLookedAtOnceHoweverOftenItIsSaid() {
        assertThat(call(path(id)).statusCode()).isEqualTo(200);
        assertThat(call(path(id)).statusCode()).isEqualTo(200);

        set("leased_by = 77, leased_until = now() + interval '1 minute'");
        assertThat(take(77)).containsExactly(id);
        assertThat(take(77)).isEmpty();
        set("leased_by = null, leased_until = null, state = 'ended'");
    }

    @Test
    void theFunctionOfBeforeIsTheSameDoor() {
        String function = path(id).replace("/webhooks/providers/", "/functions/v1/generation-webhook/");

        assertThat(call(function.substring(0, function.length() - 1)).statusCode())
                .isEqualTo(404);
        assertThat(noted()).isFalse();
        assertThat(call(function).statusCode()).isEqualTo(200);
        assertThat(noted()).isTrue();
        set("state = 'ended'");
    }

    @Test
    void anotherNodesRunIsLeftToThatNode() {
        call(path(id));
        set("leased_by = 77, leased_until = now() + interval '1 minute'");

        assertThat(take(78)).isEmpty();
        assertThat(take(77)).containsExactly(id);
        set("leased_by = null, leased_until = null, state = 'ended'");
    }

    @Test
    void refusesWrongTokensAsIfThereWereNothing() {
        String right = path(id);

        assertThat(call(right.substring(0, right.length() - 1)).statusCode()).isEqualTo(404);
        assertThat(call(right.replace(id.toString(), UUID.randomUUID().toString()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(call(right.replace("/demo/", "/openai/")).statusCode()).isEqualTo(404);
        assertThat(call(right.replaceFirst("\\?.*", "")).statusCode()).isEqualTo(404);
        assertThat(call("/webhooks/providers/demo/none?token=x").statusCode()).isEqualTo(404);
        assertThat(noted()).isFalse();
    }

    @Test
    void aLateCallbackIsTakenAndChangesNothing() {
        set("state = 'ended'");

        assertThat(call(path(id)).statusCode()).isEqualTo(200);

        assertThat(noted()).isFalse();
    }

    @Test
    void limitsAndReadsTheBody() throws Exception {
        assertThat(bytes(new byte[(int) CallbacksResource.BODY_MAX + 1]).statusCode())
                .isEqualTo(413);
        assertThat(bytes(new byte[] {(byte) 0xc3, 0x28}).statusCode()).isEqualTo(400);
        assertThat(noted()).isFalse();
    }

    @Test
    void aSignedMessageCountsOnceAndAForgedOneNever() {
        Callbacks callbacks = signing();

        callbacks.receive("demo", id, token(), message("message-" + id));
        assertThat(noted()).isTrue();
        set("called_back_at = null");
        callbacks.receive("demo", id, token(), message("message-" + id));
        assertThat(noted()).as("replayed").isFalse();

        assertThatThrownBy(() -> callbacks.receive("demo", id, token(), new Callback(Map.of(), "{}")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(GenerationProblem.CALLBACK_REFUSED));
        assertThat(noted()).isFalse();
    }

    @Test
    void whatARunRemembersIsBounded() {
        Callbacks callbacks = signing();

        for (int i = 0; i < 120; i++) {
            callbacks.receive("demo", id, token(), message("flood-" + id + "-" + i));
        }

        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from atelier.provider_callbacks where generation_id = :id")
                        .param("id", id)
                        .query(Long.class)
                        .single())
                .isEqualTo(100);
    }

    @Test
    void hasNoAddressWhereNoProviderCanReachThisServer() {
        List<byte[]> keys = List.of(new byte[32]);

        assertThat(new CallbackAddress(keys, null).of("fal", id)).isNull();
        for (String loopback :
                List.of("http://localhost:8080", "http://127.0.0.1", "https://[::1]:1", "http://a.localhost")) {
            assertThat(new CallbackAddress(keys, URI.create(loopback)).of("fal", id))
                    .as(loopback)
                    .isNull();
        }
        assertThat(new CallbackAddress(keys, URI.create("https://studio.example.org")).of("fal", id))
                .hasToString("https://studio.example.org/webhooks/providers/fal/" + id + "?token="
                        + new CallbackAddress(keys, URI.create("https://x.org"))
                                .of("fal", id)
                                .getQuery()
                                .substring("token=".length()));
    }

    @Test
    void tokensOfAKeyThatWasReplacedStillCount() {
        byte[] old = new byte[32];
        byte[] current = new byte[32];
        current[0] = 1;
        String token = new CallbackAddress(List.of(old), URI.create("https://x.org"))
                .of("fal", id)
                .getQuery()
                .substring("token=".length());

        assertThat(new CallbackAddress(List.of(current, old), null).knows("fal", id, token))
                .isTrue();
        assertThat(new CallbackAddress(List.of(current), null).knows("fal", id, token))
                .isFalse();
    }

    @Test
    void aCallEndsThePauseOfTheRunAndStopsNothing() throws Exception {
        var ready = new CompletableFuture<RunThread>();
        var paused = CompletableFuture.supplyAsync(() -> {
            RunThread thread = new RunThread();
            ready.complete(thread);
            boolean whole = thread.pause(Duration.ofMinutes(5));
            return !whole && thread.stop() == RunThread.Stop.NONE;
        });

        ready.get(10, TimeUnit.SECONDS).wake();

        assertThat(paused.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private Callbacks signing() {
        return new Callbacks(new Signing().in(server), store, address, server.room(MeterRegistry.class));
    }

    private static Callback message(String replayId) {
        return new Callback(Map.of("x-replay-id", replayId), "{}");
    }

    private String path(UUID of) {
        URI whole = address.of("demo", of);
        return whole.getPath() + "?" + whole.getQuery();
    }

    private String token() {
        return path(id).replaceFirst(".*token=", "");
    }

    private HttpResponse<String> call(String path) {
        return server.post(path, "{\"status\":\"done\"}", "Authorization", "Key not-ours");
    }

    private HttpResponse<String> bytes(byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path(id)))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        }
    }

    private List<UUID> take(long node) {
        return server.room(Rooms.class).transactions().asSystem("test", tx -> store.take(tx, node, List.of(id)));
    }

    private boolean noted() {
        return server.database()
                .asOwner()
                .sql("select called_back_at is not null from atelier.generation_runs where generation_id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    private void set(String assignments) {
        server.database()
                .asOwner()
                .sql("update atelier.generation_runs set " + assignments + " where generation_id = :id")
                .param("id", id)
                .update();
    }

    /// A provider that signs: what carries a replay id is proven.
    private static final class Signing implements StandIn {

        @Override
        public Answer submit(ProviderCall call, OutputSink sink) {
            return new Answer.Completed(Usage.UNSAID, null, null);
        }

        @Override
        public Answer poll(String handle, ProviderCall call, OutputSink sink) {
            return new Answer.Completed(Usage.UNSAID, null, null);
        }

        @Override
        public Callback.Sender sender(Callback callback, ProviderCredentials credentials) {
            return callback.header("X-Replay-Id")
                    .<Callback.Sender>map(Callback.Sender.Proven::new)
                    .orElseGet(() -> new Callback.Sender.Forged("no signature"));
        }
    }
}
