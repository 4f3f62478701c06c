package studio.atelier.platform.limits;

import java.time.Duration;
import java.util.Map;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// One limit, a token bucket for each key, refilled steadily. Thread-safe.
public final class Limiter {

    private final String name;
    private final Rate initial;
    private final Buckets buckets;
    private final boolean on;
    private final boolean announced;

    Limiter(String name, Rate initial, Buckets buckets, boolean on, boolean announced) {
        this.name = name;
        this.initial = initial;
        this.buckets = buckets;
        this.on = on;
        this.announced = announced;
    }

    /// What came of taking one.
    public sealed interface Verdict {

        record Allowed(Standing standing) implements Verdict {}

        /// @param retryAfter how long until there are as many as were asked for
        record Exceeded(Standing standing, Duration retryAfter) implements Verdict {}

        /// Limits are switched off.
        record Unlimited() implements Verdict {}
    }

    /// The same limit, which also tells callers in the headers of every answer where they stand. Only for
    /// limits by who asks: of a limit by something else strangers would learn what others do.
    public Limiter announced() {
        return new Limiter(name, initial, buckets, on, true);
    }

    /// What holds where the caller of this names no rate.
    public Rate initial() {
        return initial;
    }

    /// Takes one.
    public Verdict take(String key) {
        return take(key, 1);
    }

    /// Takes several or none; zero asks whether there is one left and takes nothing.
    public Verdict take(String key, long count) {
        return take(key, count, initial);
    }

    /// @param rate what holds for this key; another one than before begins with a full bucket
    public Verdict take(String key, long count, Rate rate) {
        if (!on) {
            return new Verdict.Unlimited();
        }
        Buckets.Taking taking = buckets.take(name, key, rate, count);
        var standing = new Standing(name, rate, taking.remaining(), taking.taken() ? taking.full() : taking.until());
        if (announced && count > 0) {
            Standings.tell(standing);
        }
        return taking.taken() ? new Verdict.Allowed(standing) : new Verdict.Exceeded(standing, taking.until());
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
        check(key, count, initial);
    }

    /// @param rate what holds for this key
    /// @throws ProblemException `limits.exceeded` with the time to wait
    public void check(String key, long count, Rate rate) {
        if (take(key, count, rate) instanceof Verdict.Exceeded(Standing standing, Duration wait)) {
            throw refusal(standing, wait);
        }
    }

    private static ProblemException refusal(Standing standing, Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        Rate rate = standing.rate();
        String burst = rate.capacity() == rate.refill() ? "" : ", " + rate.capacity() + " of them at once";
        String detail = "The limit for " + standing.name() + " is " + rate.refill() + " in " + words(rate.period())
                + burst + "; try again in " + seconds + (seconds == 1 ? " second." : " seconds.");
        return Problem.of(LimitProblem.EXCEEDED, detail)
                .withRetryAfter(Duration.ofSeconds(seconds))
                .with(
                        "limit",
                        Map.of(
                                "name", standing.name(),
                                "capacity", rate.capacity(),
                                "period_seconds", Math.max(1, rate.window().toSeconds())))
                .exception();
    }

    private static String words(Duration period) {
        if (period.equals(Duration.ofMinutes(1))) {
            return "a minute";
        }
        return period.toSeconds() % 60 == 0 ? period.toMinutes() + " minutes" : period.toSeconds() + " seconds";
    }
}
