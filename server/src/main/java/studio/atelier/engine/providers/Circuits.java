package studio.atelier.engine.providers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The circuit breakers of one provider, one for each model and key: a key that is overloaded closes neither
/// another key nor another model. Opened by failures of the provider in a row; after a while one call at a
/// time tries whether it works again. Known to this node only. Thread-safe.
final class Circuits {

    private static final int CIRCUITS_MAX = 10_000;
    private static final Duration KEPT = Duration.ofHours(1);

    private final CircuitBreakerConfig config;
    private final Cache<Place, CircuitBreaker> circuits = Caffeine.newBuilder()
            .maximumSize(CIRCUITS_MAX)
            .expireAfterAccess(KEPT)
            .build();

    /// What a circuit is for.
    private record Place(String model, @Nullable UUID keyId) {}

    /// A circuit that lets no calls through, or only those that try.
    ///
    /// @param state `open` or `half_open`
    record Broken(String model, String state) {}

    Circuits(ProviderLimits limits) {
        this.config = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(limits.failuresInARow())
                .minimumNumberOfCalls(limits.failuresInARow())
                // All of the window: failures in a row, not a share of them.
                .failureRateThreshold(100)
                .waitDurationInOpenState(limits.circuitOpen())
                .permittedNumberOfCallsInHalfOpenState(1)
                .automaticTransitionFromOpenToHalfOpenEnabled(false)
                .build();
    }

    CircuitBreaker of(String model, @Nullable UUID keyId) {
        return circuits.get(new Place(model, keyId), place -> CircuitBreaker.of(place.model(), config));
    }

    /// Whether calls of this model with this key go nowhere now.
    boolean open(String model, @Nullable UUID keyId) {
        return Optional.ofNullable(circuits.getIfPresent(new Place(model, keyId)))
                .map(CircuitBreaker::getState)
                .filter(CircuitBreaker.State.OPEN::equals)
                .isPresent();
    }

    /// Those that are not closed, by model, at most once each.
    List<Broken> broken() {
        return circuits.asMap().entrySet().stream()
                .filter(each -> each.getValue().getState() != CircuitBreaker.State.CLOSED)
                .map(each -> new Broken(
                        each.getKey().model(),
                        each.getValue().getState() == CircuitBreaker.State.OPEN ? "open" : "half_open"))
                .distinct()
                .sorted(java.util.Comparator.comparing(Broken::model).thenComparing(Broken::state))
                .toList();
    }

    /// Tells a circuit what became of a call that it let through.
    static void tell(CircuitBreaker circuit, Duration taken, Answer answer) {
        switch (answer) {
            case Answer.Completed _, Answer.Accepted _, Answer.Running _ ->
                circuit.onSuccess(taken.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
            case Answer.Failed(ProviderFailure failure) -> {
                if (ofTheProvider(failure)) {
                    circuit.onError(
                            taken.toNanos(),
                            java.util.concurrent.TimeUnit.NANOSECONDS,
                            new IllegalStateException("the provider failed"));
                } else {
                    circuit.releasePermission();
                }
            }
        }
    }

    /// Whether it says something about the provider and not about the caller.
    static boolean ofTheProvider(ProviderFailure failure) {
        return switch (failure) {
            case ProviderFailure.NotSent _,
                    ProviderFailure.Overloaded _,
                    ProviderFailure.NoAnswer _,
                    ProviderFailure.Broken _ -> true;
            case ProviderFailure.RateLimited _,
                    ProviderFailure.Refused _,
                    ProviderFailure.InvalidInput _,
                    ProviderFailure.KeyRejected _,
                    ProviderFailure.OutOfFunds _,
                    ProviderFailure.BadOutput _ -> false;
        };
    }
}
