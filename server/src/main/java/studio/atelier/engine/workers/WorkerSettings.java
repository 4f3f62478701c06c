package studio.atelier.engine.workers;

import java.time.Duration;
import studio.atelier.platform.settings.SettingsReader;

/// @param lease             how long a worker may be silent about a job before others take it
/// @param silentAfter       after how long without a word a worker counts as gone
/// @param waitingMax        requests for work that may wait on this node at once; further ones are
///     answered at once
/// @param requestsPerMinute of one worker
public record WorkerSettings(Duration lease, Duration silentAfter, int waitingMax, int requestsPerMinute) {

    public static WorkerSettings read(SettingsReader settings) {
        return new WorkerSettings(
                settings.duration(
                        "ATELIER_WORKER_LEASE",
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        Duration.ofHours(1),
                        "How long a GPU worker may be silent about a job before another takes it."),
                settings.duration(
                        "ATELIER_WORKER_SILENT_AFTER",
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofHours(1),
                        "After how long without a word a GPU worker counts as gone."),
                (int) settings.whole(
                        "ATELIER_WORKER_WAITING_MAX",
                        1_000,
                        1,
                        100_000,
                        "GPU workers that may wait for work at this node at once."),
                (int) settings.whole(
                        "ATELIER_WORKER_REQUESTS_PER_MINUTE",
                        1_200,
                        1,
                        1_000_000,
                        "Requests a minute for one GPU worker."));
    }
}
