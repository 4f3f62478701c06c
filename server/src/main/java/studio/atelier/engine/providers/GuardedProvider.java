package studio.atelier.engine.providers;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.telemetry.Metrics;
import tools.jackson.databind.JsonNode;

/// An adapter with what all of them need: an end to every call, so many calls at once for one key, figures.
/// Never repeats a call: the engine knows whether it may. Thread-safe.
final class GuardedProvider implements Provider {

    private static final Logger log = LoggerFactory.getLogger(GuardedProvider.class);

    private final CatalogProvider provider;
    private final Provider adapter;
    private final Guards guards;

    record Guards(
            ProviderLimits limits,
            Deadlines deadlines,
            CallSlots slots,
            Circuits circuits,
            RecentCalls recent,
            MeterRegistry metrics) {}

    GuardedProvider(CatalogProvider provider, Provider adapter, Guards guards) {
        this.provider = provider;
        this.adapter = adapter;
        this.guards = guards;
    }

    @Override
    public String name() {
        return provider.id();
    }

    @Override
    public ProviderTraits traits() {
        ProviderTraits traits = adapter.traits();
        return new ProviderTraits(
                provider.keyRequired(),
                traits.jobs(),
                traits.safeToResume(),
                traits.safeToRetry(),
                traits.cancels(),
                traits.failuresBilled(),
                provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        CircuitBreaker circuit =
                guards.circuits().of(call.model(), call.credentials().keyId());
        if (!circuit.tryAcquirePermission()) {
            return counted("submit", Duration.ZERO, circuitOpen());
        }
        boolean told = false;
        try {
            Answer answer = guarded("submit", call, sink, circuit, into -> adapter.submit(addressed(call), into));
            told = true;
            return answer;
        } finally {
            if (!told) {
                // The engine or the listener broke off; that says nothing about the provider.
                circuit.releasePermission();
            }
        }
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        return guarded("poll", call, sink, null, told -> adapter.poll(handle, addressed(call), told));
    }

    @Override
    public Callback.Sender sender(Callback callback, ProviderCredentials credentials) {
        return adapter.sender(callback, addressed(credentials));
    }

    @Override
    public boolean callsWithJob() {
        return adapter.callsWithJob();
    }

    @Override
    public Optional<String> job(Callback callback) {
        return adapter.job(callback);
    }

    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return adapter.cancel(handle, addressed(call));
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        try (Deadlines.Deadline deadline =
                guards.deadlines().start(guards.limits().discover())) {
            Discovery found = adapter.discover(addressed(credentials));
            return deadline.end() ? new Discovery.Unreachable("The provider took too long to answer.") : found;
        } catch (RuntimeException fault) {
            log.error("the adapter of {} failed while it looked for models", provider.id(), fault);
            return new Discovery.Unreachable("The provider could not be asked.");
        }
    }

    @FunctionalInterface
    private interface Work {
        Answer of(OutputSink sink);
    }

    /// @param circuit told what the provider did; null for calls it does not count
    private Answer guarded(
            String kind, ProviderCall call, OutputSink sink, @Nullable CircuitBreaker circuit, Work work) {
        Bulkhead slots = guards.slots().of(call.credentials().keyId());
        if (!slots.tryAcquirePermission()) {
            if (circuit != null) {
                circuit.releasePermission();
            }
            return counted(kind, Duration.ZERO, notSent());
        }
        long started = System.nanoTime();
        try {
            Answer answer = timed(sink, work);
            Duration taken = Duration.ofNanos(System.nanoTime() - started);
            if (circuit != null) {
                guards.circuits().tell(circuit, call.credentials().keyId(), taken, answer);
                guards.recent().add(call.model(), taken, outcome(answer), answer);
            }
            return counted(kind, taken, answer);
        } finally {
            slots.onComplete();
        }
    }

    private Answer timed(OutputSink sink, Work work) {
        Told told = new Told(sink);
        try (Deadlines.Deadline deadline =
                guards.deadlines().start(guards.limits().submit())) {
            Answer answer = work.of(told);
            boolean late = deadline.end();
            return late && answer instanceof Answer.Failed ? tooLate() : answer;
        } catch (RuntimeException fault) {
            if (fault.equals(told.thrown)) {
                throw fault;
            }
            // Nobody knows how far the adapter came, so it counts as sent.
            log.error("the adapter of {} failed", provider.id(), fault);
            return new Answer.Failed(new ProviderFailure.NoAnswer(Words.of("The adapter of the provider failed.")));
        }
    }

    private Answer notSent() {
        return new Answer.Failed(new ProviderFailure.NotSent(Words.of("There are " + provider.concurrency()
                + " calls with this key on their way already; no place came free in "
                + guards.limits().slotWait().toSeconds() + " s.")));
    }

    private Answer circuitOpen() {
        Duration wait = guards.limits().circuitOpen();
        return new Answer.Failed(new ProviderFailure.Overloaded(
                Words.of("Not sent: the last " + guards.limits().failuresInARow() + " calls of this model with this key"
                        + " failed at " + provider.displayName() + ". It is tried again within " + wait.toSeconds()
                        + " s."),
                wait));
    }

    private Answer tooLate() {
        return new Answer.Failed(new ProviderFailure.NoAnswer(Words.of(
                "The provider did not finish within " + guards.limits().submit().toSeconds() + " s.")));
    }

    private Answer counted(String kind, Duration taken, Answer answer) {
        Metrics.PROVIDER_CALLS
                .timer(guards.metrics(), provider.id(), kind, outcome(answer))
                .record(taken);
        return answer;
    }

    private static String outcome(Answer answer) {
        String name = switch (answer) {
            case Answer.Failed(ProviderFailure failure) -> failure.getClass().getSimpleName();
            case Answer.Completed _, Answer.Accepted _, Answer.Running _ ->
                answer.getClass().getSimpleName();
        };
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private ProviderCall addressed(ProviderCall call) {
        return call.with(addressed(call.credentials()));
    }

    private ProviderCredentials addressed(ProviderCredentials given) {
        return given.baseUrl() != null || provider.baseUrl() == null
                ? given
                : new ProviderCredentials(given.keyId(), given.apiKey(), provider.baseUrl(), given.headers());
    }

    /// Remembers what the sink threw, which is not the adapter's fault and must reach the engine. One
    /// thread.
    private static final class Told implements OutputSink {

        private final OutputSink sink;
        private @Nullable RuntimeException thrown;

        Told(OutputSink sink) {
            this.sink = sink;
        }

        @Override
        public void text(String delta) {
            noting(() -> sink.text(delta));
        }

        @Override
        public void flush() {
            noting(sink::flush);
        }

        @Override
        public void reasoning(String delta) {
            noting(() -> sink.reasoning(delta));
        }

        @Override
        public void toolCalls(JsonNode delta) {
            noting(() -> sink.toolCalls(delta));
        }

        @Override
        public void data(JsonNode result) {
            noting(() -> sink.data(result));
        }

        @Override
        public void media(String mimeType, InputStream content) throws IOException {
            try {
                sink.media(mimeType, content);
            } catch (RuntimeException failure) {
                thrown = failure;
                throw failure;
            }
        }

        @Override
        public boolean live() {
            return sink.live();
        }

        @Override
        public void progress(double fraction) {
            noting(() -> sink.progress(fraction));
        }

        private void noting(Runnable work) {
            try {
                work.run();
            } catch (RuntimeException failure) {
                thrown = failure;
                throw failure;
            }
        }
    }
}
