package studio.atelier.engine.workers;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A worker as it is stored, with what it does now.
///
/// @param jobKinds     what it may serve, as an administrator said
/// @param labels       what it has, as an administrator said
/// @param offeredKinds what it can serve now, as it said; never more than it may
/// @param said         what it told of itself
/// @param url          where it can be told of work; null where it only asks
/// @param completed    jobs in the last hour
/// @param failed       jobs given back or failed in the last hour
record Worker(
        UUID id,
        String name,
        WorkerType type,
        List<String> jobKinds,
        List<String> labels,
        String keyLast4,
        boolean draining,
        List<String> offeredKinds,
        Said said,
        @Nullable Url url,
        List<Job> currentJobs,
        long completed,
        long failed,
        @Nullable Instant registeredAt,
        @Nullable Instant seenAt,
        @Nullable Instant stoppedAt,
        Instant createdAt,
        Instant updatedAt) {

    Worker {
        jobKinds = List.copyOf(jobKinds);
        labels = List.copyOf(labels);
        offeredKinds = List.copyOf(offeredKinds);
        currentJobs = List.copyOf(currentJobs);
    }

    /// What a worker tells of itself; each is null until it did.
    record Said(
            @Nullable String version,
            @Nullable String device,
            @Nullable String modelLoaded,
            @Nullable Long vramTotalBytes,
            @Nullable Long vramUsedBytes,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt) {}

    /// @param active the last call reached it
    record Url(
            String address,
            boolean active,
            @Nullable Instant toldAt,
            @Nullable String lastError) {}

    /// A job in its hands.
    ///
    /// @param progress 0 to 1; null when it did not say
    record Job(
            UUID generationId,
            String jobKind,
            String model,
            int attempt,
            @Nullable Double progress,
            Instant leasedAt,
            Instant leasedUntil) {}

    /// Whether it gets nothing new.
    boolean resting() {
        return draining || stoppedAt != null;
    }
}
