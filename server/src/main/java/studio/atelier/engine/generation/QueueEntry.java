package studio.atelier.engine.generation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A run that waits or runs, as JSON: the components are the members, in snake case.
///
/// @param prompt      null where somebody else asks
/// @param lane        `low`, `normal`, `high`
/// @param pool        `server` or `workers`
/// @param availableAt not before: later than now after a failed attempt
record QueueEntry(
        UUID id,
        UUID userId,
        @Nullable UUID projectId,
        String provider,
        String model,
        String generationType,
        @Nullable String prompt,
        String status,
        @Nullable String phase,
        String lane,
        boolean paused,
        String pool,
        @Nullable String jobKind,
        int attempts,
        long estimateMicros,
        Instant availableAt,
        @Nullable Instant startedAt,
        Instant createdAt) {

    QueueEntry withoutPrompt() {
        return new QueueEntry(
                id,
                userId,
                projectId,
                provider,
                model,
                generationType,
                null,
                status,
                phase,
                lane,
                paused,
                pool,
                jobKind,
                attempts,
                estimateMicros,
                availableAt,
                startedAt,
                createdAt);
    }
}
