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
/// time tries whether it works again. Opened on one node, open on all ([OpenCircuits]); each tries by itself.
/// Thread-safe.
final class Circuits {

    private static final int CIRCUITS_MAX = 10_000;
    private static final Duration KEPT = Duration.ofHours(1);

    private final CircuitBreakerConfig config;
    private final Duration wait;
    private final String provider;
    private final @Nullable OpenCircuits shared;
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

    /// @param provider canonical name
    /// @param shared   null where this node is alone
    Circuits(ProviderLimits limits, String provider, @Nullable OpenCircuits shared) {
        this.wait = limits.circuitOpen();
        this.provider = provider;
        this.shared = shared;
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
        CircuitBreaker circuit =
                circuits.get(new Place(model, keyId), place -> CircuitBreaker.of(place.model(), config));
        if (openElsewhere(model, keyId) && circuit.getState() == CircuitBreaker.State.CLOSED) {
            circuit.transitionToOpenState();
        }
        return circuit;
    }

    private boolean openElsewhere(String model, @Nullable UUID keyId) {
        return shared != null && shared.isOpen(provider, model, keyId);
    }

    /// Whether calls of this model with this key go nowhere now.
    boolean open(String model, @Nullable UUID keyId) {
        return openElsewhere(model, keyId)
                || Optional.ofNullable(circuits.getIfPresent(new Place(model, keyId)))
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
    void tell(CircuitBreaker circuit, @Nullable UUID keyId, Duration taken, Answer answer) {
        boolean wasOpen = circuit.getState() == CircuitBreaker.State.OPEN;
        told(circuit, taken, answer);
        if (shared != null && !wasOpen && circuit.getState() == CircuitBreaker.State.OPEN) {
            // Its name is that of the model.
            shared.opened(provider, circuit.getName(), keyId, wait);
        }
    }

    private static void told(CircuitBreaker circuit, Duration taken, Answer answer) {
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
