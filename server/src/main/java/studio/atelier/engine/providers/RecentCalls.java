package studio.atelier.engine.providers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The calls of one provider in the last hour, at most some hundred of each model. Known to this node only.
/// Thread-safe.
final class RecentCalls {

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MODELS_MAX = 500;
    private static final int CALLS_MAX = 300;

    private final Clock clock;
    private final Cache<String, Deque<Call>> byModel = Caffeine.newBuilder()
            .maximumSize(MODELS_MAX)
            .expireAfterWrite(WINDOW)
            .build();

    RecentCalls(Clock clock) {
        this.clock = clock;
    }

    /// @param outcome as in the metric
    /// @param message of the provider; null when it worked, or when the failure was the caller's
    private record Call(
            Instant at,
            long millis,
            boolean worked,
            boolean failed,
            String outcome,
            @Nullable String message) {}

    /// The last failure that was the provider's.
    ///
    /// @param message the provider's own words, for administrators
    record LastError(Instant at, String outcome, @Nullable String message) {}

    /// @param successRate of the calls that say something about the provider; null without any
    /// @param p50Millis   of those that worked; null without any
    record Summary(
            int calls,
            int failures,
            @Nullable Double successRate,
            @Nullable Long p50Millis,
            @Nullable Long p95Millis,
            @Nullable LastError lastError) {}

    void add(String model, Duration taken, String outcome, Answer answer) {
        boolean failed = answer instanceof Answer.Failed(ProviderFailure failure) && Circuits.ofTheProvider(failure);
        String message = failed && answer instanceof Answer.Failed(ProviderFailure failure)
                ? failure.words().message()
                : null;
        var call = new Call(
                clock.instant(), taken.toMillis(), !(answer instanceof Answer.Failed), failed, outcome, message);
        Deque<Call> calls = byModel.get(model, _ -> new ArrayDeque<>());
        synchronized (calls) {
            calls.addLast(call);
            if (calls.size() > CALLS_MAX) {
                calls.removeFirst();
            }
        }
    }

    OptionalLong medianMillis(String model) {
        Deque<Call> calls = byModel.getIfPresent(model);
        if (calls == null) {
            return OptionalLong.empty();
        }
        Long median = percentile(recent(calls), 50);
        return median == null ? OptionalLong.empty() : OptionalLong.of(median);
    }

    Summary summary() {
        List<Call> all = byModel.asMap().values().stream()
                .flatMap(calls -> recent(calls).stream())
                .toList();
        long worked = all.stream().filter(Call::worked).count();
        long failed = all.stream().filter(Call::failed).count();
        LastError last = all.stream()
                .filter(Call::failed)
                .max(Comparator.comparing(Call::at))
                .map(call -> new LastError(call.at(), call.outcome(), call.message()))
                .orElse(null);
        Double rate = worked + failed == 0 ? null : (double) worked / (worked + failed);
        return new Summary(all.size(), (int) failed, rate, percentile(all, 50), percentile(all, 95), last);
    }

    private List<Call> recent(Deque<Call> calls) {
        Instant from = clock.instant().minus(WINDOW);
        synchronized (calls) {
            return new ArrayList<>(calls)
                    .stream().filter(call -> call.at().isAfter(from)).toList();
        }
    }

    private static @Nullable Long percentile(List<Call> calls, int percent) {
        long[] times = calls.stream()
                .filter(Call::worked)
                .mapToLong(Call::millis)
                .sorted()
                .toArray();
        return times.length == 0 ? null : times[Math.min(times.length - 1, times.length * percent / 100)];
    }
}
