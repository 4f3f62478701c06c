package studio.atelier.engine.workers;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// How it stands with a worker.
enum WorkerState {
    /// It has not come yet.
    NEW,
    /// It said that it stops, and has not come back.
    STOPPED,
    /// Nothing was heard of it for long.
    SILENT,
    /// It finishes what it has and gets nothing new.
    DRAINING,
    /// It works.
    BUSY,
    /// It waits for work.
    IDLE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static WorkerState of(Worker worker, Instant now, Duration silentAfter) {
        if (worker.seenAt() == null || worker.registeredAt() == null) {
            return NEW;
        }
        if (worker.stoppedAt() != null) {
            return STOPPED;
        }
        if (worker.seenAt().isBefore(now.minus(silentAfter))) {
            return SILENT;
        }
        if (worker.draining()) {
            return DRAINING;
        }
        return worker.currentJobs().isEmpty() ? IDLE : BUSY;
    }

    /// Whether it takes part, now.
    boolean alive() {
        return this == BUSY || this == IDLE || this == DRAINING;
    }
}
