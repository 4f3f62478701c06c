package studio.atelier.engine.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.vault.ProviderCredentials;

/// What every adapter keeps to. An adapter's test says how to build it and which calls do what; the
/// promises are here.
public abstract class ProviderConformance {

    private static final int HANDLE_BYTES_MAX = 8 << 10;
    private static final int LOOKS_MAX = 1_000_000;
    private static final Duration LEAVE = Duration.ofSeconds(20);

    protected abstract Provider provider();

    /// The same provider as another process sees it, without anything the first one remembers.
    protected Provider restarted() {
        return provider();
    }

    /// Calls that succeed: one for each kind the provider makes, at least one with letters beyond ASCII.
    protected abstract List<ProviderCall> good();

    /// Those of them that become jobs; for providers that answer some calls at once.
    protected List<ProviderCall> queued() {
        return good().stream()
                .filter(call -> call.type() != GenerationType.TEXT)
                .toList();
    }

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

                    Answer answer = followed(provider(), call, sink, provider().submit(call, sink));

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

                    var sink = new RecordingSink();
                    Answer answer = followed(
                            provider(), failing.call(), sink, provider().submit(failing.call(), sink));

                    assertThat(answer).isInstanceOfSatisfying(Answer.Failed.class, failed -> {
                        assertThat(failed.failure()).isInstanceOf(failing.kind());
                        assertThat(failed.failure().words().message()).isNotBlank();
                    });
                    assertThat(purchases() - before).isEqualTo(failing.bought());
                    assertNoSecret(answer.toString());
                }));
    }

    @TestFactory
    Stream<DynamicTest> takesAJobUpAgainAfterARestart() {
        return jobs(ProviderTraits::safeToResume, call -> {
            var sink = new RecordingSink();
            Answer.Accepted job = accepted(call);
            Provider restarted = restarted();

            Answer answer = followed(restarted, call, sink, restarted.poll(job.handle(), call, sink), job.handle());

            assertThat(answer).isInstanceOf(Answer.Completed.class);
            assertThat(sink.media()).isNotEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> saysWhatIsKnownAfterACancel() {
        return jobs(ProviderTraits::cancels, call -> {
            Answer.Accepted job = accepted(call);

            Cancellation known = provider().cancel(job.handle(), call);

            if (known == Cancellation.TOO_LATE) {
                var sink = new RecordingSink();
                assertThat(provider().poll(job.handle(), call, sink)).isInstanceOf(Answer.Completed.class);
                assertThat(sink.media()).isNotEmpty();
            }
            if (!provider().traits().failuresBilled()) {
                assertThat(known).isNotEqualTo(Cancellation.MAY_BE_BILLED);
            }
        });
    }

    /// One test for each call that becomes a job, at providers that declare this.
    private Stream<DynamicTest> jobs(Predicate<ProviderTraits> declared, Consumer<ProviderCall> test) {
        ProviderTraits traits = provider().traits();
        return queued().stream()
                .filter(_ -> traits.jobs() && declared.test(traits))
                .map(call -> DynamicTest.dynamicTest(call.type() + " " + call.prompt(), () -> test.accept(call)));
    }

    private Answer.Accepted accepted(ProviderCall call) {
        Answer answer = provider().submit(call, new RecordingSink());
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        return (Answer.Accepted) answer;
    }

    private Answer followed(Provider provider, ProviderCall call, RecordingSink sink, Answer answer) {
        return answer instanceof Answer.Accepted(String handle, Duration pollAfter, var _)
                ? followed(provider, call, sink, new Answer.Running(-1, pollAfter), handle)
                : answer;
    }

    /// Looks until the job is over; nothing is waited for, a job that never ends fails at the last look.
    private Answer followed(Provider provider, ProviderCall call, RecordingSink sink, Answer first, String handle) {
        assertThat(provider.traits().jobs()).as("declares jobs").isTrue();
        assertThat(handle.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(HANDLE_BYTES_MAX);
        assertNoSecret(handle);
        Answer answer = first;
        for (int look = 0; answer instanceof Answer.Running(double fraction, Duration pollAfter); look++) {
            assertThat(look).as("looks").isLessThan(LOOKS_MAX);
            assertThat(fraction).isLessThanOrEqualTo(1);
            assertThat(pollAfter).isPositive();
            assertThat(sink.media()).as("outputs before the end").isEmpty();
            Thread.onSpinWait();
            answer = provider.poll(handle, call, sink);
        }
        return answer;
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
