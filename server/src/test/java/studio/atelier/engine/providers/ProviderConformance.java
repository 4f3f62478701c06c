package studio.atelier.engine.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.vault.ProviderCredentials;

/// What every adapter keeps to. An adapter's test says how to build it and which calls do what; the
/// promises are here.
public abstract class ProviderConformance {

    private static final Duration LEAVE = Duration.ofSeconds(20);

    protected abstract Provider provider();

    /// Calls that succeed: one for each kind the provider makes, at least one with letters beyond ASCII.
    protected abstract List<ProviderCall> good();

    /// Calls that fail, with the one kind of failure they must be mapped to. A key says what is being
    /// tried.
    protected Map<String, Failing> failing() {
        return Map.of();
    }

    /// A call that takes long enough to be interrupted; the second part waits until it is on its way.
    protected abstract Slow slow();

    /// How often the provider was asked for work so far; only for providers that can be asked twice.
    protected abstract int purchases();

    /// Credentials that are accepted.
    protected abstract ProviderCredentials credentials();

    /// Texts that must appear nowhere.
    protected abstract List<String> secrets();

    /// @param bought how many purchases the call makes, failure or not
    public record Failing(ProviderCall call, Class<? extends ProviderFailure> kind, int bought) {}

    public record Slow(ProviderCall call, Runnable untilRunning) {}

    @TestFactory
    Stream<DynamicTest> deliversWhatWasAskedFor() {
        return good().stream()
                .map(call -> DynamicTest.dynamicTest(call.type() + " " + call.prompt(), () -> {
                    var sink = new RecordingSink();
                    int before = purchases();

                    Answer answer = provider().submit(call, sink);

                    assertThat(answer).isInstanceOf(Answer.Completed.class);
                    if (call.type() == GenerationType.TEXT) {
                        assertThat(sink.text()).isNotBlank();
                        assertThat(sink.media()).isEmpty();
                    } else {
                        assertThat(sink.media())
                                .isNotEmpty()
                                .allSatisfy(bytes -> assertThat(bytes).isNotEmpty());
                        assertThat(sink.types())
                                .allSatisfy(type ->
                                        assertThat(type).startsWith(call.type().word() + "/"));
                    }
                    assertThat(purchases() - before).isLessThanOrEqualTo(1);
                    assertNoSecret(answer.toString());
                }));
    }

    @TestFactory
    Stream<DynamicTest> mapsEachFailureToOneKindAndNeverAsksTwice() {
        return failing().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    Failing failing = each.getValue();
                    int before = purchases();

                    Answer answer = provider().submit(failing.call(), new RecordingSink());

                    assertThat(answer).isInstanceOfSatisfying(Answer.Failed.class, failed -> {
                        assertThat(failed.failure()).isInstanceOf(failing.kind());
                        assertThat(failed.failure().words().message()).isNotBlank();
                    });
                    assertThat(purchases() - before).isEqualTo(failing.bought());
                    assertNoSecret(answer.toString());
                }));
    }

    @Test
    void leavesWhenItsThreadIsInterrupted() throws InterruptedException {
        Slow slow = slow();
        var answer = new AtomicReference<Answer>();
        var thrown = new AtomicReference<Throwable>();
        var done = new CountDownLatch(1);
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                answer.set(provider().submit(slow.call(), new RecordingSink()));
            } catch (RuntimeException failure) {
                thrown.set(failure);
            } finally {
                done.countDown();
            }
        });

        slow.untilRunning().run();
        caller.interrupt();

        assertThat(done.await(LEAVE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .as("the adapter came back")
                .isTrue();
        assertThat(thrown.get()).isNull();
        assertThat(answer.get()).isNotNull();
    }

    @Test
    void saysWhichModelsTheKeyReachesAndKeepsTheKeyToItself() {
        Discovery found = provider().discover(credentials());

        assertThat(found).isInstanceOf(Discovery.Models.class);
        assertNoSecret(found.toString());
        assertNoSecret(credentials().toString());
        assertNoSecret(good().getFirst().toString());
        assertNoSecret(provider().toString());
    }

    @Test
    void namesItselfAndDeclaresWhatItCan() {
        assertThat(provider().name()).matches("[a-z0-9-]+");
        assertThat(provider().traits().concurrency()).isPositive();
    }

    private void assertNoSecret(String text) {
        for (String secret : secrets()) {
            assertThat(text).doesNotContain(secret);
        }
    }
}
