package studio.atelier.engine.generation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A run that was tried often enough, as JSON: the components are the members, in snake case.
record DeadLetter(
        UUID id,
        UUID userId,
        String provider,
        String model,
        String pool,
        @Nullable String jobKind,
        int attempts,
        Instant deadAt,
        @Nullable String message,
        @Nullable String providerMessage) {}
