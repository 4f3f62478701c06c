package studio.atelier.engine.generation;

import java.util.UUID;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.limits.Tiers;
import studio.atelier.platform.problem.ProblemException;

/// How many generations a person may start in a minute, by whatever route and key. Thread-safe. Source: A27,
/// A63.
record Turnstile(Limiter limiter, Tiers tiers) {

    /// @throws ProblemException `limits.exceeded`
    void check(UUID person) {
        limiter.check(person.toString(), 1, tiers.rate(person, TierRates.GENERATIONS, limiter.initial()));
    }
}
