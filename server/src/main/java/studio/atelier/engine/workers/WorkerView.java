package studio.atelier.engine.workers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A worker as the API shows it, without its credential.
record WorkerView(
        UUID id,
        String name,
        String workerType,
        String state,
        boolean draining,
        List<String> jobKinds,
        List<String> offeredKinds,
        List<String> labels,
        String credentialLast4,
        @Nullable String url,
        @Nullable Boolean urlActive,
        @Nullable String urlError,
        @Nullable String version,
        @Nullable String device,
        @Nullable String modelLoaded,
        @Nullable Long vramTotalBytes,
        @Nullable Long vramUsedBytes,
        List<JobView> currentJobs,
        long jobsLastHour,
        long failedLastHour,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        @Nullable Instant heartbeatAt,
        @Nullable Long heartbeatAgeSeconds,
        @Nullable Instant registeredAt,
        Instant createdAt,
        Instant updatedAt) {

    record JobView(
            UUID generationId,
            String jobKind,
            String model,
            int attempt,
            @Nullable Double progress,
            Instant leasedAt,
            Instant leasedUntil) {}

    static WorkerView of(Worker worker, Workers workers) {
        Worker.Said said = worker.said();
        Worker.Url url = worker.url();
        Instant seen = worker.seenAt();
        return new WorkerView(
                worker.id(),
                worker.name(),
                worker.type().word(),
                workers.state(worker).word(),
                worker.draining(),
                worker.jobKinds(),
                worker.offeredKinds(),
                worker.labels(),
                worker.keyLast4(),
                url == null ? null : url.address(),
                url == null ? null : url.active(),
                url == null ? null : url.lastError(),
                said.version(),
                said.device(),
                said.modelLoaded(),
                said.vramTotalBytes(),
                said.vramUsedBytes(),
                worker.currentJobs().stream().map(WorkerView::job).toList(),
                worker.completed(),
                worker.failed(),
                said.lastError(),
                said.lastErrorAt(),
                seen,
                seen == null
                        ? null
                        : Math.max(
                                0,
                                Duration.between(seen, workers.clock().instant())
                                        .toSeconds()),
                worker.registeredAt(),
                worker.createdAt(),
                worker.updatedAt());
    }

    private static JobView job(Worker.Job job) {
        return new JobView(
                job.generationId(),
                job.jobKind(),
                job.model(),
                job.attempt(),
                job.progress(),
                job.leasedAt(),
                job.leasedUntil());
    }
}
