package studio.atelier.engine.workers;

import java.util.UUID;
import studio.atelier.platform.events.EventType;

/// A job that workers were asked for has failed for good: refused by a worker, or tried often enough.
/// Source: C86.
///
/// @param id       of the generation
/// @param workerId who had it last
/// @param code     why, such as `generation.attempts_exhausted`
@EventType("workers.job_failed.v1")
public record WorkerJobFailed(UUID id, UUID userId, UUID workerId, String jobKind, String model, String code) {}
