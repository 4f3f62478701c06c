package studio.atelier.engine.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Ceiling;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.problem.ProblemException;

class ProvidersTest {

    private static final Catalog CATALOG = Catalog.load(Path.of("none"), Ceiling.Source.NONE, Clock.systemUTC());
    private static final Answer DONE = new Answer.Completed(Usage.UNSAID, null, "stop");

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void findsByNameAndRefusesWhatItDoesNotKnow() {
        try (Providers providers = providers(ProviderLimits.STANDARD, (_, _) -> DONE)) {
            assertThat(providers.get("Demo").name()).isEqualTo("demo");
            assertThat(providers.names()).containsExactly("demo");
            assertThatThrownBy(() -> providers.get("openai"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused ->
                                    assertThat(refused.problem().code().code()).isEqualTo("catalog.provider_unknown"));
        }
    }

    @Test
    void endsACallThatTakesTooLong() {
        var limits = new ProviderLimits(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(50));
        try (Providers providers = providers(limits, (_, _) -> {
            try {
                new CountDownLatch(1).await();
                return DONE;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return new Answer.Failed(new ProviderFailure.Broken(ProviderFailure.Words.of("interrupted")));
            }
        })) {
            Answer answer = providers.get("demo").submit(call(), new RecordingSink());

            assertThat(failure(answer)).isInstanceOf(ProviderFailure.NoAnswer.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void limitsCallsAtOnceForOneKeyAndSaysThatNothingWasSent() throws Exception {
        var limits = new ProviderLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(10));
        int places = CATALOG.provider("demo").orElseThrow().concurrency();
        var running = new CountDownLatch(places);
        var release = new CountDownLatch(1);
        try (Providers providers = providers(limits, (_, _) -> {
                    running.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return DONE;
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Provider demo = providers.get("demo");
            var held = IntStream.range(0, places)
                    .mapToObj(
                            _ -> CompletableFuture.supplyAsync(() -> demo.submit(call(), new RecordingSink()), threads))
                    .toList();
            running.await();

            Answer refused = demo.submit(call(), new RecordingSink());
            release.countDown();

            assertThat(failure(refused)).isInstanceOf(ProviderFailure.NotSent.class);
            for (var each : held) {
                assertThat(each.get()).isEqualTo(DONE);
            }
            assertThat(demo.submit(call(), new RecordingSink())).isEqualTo(DONE);
            assertThat(metrics.get("atelier.provider.calls")
                            .tag("outcome", "completed")
                            .timer()
                            .count())
                    .isEqualTo(places + 1);
            assertThat(metrics.get("atelier.provider.calls")
                            .tag("outcome", "not_sent")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFaultOfTheAdapterCountsAsSent() {
        try (Providers providers = providers(ProviderLimits.STANDARD, (_, _) -> {
            throw new IllegalStateException("a bug");
        })) {
            Answer answer = providers.get("demo").submit(call(), new RecordingSink());

            assertThat(failure(answer)).isInstanceOf(ProviderFailure.NoAnswer.class);
        }
    }

    @Test
    void whatTheSinkThrowsReachesTheEngine() {
        var gone = new UncheckedIOException(new java.io.IOException("the listener has gone"));
        OutputSink sink = new OutputSink() {
            @Override
            public void text(String delta) {
                throw gone;
            }

            @Override
            public void media(String mimeType, java.io.InputStream content) {}

            @Override
            public void progress(double fraction) {}
        };
        try (Providers providers = providers(ProviderLimits.STANDARD, (_, out) -> {
            out.text("hello");
            return DONE;
        })) {
            assertThatThrownBy(() -> providers.get("demo").submit(call(), sink)).isSameAs(gone);
        }
    }

    @Test
    void opensACircuitAfterFailuresInARowAndTriesOneCallLater() throws InterruptedException {
        var limits = new ProviderLimits(
                Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 3, Duration.ofMillis(200));
        var works = new java.util.concurrent.atomic.AtomicBoolean();
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        try (Providers providers = providers(limits, (_, _) -> {
            asked.incrementAndGet();
            return works.get() ? DONE : overloaded();
        })) {
            Provider demo = providers.get("demo");
            for (int i = 0; i < 3; i++) {
                demo.submit(call(), new RecordingSink());
            }
            Answer refused = demo.submit(call(), new RecordingSink());

            assertThat(asked).hasValue(3);
            assertThat(failure(refused)).isInstanceOfSatisfying(ProviderFailure.Overloaded.class, open -> {
                assertThat(open.retryAfter()).isEqualTo(Duration.ofMillis(200));
                assertThat(open.words().message()).contains("Not sent");
            });
            assertThat(providers.circuitOpen("demo", "demo-text", null)).isTrue();
            assertThat(providers.circuitOpen("demo", "demo-image", null)).isFalse();
            assertThat(providers.health()).singleElement().satisfies(health -> {
                assertThat(health.state()).isEqualTo("down");
                assertThat(health.circuits()).containsExactly(new Circuits.Broken("demo-text", "open"));
                assertThat(health.hour().failures()).isEqualTo(3);
            });

            works.set(true);
            org.awaitility.Awaitility.await()
                    .until(() -> demo.submit(call(), new RecordingSink()) instanceof Answer.Completed);
            assertThat(providers.circuitOpen("demo", "demo-text", null)).isFalse();
            assertThat(providers.medianMillis("demo", "demo-text")).isPresent();
        }
    }

    @Test
    void whatTheCallerDidWrongOpensNoCircuit() {
        var limits = new ProviderLimits(
                Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 2, Duration.ofMinutes(1));
        try (Providers providers = providers(
                limits, (_, _) -> new Answer.Failed(new ProviderFailure.Refused(ProviderFailure.Words.of("policy"))))) {
            for (int i = 0; i < 6; i++) {
                assertThat(failure(providers.get("demo").submit(call(), new RecordingSink())))
                        .isInstanceOf(ProviderFailure.Refused.class);
            }
            assertThat(providers.health().getFirst().hour().successRate()).isNull();
        }
    }

    private static Answer overloaded() {
        return new Answer.Failed(new ProviderFailure.Overloaded(ProviderFailure.Words.of("busy"), null));
    }

    private Providers providers(ProviderLimits limits, BiFunction<ProviderCall, OutputSink, Answer> work) {
        return new Providers(CATALOG, List.of(Adapter.only(new Scripted(work))), limits, metrics);
    }

    private static ProviderFailure failure(Answer answer) {
        return ((Answer.Failed) answer).failure();
    }

    private static ProviderCall call() {
        return new ProviderCall(
                UUID.randomUUID(),
                "demo-text",
                GenerationType.TEXT,
                "hello",
                Map.of(),
                List.of(),
                ProviderCredentials.NONE);
    }

    /// A provider that does what the test says.
    private record Scripted(BiFunction<ProviderCall, OutputSink, Answer> work) implements Provider {

        @Override
        public String name() {
            return "demo";
        }

        @Override
        public ProviderTraits traits() {
            return new ProviderTraits(false, false, false, true, false, false, 4);
        }

        @Override
        public Answer submit(ProviderCall call, OutputSink sink) {
            return work.apply(call, sink);
        }

        @Override
        public Answer poll(String handle, ProviderCall call, OutputSink sink) {
            return work.apply(call, sink);
        }

        @Override
        public Cancellation cancel(String handle, ProviderCall call) {
            return Cancellation.STOPPED;
        }

        @Override
        public Discovery discover(ProviderCredentials credentials) {
            return new Discovery.Models(List.of());
        }
    }
}
