package studio.atelier.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// One limit, a token bucket for each key, refilled steadily. Thread-safe. Keeps at most [#KEYS_MAX]
/// buckets; the least used are forgotten, which lets their keys begin anew.
public final class Limiter {

    /// About 20 MB when full.
    static final int KEYS_MAX = 100_000;

    private final String name;
    private final long capacity;
    private final Duration period;
    private final boolean on;
    private final Cache<String, Bucket> buckets;

    Limiter(String name, long capacity, Duration period, boolean on) {
        this.name = name;
        this.capacity = capacity;
        this.period = period;
        this.on = on;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(KEYS_MAX)
                .expireAfterAccess(period.multipliedBy(2))
                .build();
    }

    /// What came of taking one.
    public sealed interface Verdict {

        /// @param remaining how many are left now
        /// @param full      how long until all are back
        record Allowed(long capacity, long remaining, Duration full) implements Verdict {}

        record Exceeded(long capacity, Duration retryAfter) implements Verdict {}

        /// Limits are switched off.
        record Unlimited() implements Verdict {}
    }

    /// Takes one.
    public Verdict take(String key) {
        return take(key, 1);
    }

    /// Takes several or none; zero asks whether there is one left and takes nothing.
    public Verdict take(String key, long count) {
        if (!on) {
            return new Verdict.Unlimited();
        }
        Bucket bucket = buckets.get(key, _ -> bucket());
        if (count == 0) {
            var probe = bucket.estimateAbilityToConsume(1);
            return probe.canBeConsumed()
                    ? new Verdict.Allowed(capacity, probe.getRemainingTokens(), Duration.ZERO)
                    : new Verdict.Exceeded(capacity, Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
        var probe = bucket.tryConsumeAndReturnRemaining(count);
        return probe.isConsumed()
                ? new Verdict.Allowed(
                        capacity, probe.getRemainingTokens(), Duration.ofNanos(probe.getNanosToWaitForReset()))
                : new Verdict.Exceeded(capacity, Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /// Takes one or refuses.
    ///
    /// @throws ProblemException `limits.exceeded` with the time to wait
    public void check(String key) {
        check(key, 1);
    }

    /// Takes several or refuses; zero takes nothing.
    ///
    /// @throws ProblemException `limits.exceeded` with the time to wait
    public void check(String key, long count) {
        if (take(key, count) instanceof Verdict.Exceeded(long _, Duration wait)) {
            throw refusal(wait);
        }
    }

    /// The refusal as a problem, for callers that look at the verdict themselves.
    public ProblemException refusal(Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        String detail = "The limit for " + name + " is " + capacity + " in " + words(period) + "; try again in "
                + seconds + (seconds == 1 ? " second." : " seconds.");
        return Problem.of(LimitProblem.EXCEEDED, detail)
                .withRetryAfter(Duration.ofSeconds(seconds))
                .with("limit", Map.of("name", name, "capacity", capacity, "period_seconds", period.toSeconds()))
                .exception();
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, period))
                .build();
    }

    private static String words(Duration period) {
        if (period.equals(Duration.ofMinutes(1))) {
            return "a minute";
        }
        return period.toSeconds() % 60 == 0 ? period.toMinutes() + " minutes" : period.toSeconds() + " seconds";
    }
}
